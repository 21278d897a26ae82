"""S25, S26, S27, Z35: what a file is follows from its content; its name is only a name."""

import io
import struct
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError

from network import files


def packed(*inside, size=10):
    """A zip with these names in it."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as pack:
        for name in inside:
            pack.writestr(name, b"x" * size)
    return content.getvalue()


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


PNG_HEAD, PNG_END = b"\x89PNG\r\n\x1a\n", chunk(b"IEND", b"")
PNG = PNG_HEAD + chunk(b"IHDR", b"\0" * 13) + PNG_END
JPEG_REST = b"\xff\xda\x00\x02scan\xff\xd9"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + JPEG_REST
PDF = b"%PDF-1.7\n1 0 obj\n%%EOF"
LETTER = b"From: joost@mkb.example.org\r\nTo: kis@example.org\r\nSubject: Pilot\r\n\r\nDag!"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("verslag.pdf", PDF, "application/pdf"),
        ("Verslag.DOCX", packed("[Content_Types].xml", "word/document.xml"), files.TYPES["docx"]),
        ("cijfers.xlsx", packed("xl/workbook.xml"), files.TYPES["xlsx"]),
        ("praatje.pptx", packed("ppt/presentation.xml"), files.TYPES["pptx"]),
        ("nota.odt", packed("mimetype", "content.xml"), files.TYPES["odt"]),
        ("foto.jpeg", JPEG, "image/jpeg"),
        ("foto.jpg", JPEG, "image/jpeg"),
        ("plaat.png", PNG, "image/png"),
        ("notitie.txt", "Eén pilot".encode(), "text/plain; charset=utf-8"),
        ("brief.eml", LETTER, "message/rfc822"),
    ],
)
def test_what_colleagues_use_is_kept(name, content, kind):
    kept = files.checked(name, content)

    assert (kept.name, kept.content_type) == (name, kind)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("leeg.pdf", b"", "is leeg"),
        ("groot.txt", b"x" * (files.LARGEST + 1), "groter dan 10 MB"),
        ("virus.exe", b"MZ\0\0", "bewaren we niet"),
        ("plaat.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "bewaren we niet"),
        ("zonder ending", PDF, "bewaren we niet"),
        ("virus.pdf", b"MZ\x90\0" + b"\0" * 60, "is niet wat de naam zegt"),
        ("pagina.png", b"<html><script>alert(1)</script></html>", "is niet wat de naam zegt"),
        ("foto.jpg", PNG, "is niet wat de naam zegt"),
        ("cijfers.xlsx", packed("word/document.xml"), "is niet wat de naam zegt"),
        ("kapot.docx", b"PK\x03\x04 en dan niets", "is niet wat de naam zegt"),
        ("notitie.txt", b"tekst\0en nullen", "is niet wat de naam zegt"),
        ("brief.eml", b"geen kop, alleen tekst", "is niet wat de naam zegt"),
    ],
)
def test_the_rest_is_refused_with_the_reason(name, content, said):
    with pytest.raises(ValidationError, match=said):
        files.checked(name, content)


def test_s25_a_document_that_unpacks_to_very_much_is_refused(monkeypatch):
    monkeypatch.setattr(files, "LARGEST_UNPACKED", 1000)

    with pytest.raises(ValidationError, match="is niet wat de naam zegt"):
        files.checked("bom.docx", packed("word/document.xml", size=2000))


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\nadia\\verslag.pdf", "verslag.pdf"),
        ("regel\r\nSet-Cookie: x.pdf", "regelSet-Cookie x.pdf"),
        ("gpj.\u202efdp.exe.pdf", "gpj.fdp.exe.pdf"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("...", "bestand"),
        ("", "bestand"),
    ],
)
def test_s27_a_name_is_made_harmless(given, shown):
    assert files.safe_name(given) == shown


def test_z35_a_photo_loses_where_it_was_made_and_keeps_its_picture():
    exif = b"\xff\xe1\x00\x0cExif\0\0GPS!"
    comment = b"\xff\xfe\x00\x06thui"

    kept = files.checked("foto.jpg", JPEG[: -len(JPEG_REST)] + exif + comment + JPEG_REST)

    assert kept.content == JPEG


def test_z35_a_png_loses_its_notes_and_keeps_its_picture():
    noted = PNG_HEAD + chunk(b"IHDR", b"\0" * 13) + chunk(b"tEXt", b"Author\0Nadia") + chunk(b"eXIf", b"GPS") + PNG_END

    assert files.checked("plaat.png", noted).content == PNG


def test_a_text_of_an_old_program_becomes_what_we_say_it_is():
    assert files.checked("oud.txt", "Eén café".encode("cp1252")).content.decode() == "Eén café"
