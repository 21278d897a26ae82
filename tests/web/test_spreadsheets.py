import io

import pytest
from python_calamine import load_workbook

from web.spreadsheets import as_csv, as_xlsx, harmless


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+31612345678", "'+31612345678"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("\r=1", "'\r'=1"),
        ("＝1+1", "'＝1+1"),
        ("a;=1", "a;'=1"),
        ("a, =1", "a, '=1"),
        ("a\n=1", "a\n'=1"),
        ("Joost van der Berg", "Joost van der Berg"),
        ("samira@gemeente.example.org", "samira@gemeente.example.org"),
        ("El-Amrani", "El-Amrani"),
        ("", ""),
    ],
)
def test_z33_a_spreadsheet_shows_it_and_calculates_nothing(cell, shown):
    assert harmless(cell) == shown


def test_a_file_opens_in_a_dutch_spreadsheet_with_its_letters_whole():
    assert b"".join(as_csv([["Yıldız", 'zegt "ja"']])) == '\ufeffYıldız;"zegt ""ja"""\r\n'.encode()


def test_many_rows_come_in_parts_and_are_never_all_in_memory():
    taken = []
    rows = (taken.append(number) or [str(number)] for number in range(2000))

    parts = as_csv(rows)
    next(parts), next(parts)
    soon = len(taken)

    assert soon < 2000
    assert len(b"".join(parts).split()) == 2000 - soon


def test_signs_that_a_spreadsheet_file_cannot_hold_are_left_out():
    with as_xlsx([["a\x00b", "=1"]]) as file:
        rows = load_workbook(io.BytesIO(file.read())).get_sheet_by_index(0).to_python()

    assert rows == [["ab", "'=1"]]
