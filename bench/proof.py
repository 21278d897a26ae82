"""Is what arrived really each person's own letter? Asked of letters picked at random from what the sink took."""

import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import parseaddr

from bench import letter

LINK = re.compile(r"https?://[^\s\"<>]+?/([A-Za-z0-9_-]{54})/")
SOMEBODY = re.compile(r"Lezer\d+")


def complaints(arrived: EmailMessage) -> list[str]:
    """Say everything about a letter that is not as it should be; nothing for a good one."""
    from post import links
    from post.models import Letter

    sealed = set(LINK.findall(_header(arrived, "List-Unsubscribe"))) | {
        token for part in parts(arrived) for token in LINK.findall(part)
    }
    if len(sealed) != 1:
        return [f"{len(sealed)} different links"]
    found = links.open("unsubscribe", sealed.pop())
    promised = Letter.objects.select_related("person").get(pk=found.letter)
    assert promised.person is not None
    return list(_wrong(arrived, promised.person.full_name, promised.address, promised.person.pk == found.person))


def _wrong(arrived: EmailMessage, name: str, address: str, same_person: bool) -> Iterator[str]:
    to_name, to_address = parseaddr(_header(arrived, "To"))
    if not same_person:
        yield "the link is for somebody else than the letter"
    if (to_name, to_address) != (name, address) or _header(arrived, "Delivered-To") != address:
        yield f"for {name} {address}, went to {arrived['To']} in an envelope for {arrived['Delivered-To']}"
    if _header(arrived, "Subject") != letter.SUBJECT:
        yield f"the subject is {arrived['Subject']}"
    whose = SOMEBODY.findall(name)
    for part in parts(arrived):
        if part.count(name) != 2 or set(SOMEBODY.findall(part)) != set(whose) or letter.WORDS[-1] not in part:
            yield f"a part does not name {name} twice and nobody else, or has lost its accents"


def parts(arrived: EmailMessage) -> list[str]:
    """Decode the text and the HTML of a letter, entities included.

    :raises LookupError: when one of them is missing.
    """
    import html

    text, rich = arrived.get_body(("plain",)), arrived.get_body(("html",))
    if text is None or rich is None:
        raise LookupError("a letter has a text and an HTML part")
    return [text.get_content(), html.unescape(rich.get_content())]


def _header(arrived: EmailMessage, name: str) -> str:
    """Return a header that must be there exactly once.

    :raises ValueError: when it is not.
    """
    [value] = arrived.get_all(name, [])
    return str(value)
