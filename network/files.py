"""Which files may hang on a contact moment: what they are by their content, whatever their name says (S25-S27, Z35)."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import PurePath

import puremagic
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from network import images
from web.scanning import scan

MEGABYTE = 1024 * 1024
LARGEST, MOST_FILES = 10 * MEGABYTE, 5
LARGEST_UNPACKED = 20 * LARGEST  # an office document is a zip: a small one may unpack to very much
LONGEST_NAME = 120
OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "pdf": "application/pdf",
    "docx": f"{OFFICE}wordprocessingml.document",
    "xlsx": f"{OFFICE}spreadsheetml.sheet",
    "pptx": f"{OFFICE}presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "png": "image/png",
    "jpg": "image/jpeg",
    "txt": "text/plain; charset=utf-8",
    "eml": "message/rfc822",
}
PICTURES = {"jpg": "JPEG", "png": "PNG"}  # made anew, each as what it is called
READABLE = (3000, 3000)  # pixels: the words on a photo of a flip chart stay readable
# What stands in the zip of each kind of document.
INSIDE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "pptx": "ppt/presentation.xml", "odt": "content.xml"}
# Line breaks, signs that turn the reading direction, and what file systems give a meaning.
UNSAFE = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069/\\:*?\"<>|]")


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: a harmless name, what it is, and its bytes without where and with what it was made."""

    name: str
    content_type: str
    content: bytes


def checked(name: str, content: bytes) -> Checked:
    """Return the file as it may be kept.

    :raises ValidationError: when it is too large, empty, of a kind we do not keep, not what its name says, or harmful.
    """
    shown = safe_name(name)
    if not content:
        raise ValidationError(_("“%(name)s” is empty.") % {"name": shown})
    if len(content) > LARGEST:
        raise _too_large(shown)
    told = PurePath(shown).suffix.lower().removeprefix(".").replace("jpeg", "jpg")
    if told not in TYPES:
        raise ValidationError(_("We do not keep files such as “%(name)s”. Choose: %(kinds)s.") % _named(shown))
    if not _is(told, content):
        said = _("“%(name)s” is not what its name says. Save it again in its own program.")
        raise ValidationError(said % {"name": shown})
    scan(shown, content)
    cleaned = _cleaned(told, shown, content)
    if len(cleaned) > LARGEST:
        raise _too_large(shown)
    return Checked(shown, TYPES[told], cleaned)


def _too_large(name: str) -> ValidationError:
    return ValidationError(_("“%(name)s” is larger than 10 MB. Share it in another way.") % {"name": name})


def safe_name(name: str) -> str:
    """Return a file name that no browser, header or file system takes for anything else; its ending stays."""
    flat = UNSAFE.sub("", unicodedata.normalize("NFC", PurePath(name.replace("\\", "/")).name)).strip(" .") or "bestand"
    stem, suffix = PurePath(flat).stem, PurePath(flat).suffix
    return stem[: LONGEST_NAME - len(suffix)] + suffix[:LONGEST_NAME]


def _named(name: str) -> dict[str, str]:
    return {"name": name, "kinds": ", ".join(TYPES)}


def _is(told: str, content: bytes) -> bool:
    """Tell whether the content is what the ending of the name told: signature and, where there is one, structure."""
    if told in INSIDE:
        return _is_document(INSIDE[told], content)
    if told in ("txt", "eml"):
        return _is_text(content) and (told == "txt" or bool(message_from_bytes(content)["From"]))
    try:
        return f".{told}" in {match.extension for match in puremagic.magic_string(content)}
    except puremagic.PureError:
        return False


def _is_document(inside: str, content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
            return inside in packed.namelist() and size <= LARGEST_UNPACKED
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False


def _is_text(content: bytes) -> bool:
    """Text has no signature: it is what reads as text and holds no zero byte."""
    try:
        return "\0" not in content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return b"\0" not in content and all(byte >= 32 or byte in b"\t\n\r\f" for byte in content)


def _as_utf8(content: bytes) -> bytes:
    """Write a text as we say that it is written; what is no UTF-8 comes from an older program on Windows."""
    try:
        return content.decode("utf-8-sig").encode()
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace").encode()


def _cleaned(told: str, name: str, content: bytes) -> bytes:
    """Return a text as we say that it is written, and a photo without where and with what it was made."""
    if told in PICTURES:
        return images.fitted(name, content, READABLE, into=PICTURES[told]).content
    return _as_utf8(content) if told == "txt" else content
