"""Rows as files that open in a spreadsheet and do nothing there but show; row by row, however many there are."""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO

from django.http import HttpResponse
from openpyxl import Workbook

# What makes a spreadsheet calculate, at the begin of a cell or after a separator (OWASP, CSV injection).
FORMULA = re.compile(r"(^|[;,\t\r\n|]\s*)(?=[=+\-@\t\r＝＋－＠])")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # XML, and so XLSX, knows no such letters
PER_PART = 500
KEPT_IN_MEMORY = 5_000_000  # bytes of a spreadsheet; a larger one lies on disk until it was sent
Rows = Iterable[Iterable[str]]


def harmless(cell: str) -> str:
    """Return a cell that a spreadsheet shows and does not calculate (bar Z33)."""
    return FORMULA.sub(r"\1'", cell)


def as_csv(rows: Rows) -> Iterator[bytes]:
    """Yield these rows as CSV the way Dutch spreadsheets expect it: UTF-8 with a mark, semicolons, no formulas."""
    lines = _Lines()
    writer = csv.writer(lines, delimiter=";")
    yield b"\xef\xbb\xbf"
    for number, row in enumerate(rows, start=1):
        writer.writerow([harmless(cell) for cell in row])
        if number % PER_PART == 0:
            yield lines.taken()
    yield lines.taken()


def csv_file(rows: Rows, name: str) -> HttpResponse:
    """Return these rows as a CSV file to save under this name, and nowhere in between."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(b"".join(as_csv(rows)), content_type="text/csv; charset=utf-8", headers=headers)


def as_xlsx(rows: Rows) -> IO[bytes]:
    """Return these rows as an XLSX file, open at its begin; each cell is text, so nothing in it calculates."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("KIS")
    for row in rows:
        sheet.append([CONTROL.sub("", harmless(cell)) for cell in row])
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=KEPT_IN_MEMORY)  # noqa: SIM115  who sends it closes it
    book.save(file)
    file.seek(0)
    return file


class _Lines:
    """Takes what the CSV writer writes, until it is asked for."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def write(self, part: str) -> None:
        self.parts.append(part)

    def taken(self) -> bytes:
        text, self.parts = "".join(self.parts), []
        return text.encode()
