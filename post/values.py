"""Who fills a merge field or link, in each place where it may stand."""

import html
import re
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from . import links
from .encoding import SOFT_BREAK, quoted_printable, quoted_printable_value
from .fields import FIELDS, ONE_CLICK, Addressee, CannotCompile, Token
from .models import Mailing

_URL = re.compile(r"[!#-;=?-~]+")  # printable ASCII but for space, quotation mark and angle brackets

MOST_OCTETS = 240  # of one value in a body, so that a few fit in a line of 998

Maker = Callable[[Addressee], bytes]


class Place(Enum):
    """Where a value stands, which decides how it is escaped. A link in a header stands as in plain text."""

    TEXT = "text"
    HTML = "html"


class Values:
    """The values of one mailing: for each field or link and place, the function that makes it for one person."""

    def __init__(self, mailing: Mailing, *, inert: bool) -> None:
        """Read the links of a mailing; with `inert` their tokens open nothing.

        :raises CannotCompile: when a link is not whole.
        """
        self.links: Mapping[str, Any] = _links_of(mailing)
        self._inert = inert
        self._makers: dict[tuple[str, str], Maker] = {}
        self._quoted: dict[Maker, Maker] = {}
        for link in self.links.values():
            self.checked_url(link["url"])

    def words(self, token: Token) -> Callable[[Addressee], str]:
        """Return what gives the plain words of a merge field."""
        return FIELDS[token.name][0]

    def maker(self, token: Token, place: Place) -> Maker:
        """Return what makes the value as it stands in 8-bit text; the same for the same token and place."""
        key = (token.name, place.value)
        if key not in self._makers:
            self._makers[key] = self._link(token.link, place) if token.link else _field(token, place)
        return self._makers[key]

    def quoted(self, token: Token, place: Place) -> Maker:
        """Return what makes the value in quoted-printable; the same for the same octets."""
        make = self.maker(token, place)
        if make not in self._quoted:
            self._quoted[make] = (
                self._quoted_link(token.link, place) if token.link else lambda who: quoted_printable_value(make(who))
            )
        return self._quoted[make]

    def longest(self, token: Token) -> int:
        """Return how many octets the value may take at most."""
        if token.link:
            return len(html.escape(self.links[token.link]["url"])) + links.TOKEN_LENGTH + 1
        return MOST_OCTETS

    def _link(self, name: str, place: Place) -> Maker:
        url = self._url(name, place)
        if place is Place.HTML and url == self._url(name, Place.TEXT):
            return self.maker(Token(f"link:{name}"), Place.TEXT)
        return self._sealed(name, url.encode())

    def _quoted_link(self, name: str, place: Place) -> Maker:
        """Return what makes a link in quoted-printable: the address is written once, a token needs no quoting."""
        return self._sealed(name, quoted_printable(self._url(name, place).encode()) + SOFT_BREAK)

    def _url(self, name: str, place: Place) -> str:
        url: str = self.links[name]["url"]
        return html.escape(url) if place is Place.HTML else url

    def _sealed(self, name: str, before: bytes) -> Maker:
        link = self.links[name]
        seal, subject = links.sealer(links.PREVIEW if self._inert else link["purpose"]), int(link["subject"])
        return lambda who: b"%b%b/" % (before, seal(subject, who.person, who.letter))

    def checked_url(self, url: str) -> str:
        """Return an address that leads to our own pages and can stand in a header.

        :raises CannotCompile: when it does not, or cannot.
        """
        if not url.startswith(f"{settings.BASE_URL}/") or not _URL.fullmatch(url):
            raise CannotCompile(_("The link %s does not lead to our own pages.") % url)
        return url


def _field(token: Token, place: Place) -> Maker:
    words = FIELDS[token.name][0]
    write = _in_html if place is Place.HTML else str.encode
    return lambda who: fitting(words(who), write)


def _in_html(words: str) -> bytes:
    return html.escape(words).encode()


def fitting(words: str, write: Callable[[str], bytes]) -> bytes:
    """Return a value as octets, not more than may stand in a line: escaping makes up to six of one sign."""
    octets = write(words)
    while len(octets) > MOST_OCTETS:
        words = f"{words.rstrip('…')[: len(words) * 3 // 4]}…"
        octets = write(words)
    return octets


def _links_of(mailing: Mailing) -> dict[str, dict[str, Any]]:
    """Return the links of a mailing, the unsubscribe button among them when it needs one."""
    found = dict(mailing.links)
    if mailing.rules.has_button or mailing.list_id:
        url = f"{settings.BASE_URL}{settings.POST_UNSUBSCRIBE_PATH}"
        found.setdefault(ONE_CLICK, {"purpose": ONE_CLICK, "url": url, "subject": mailing.scope or 0})
    for name, link in found.items():
        if not {"purpose", "url", "subject"} <= set(link):
            raise CannotCompile(_("The link [link:%s] is not whole.") % name)
    return found
