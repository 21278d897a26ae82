"""S25, S26, S27, Z35: what a file is follows from its content; its name is only a name."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from network import files


def packed(*inside, size=10):
    """A zip with these names in it."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as pack:
        for name in inside:
            pack.writestr(name, b"x" * size)
    return content.getvalue()


def drawn(kind, **told):
    """A small picture of this kind."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), (13, 90, 97)).save(file, kind, **told)
    return file.getvalue()


PNG, JPEG = drawn("PNG"), drawn("JPEG")
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
    exif = Image.Exif()
    exif[0x010F] = "Fototoestel"
    given = drawn("JPEG", exif=exif, comment=b"bij mij thuis")

    kept = files.checked("foto.jpg", given)

    assert b"Fototoestel" in given
    assert not any(trace in kept.content for trace in (b"Exif", b"Fototoestel", b"thuis"))
    assert Image.open(io.BytesIO(kept.content)).size == (40, 30)


def test_z35_a_png_loses_its_notes_and_keeps_its_picture():
    notes = PngInfo()
    notes.add_text("Author", "Nadia")
    given = drawn("PNG", pnginfo=notes)

    kept = files.checked("plaat.png", given)

    assert b"Nadia" in given
    assert b"Nadia" not in kept.content
    assert Image.open(io.BytesIO(kept.content)).getpixel((9, 9)) == (13, 90, 97)


def test_a_drawing_that_grows_when_it_is_made_anew_may_not_pass_the_limit(monkeypatch):
    file = io.BytesIO()
    Image.effect_noise((300, 200), 90).quantize(4).save(file, "PNG")
    monkeypatch.setattr(files, "LARGEST", len(file.getvalue()))

    with pytest.raises(ValidationError, match="groter dan 10 MB"):
        files.checked("plaat.png", file.getvalue())


def test_a_text_of_an_old_program_becomes_what_we_say_it_is():
    assert files.checked("oud.txt", "Eén café".encode("cp1252")).content.decode() == "Eén café"
