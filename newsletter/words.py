"""What an editor types, and what a letter makes of it: fields, paragraphs, links, lines."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext_lazy

# What an editor may use, with what it becomes; the other fields of the post belong to the frame of the letter.
FIELDS = {
    "voornaam": gettext_lazy("the first name: Samira"),
    "achternaam": gettext_lazy("the last name: van der Berg"),
    "naam": gettext_lazy("the whole name: Samira van der Berg"),
    "organisatie": gettext_lazy("where somebody works; “je organisatie” when we do not know"),
}
# A person has a name; who gave none is called what a letter would call them: “Beste lezer”.
NAMELESS = {"nl": "lezer", "en": "reader"}
WIDTH = 72

# One word between brackets, which nobody writes by accident; `[[` is a bracket that means itself.
FIELD = re.compile(r"\[\[|\[([^\W\d][\w:-]{0,40})\]")
_LINK = re.compile(r"https?://[^\s<>\"\[\]]+[^\s<>\"\[\].,;:!?)’”]")
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")


class Piece(NamedTuple):
    """A stretch of text that leads somewhere, or does not."""

    text: str
    url: str = ""


def unknown_fields(text: str) -> list[str]:
    """Return what stands between brackets but is no field, each once, as it was written."""
    found = (match[1] for match in FIELD.finditer(text) if match[1])
    return list(dict.fromkeys(name for name in found if name not in FIELDS))


def paragraphs(text: str) -> list[list[str]]:
    """Split a text at its blank lines, and each paragraph into its lines."""
    parts = _BLANK_LINES.split(text.replace("\r\n", "\n").replace("\r", "\n").strip())
    return [[line.strip() for line in part.split("\n")] for part in parts if part.strip()]


def pieces(line: str) -> Iterator[Piece]:
    """Cut a line where a web address begins and ends."""
    done = 0
    for found in _LINK.finditer(line):
        if found.start() > done:
            yield Piece(line[done : found.start()])
        yield Piece(found[0], found[0])
        done = found.end()
    if done < len(line):
        yield Piece(line[done:])


def wrapped(text: str) -> str:
    """Break lines that are too long to read in plain text; a web address stays whole."""
    lines = (
        textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False) if line.strip() else ""
        for line in text.strip().split("\n")
    )
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"
