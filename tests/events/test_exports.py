import pytest

from events.exports import csv, harmless


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
    assert csv([["Yıldız", 'zegt "ja"']]) == '\ufeffYıldız;"zegt ""ja"""\r\n'.encode()
