"""Files as people send them, and files as somebody sends them who means harm."""

import io
import zipfile

import openpyxl
import pytest

from network.importing import headings, reading
from network.importing.reading import Unreadable


def read(content, kind="people"):
    """Return a file under the row that most likely holds its headings."""
    records = reading.read(content).records
    return headings.under(records, headings.likely(kind, records, lambda said: False))


def spreadsheet(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def with_part(content, name, data):
    """Return a spreadsheet in which one part says something else."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, data if part.filename == name else old.read(part))
    return out.getvalue()


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_every_usual_separator_is_seen(separator):
    text = separator.join(["Voornaam", "Achternaam", "Plaats"]) + "\n" + separator.join(["Zoë", "Berg", "x"]) + "\n"

    assert read(text.encode()).first(9) == [["Zoë", "Berg", "x"]]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_first_line_that_tells_the_separator_is_no_row_of_headings(separator):
    text = f"SEP={separator}\r\nVoornaam{separator}Achternaam\r\nZoë{separator}Berg\r\n"

    table = read(text.encode())

    assert (table.headings, table.first(9)) == (["Voornaam", "Achternaam"], [["Zoë", "Berg"]])


def test_a_quotation_mark_that_is_never_closed_swallows_nobody():
    """Else a file of thousands would come in as one row, and nobody would know."""
    with pytest.raises(Unreadable, match="Rij 3"):
        read(b'Naam;Bron\nBerg;x\n"Wit;y\nBos;z\nDijk;q\n')


def test_a_quotation_mark_within_a_cell_and_a_cell_of_two_lines_are_read():
    assert read(b'Naam;Bron\nBerg;"twee\nregels"\nWit;5" buis\n').first(9) == [
        ["Berg", "twee\nregels"],
        ["Wit", '5" buis'],
    ]


def test_no_sign_that_the_database_refuses_stands_in_a_heading():
    assert read("Voor\0naam;Achternaam\nA;B\n".encode("utf-16")).headings == ["Voornaam", "Achternaam"]


def test_a_cell_over_several_rows_of_a_spreadsheet_holds_for_each():
    book = openpyxl.Workbook()
    for row in (["Voornaam", "Organisatie"], ["Zoë", "Divosa"], ["Bram", None], ["Anne", None]):
        book.active.append(row)
    book.active.merge_cells("B2:B3")
    content = io.BytesIO()
    book.save(content)

    assert read(content.getvalue()).first(9) == [["Zoë", "Divosa"], ["Bram", "Divosa"], ["Anne", ""]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16", "utf-32"])
def test_every_usual_encoding_is_seen(encoding):
    content = "Voornaam;Achternaam\nZoë;Café\nRené;Müller\n".encode(encoding)

    assert read(content).first(9) == [["Zoë", "Café"], ["René", "Müller"]]
    assert reading.read(content).notes == []


def test_mixed_encodings_are_read_and_the_row_is_named():
    table = reading.read("Voornaam;Achternaam\nZoë;A\n".encode() + "René;B\n".encode("cp1252"))

    assert table.records[1:] == [["Zoë", "A"], ["René", "B"]]
    assert "rij 3" in table.notes[0]


def test_a_separator_within_quotation_marks_stays():
    assert read(b'Naam;Bron\n"Berg; J.";"zei ""ja"""\n').first(9) == [["Berg; J.", 'zei "ja"']]


def test_short_rows_are_filled_and_empty_ones_at_the_end_left_out():
    assert read(b"a;b\n1\n;\n").first(9) == [["1", ""]]


def test_a_spreadsheet_gives_text_as_people_read_it():
    from datetime import date

    table = read(spreadsheet(["Naam", "Aantal", "Dag", "Deel"], ["Berg", 12, date(2026, 3, 1), 1.5]))

    assert table.first(9) == [["Berg", "12", "2026-03-01", "1.5"]]


def test_a_formula_in_a_spreadsheet_is_never_worked_out():
    table = read(spreadsheet(["Naam", "Som"], ["Berg", "=WEBSERVICE(1)"]))

    assert "WEBSERVICE" not in str(table.first(9))
    assert table.first(9)[0][0] == "Berg"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "staat niets"),
        (b"Voornaam;Achternaam\n", "geen rijen"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF-bestand"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "PNG-bestand"),
        (b"MZ\x90\0\x03\0\0\0", "bestand"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "oude Excel"),
        (b"\xd0\xcf\x11\xe0\0\0" + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600, "wachtwoord"),
        (b"PK\x03\x04rubbish", "beschadigd"),
        (b"a" * (reading.MOST_BYTES + 1), "groter dan 20 MB"),
        (b";".join([b"k"] * 101) + b"\nx\n", "meer dan 100 kolommen"),
        (b'a;b\n"' + b"x" * 300_000 + b'"\n', "veel te lang"),
    ],
)
def test_what_is_no_table_gets_a_clear_answer(content, said):
    with pytest.raises(Unreadable, match=said):
        read(content)


