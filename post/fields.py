"""The merge fields of a letter: which there are, what they become for one person, and what may not enter.

They are a fixed list, never a template language (bar S7): `{{ settings.SECRET_KEY }}` in a letter prints itself.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

ONE_CLICK = "unsubscribe"  # the link that the List-Unsubscribe header carries

# `[voornaam]` or `[link:answer]`; `[[` is a bracket that means itself. Other brackets, as in [1] or [Zie ook], stay.
TOKEN = re.compile(r"(\[\[)|\[([a-z_]+(?::[a-z0-9_]+)?)\]")

# Controls (also U+0085), line and paragraph separators, and halves of characters: nothing of that belongs in a name.
_UNWANTED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_SPACES = re.compile(" {2,}")
_ADDRESS = re.compile(r"<?[^\s<>@]+@[^\s<>@]+>?")


class CannotCompile(Exception):
    """The words of a mailing cannot become a letter; the text of this exception says why."""


class Addressee(NamedTuple):
    """Whom one letter is for, with what the merge fields need."""

    letter: int
    person: int
    address: str
    given_name: str = ""
    tussenvoegsel: str = ""
    family_name: str = ""
    organisation: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """One merge field or link where it stands in a text."""

    name: str

    @property
    def link(self) -> str:
        """The name of the link, or nothing for a merge field."""
        return self.name[5:] if self.name.startswith("link:") else ""


def clean(value: str, limit: int) -> str:
    """Return what may stand in a letter: one line, no control characters, at most `limit` characters."""
    if not value.isprintable():
        value = _UNWANTED.sub(" ", value)
    value = _SPACES.sub(" ", value).strip() if "  " in value else value.strip()
    return value if len(value) <= limit else f"{value[: limit - 1]}…"


def without_addresses(text: str) -> str:
    """Return what a server said, without the addresses in it; what holds none costs next to nothing."""
    text = text.removeprefix("smtp;").replace("\n", " ")
    return clean(_ADDRESS.sub("…", text) if "@" in text else text, 200)


def masked(address: str) -> str:
    """Return an address that its owner recognises and a passer-by cannot use: s…@utrecht.nl."""
    local, _at, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"


def _given_name(who: Addressee) -> str:
    return clean(who.given_name, 80)


def _family_name(who: Addressee) -> str:
    infix = f"{who.tussenvoegsel} " if who.tussenvoegsel else ""
    return clean(f"{infix}{who.family_name}", 100)


def full_name(who: Addressee) -> str:
    """Return the name the Dutch way: Samira van der Berg."""
    infix = f"{who.tussenvoegsel} " if who.tussenvoegsel else ""
    return clean(f"{who.given_name} {infix}{who.family_name}", 120)


def _organisation(who: Addressee) -> str:
    return clean(who.organisation, 120) or "je organisatie"


def _address(who: Addressee) -> str:
    return clean(masked(who.address), 120)


# Each field with the longest that it can become, in characters.
FIELDS: dict[str, tuple[Callable[[Addressee], str], int]] = {
    "voornaam": (_given_name, 80),
    "achternaam": (_family_name, 100),
    "naam": (full_name, 120),
    "organisatie": (_organisation, 120),
    "adres": (_address, 120),
}


def parse(template: str, links: Mapping[str, object]) -> list[str | Token]:
    """Split a text at its merge fields and links.

    :raises CannotCompile: at a field that does not exist, with the ones that do.
    """
    parts: list[str | Token] = []
    for part in _parse(template, links):
        if isinstance(part, str) and parts and isinstance(parts[-1], str):
            parts[-1] += part
        else:
            parts.append(part)
    return parts


def _parse(template: str, links: Mapping[str, object]) -> Iterator[str | Token]:
    done = 0
    for found in TOKEN.finditer(template):
        if found.start() > done:
            yield template[done : found.start()]
        done = found.end()
        if found[1]:
            yield "["
            continue
        token = Token(found[2])
        if token.name not in FIELDS and token.link not in links:
            known = ", ".join(f"[{name}]" for name in [*FIELDS, *(f"link:{link}" for link in links)])
            message = _("[%(field)s] is not a field. These are: %(known)s.")
            raise CannotCompile(message % {"field": token.name, "known": known})
        yield token
    if done < len(template):
        yield template[done:]


def literal(text: str, links: Mapping[str, object] | None = None) -> str:
    """Return a text whose brackets mean themselves, apart from the links given."""
    kept = "|".join(re.escape(f"[link:{name}]") for name in links or ())
    return re.sub(rf"({kept or '(?!)'})|\[", lambda found: found[1] or "[[", text)