def test_a_zip_that_is_no_spreadsheet_is_refused():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr("run.exe", "x")

    with pytest.raises(Unreadable):
        read(content.getvalue())


def test_a_zip_bomb_is_refused_before_it_is_taken_out(monkeypatch):
    monkeypatch.setattr(reading, "MOST_UNPACKED", 1_000_000)
    bomb = with_part(spreadsheet(["a"], ["b"]), "xl/styles.xml", b"0" * 2_000_000)
    assert len(bomb) < 20_000

    with pytest.raises(Unreadable, match="veel te groot"):
        read(bomb)


def test_a_zip_that_lies_about_its_size_is_refused():
    content = bytearray(with_part(spreadsheet(["a"], ["b"]), "xl/styles.xml", b"0" * 100_000))
    size = (100_000).to_bytes(4, "little")
    assert content.count(size) >= 1

    with pytest.raises(Unreadable):
        read(bytes(content.replace(size, (10).to_bytes(4, "little"))))


def test_cells_far_apart_do_not_fill_the_memory():
    far = b"""<?xml version="1.0"?>
    <worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>
    <row r="1"><c r="A1"><v>1</v></c></row>
    <row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>"""
    content = with_part(spreadsheet(["a"], ["b"]), "xl/worksheets/sheet1.xml", far)

    with pytest.raises(Unreadable):
        read(content)


@pytest.mark.parametrize("rows", [11, 40])
def test_more_rows_than_can_be_are_refused(rows, monkeypatch):
    monkeypatch.setattr(reading, "MOST_ROWS", 10)
    monkeypatch.setattr(headings, "MOST_ROWS", 10)

    with pytest.raises(Unreadable, match="rijen"):
        read(b"a;b\n" + b"1;2\n" * rows)


class TestHeadings:
    @pytest.mark.parametrize(
        ("above", "row"),
        [
            ("Deelnemers werkconferentie\n\n", 3),
            ("Deelnemers, 18 september 2025\n", 2),
            ("Deelnemers;;\n;;\nStand van;18-9-2025;\n", 4),
            ("\n", 2),
        ],
    )
    def test_a_title_above_them_is_not_taken_for_them(self, above, row):
        headed = read((above + "Voornaam;Achternaam;E-mail\nZoë;Berg;z@mkb.example.org\n").encode())

        assert (headed.row, headed.headings) == (row, ["Voornaam", "Achternaam", "E-mail"])
        assert headed.first(9) == [["Zoë", "Berg", "z@mkb.example.org"]]

    def test_headings_that_we_do_not_know_are_the_first_row_that_is_full(self):
        headed = read(b"Onze lijst\n\nWie;Wat;Waar\nJoost;adviseur;Utrecht\nTheo;hoofd;Assen\n")

        assert (headed.row, headed.headings) == (3, ["Wie", "Wat", "Waar"])

    def test_headings_seen_before_are_known_again(self):
        records = [["Wie", "Wat"], ["Voornaam", "Achternaam"], ["Joost", "Berg"]]

        assert headings.likely("people", records, lambda said: said == ["Wie", "Wat"]) == 1
        assert headings.likely("people", records, lambda said: False) == 2

    def test_in_a_spreadsheet_rows_keep_the_number_that_people_see(self):
        headed = read(spreadsheet([], ["Deelnemers"], [], ["Voornaam", "Achternaam"], ["Zoë", "Berg"]))

        assert (headed.row, headed.first(9)) == (4, [["Zoë", "Berg"]])

    def test_a_column_that_we_never_keep_is_gone_from_every_row(self):
        headed = read(b"Lijst\nVoornaam;Religie;Achternaam\nZoe;katholiek;Berg\n")

        assert headed.refused == ["Religie"]
        assert headed.records == [["Lijst"], ["Voornaam", "Achternaam"], ["Zoe", "Berg"]]

    def test_a_row_with_nothing_below_it_holds_no_headings(self):
        with pytest.raises(Unreadable, match="geen rijen"):
            headings.under([["Voornaam"], ["Joost"]], 2)


def sheets(**filled):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in filled.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_of_two_sheets_the_first_with_something_in_it_is_read_and_the_other_is_named():
    table = reading.read(sheets(Leeg=[], Mensen=[["Voornaam"], ["Zoë"]], Oud=[["Voornaam"], ["Bram"]]))

    assert table.records == [["Voornaam"], ["Zoë"]]
    assert len(table.notes) == 1
    assert "‘Mensen’" in table.notes[0]
    assert "Oud" in table.notes[0]


def test_a_spreadsheet_with_nothing_in_it_says_so():
    with pytest.raises(Unreadable, match="staat niets"):
        reading.read(sheets(Blad1=[], Blad2=[]))
