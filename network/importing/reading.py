"""Read what somebody sends as a table, whatever it calls itself; a file that cannot be one gets a clear answer."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain, islice, repeat
from typing import Any

import charset_normalizer
import puremagic
import python_calamine
from django.utils.translation import gettext as _

MOST_BYTES = 20_000_000
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 200_000, 100, 5_000
CELLS_READ = MOST_COLUMNS + 1  # enough to see that there are too many
HEADINGS_WITHIN = 20  # rows from the first; above the headings may stand a title
LONGEST_NOTE = 300
MOST_UNPACKED = 150_000_000  # octets of a spreadsheet when it is taken out of its zip file
SEPARATORS = ";,\t|"
CELL = re.compile(rb'<(?:\w+:)?c [^>]*?r="([A-Z]{1,4})([0-9]{1,9})"')
SEPARATOR_TOLD = re.compile(
    r"\s*sep=([;,\t|])[^\S\n\r]*(?:\r\n|\r|\n)", re.IGNORECASE
)  # what Excel writes and reads first
LOCKED = "EncryptedPackage".encode("utf-16-le")  # where a locked XLSX file keeps what it holds
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Unreadable(Exception):
    """This file is no table we can read; the message says why and what to do."""


@dataclass
class Table:
    """All rows of a file from its first, each cell as text, and what should be told about how it was read."""

    records: list[list[str]]
    notes: list[str] = field(default_factory=list)


def read(content: bytes) -> Table:
    """Return the table in this file: CSV with any usual separator and encoding, or the first sheet of an XLSX file.

    Formulas are text like any other and never worked out.

    :raises Unreadable: when it is too large, of another type, damaged, or a trap.
    """
    if len(content) > MOST_BYTES:
        raise Unreadable(too_large())
    if content[:4] == b"PK\x03\x04":
        notes: list[str] = []
        return Table(_tidy(_spreadsheet(content, notes)), notes)
    notes = []
    text = _text(content, notes)
    return Table(_tidy(_records(text)), notes)


def too_large() -> str:
    return _("This file is larger than 20 MB. Split it, or leave out columns you do not need.")


def _tidy(records: Iterator[list[str]]) -> list[list[str]]:
    """Take out what no cell may hold, and the empty cells and rows at the end."""
    rows: list[list[str]] = []
    for record in records:
        cells = [CONTROL.sub("", cell).strip()[:LONGEST_CELL] for cell in record[:CELLS_READ]]
        while cells and not cells[-1]:
            cells.pop()
        rows.append(cells)
        if len(rows) > MOST_ROWS + HEADINGS_WITHIN:
            raise Unreadable(_("This file has more than 200.000 rows. Split it."))
    while rows and not rows[-1]:
        rows.pop()
    if not rows:
        raise Unreadable(_("There is nothing in this file. Choose one with a row of headings and rows below it."))
    return rows


def text_of(content: bytes) -> str:
    """Return the text in the octets of a file that is a list of words, whatever program wrote it.

    :raises Unreadable: when it is no text at all.
    """
    return _text(content, [])


def _text(content: bytes, notes: list[str]) -> str:
    """Return the text in these octets.

    :raises Unreadable: when it is no text at all.
    """
    if content[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        return content.decode("utf-32", errors="replace")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content or content[:5] in (b"%PDF-", b"{\\rtf"):
        raise Unreadable(_no_table(content))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _older_encoding(content, notes)


def _older_encoding(content: bytes, notes: list[str]) -> str:
    """Decode what is not UTF-8: as one older encoding, or line by line when a file mixes them."""
    lines = content.removeprefix(b"\xef\xbb\xbf").splitlines(keepends=True)
    strange = [number for number, line in enumerate(lines, start=1) if not _is_utf8(line)]
    accented = sum(1 for line in lines if not line.isascii())
    if len(strange) == accented:
        known = ["cp1252", "latin_1", "cp1254", "cp1250", "mac_roman"]
        best = charset_normalizer.from_bytes(content[:200_000], cp_isolation=known).best()
        return content.decode(best.encoding if best else "cp1252", errors="replace")
    shown = ", ".join(str(number) for number in strange[:10])
    notes.append(
        _("This file mixes encodings. Look at the special letters in row %(rows)s: we read them as Windows-1252.")
        % {"rows": shown}
    )
    return "".join(line.decode("utf-8" if _is_utf8(line) else "cp1252", errors="replace") for line in lines)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _no_table(content: bytes) -> str:
    if content[:4] == b"\xd0\xcf\x11\xe0":
        if LOCKED in content:
            return _("This file is locked with a password. Open it, save it without a password and try again.")
        return _("This is a file of an old Excel or Word. Open it, save it as XLSX or CSV and try again.")
    try:
        kind = puremagic.from_string(content[:4096]).lstrip(".")
    except (puremagic.PureError, ValueError):
        kind = ""
    if kind:
        return _("This is a %(kind)s file, not a table. Save it as CSV or XLSX and try again.") % {"kind": kind.upper()}
    return _("This is not a table we can read. Save it as CSV or XLSX and try again.")


def _records(text: str) -> Iterator[list[str]]:
    csv.field_size_limit(200_000)
    told = SEPARATOR_TOLD.match(text)
    text = text[told.end() :] if told else text
    separator = told[1] if told else _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    before, began = 0, 0
    while True:
        try:
            record = next(reader)
        except StopIteration:
            _refuse_what_was_swallowed(text, began, separator)
            return
        except csv.Error as trouble:
            raise _broken(reader.line_num) from trouble
        before, began = reader.line_num, before
        yield record


def _refuse_what_was_swallowed(text: str, began: int, separator: str) -> None:
    """Look whether the last record has a quotation mark that is never closed: it would hold all that follows.

    :raises Unreadable: naming the line in which it opens.
    """
    last = list(islice(io.StringIO(text, newline=""), began, None))
    try:
        list(csv.reader(last, delimiter=separator, strict=True))
    except csv.Error as trouble:
        if "unexpected end" in str(trouble):
            raise _broken(began + 1) from trouble


def _broken(row: int) -> Unreadable:
    said = _("Row %(row)d cannot be read: a quotation mark is missing, or a cell is far too long.")
    return Unreadable(said % {"row": row})


def _separator(text: str) -> str:
    """Return the separator that divides most of the first lines into equally many columns; a title needs none."""
    lines = [line for line in text[:20_000].splitlines() if line.strip()][:HEADINGS_WITHIN]

    def fit(separator: str) -> tuple[int, int]:
        counts = [count for record in csv.reader(lines, delimiter=separator) if (count := len(record)) > 1]
        return max(((counts.count(count), count) for count in counts), default=(0, 0))

    return max(SEPARATORS, key=fit)


def _spreadsheet(content: bytes, notes: list[str]) -> Iterator[list[str]]:
    _refuse_a_bomb(content)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = _sheet(book, notes)
        rows = sheet.to_python(skip_empty_area=True)
        start = sheet.start or (0, 0)
        _fill_down(rows, start, sheet.merged_cell_ranges or [])
    except Exception as trouble:  # the reader in Rust has many; all of them mean the same to who sent the file
        raise Unreadable(_("This spreadsheet is damaged. Open it, save it again as XLSX and try again.")) from trouble
    return chain(repeat([], start[0]), ([_cell(value) for value in row] for row in rows))


def _sheet(book: Any, notes: list[str]) -> Any:
    """Return the first sheet that is seen and holds something, and note it when there are others like it."""
    tables = [each for each in book.sheets_metadata if each.typ == python_calamine.SheetTypeEnum.WorkSheet]
    shown = [each for each in tables if each.visible == python_calamine.SheetVisibleEnum.Visible]
    sheets = [book.get_sheet_by_name(each.name) for each in shown or tables]
    filled = [sheet for sheet in sheets if sheet.height] or sheets
    if len(filled) > 1:
        told = {"name": filled[0].name, "others": ", ".join(sheet.name for sheet in filled[1:])}
        said = _("We read the sheet ‘%(name)s’ only. Save the others as files of their own: %(others)s.") % told
        notes.append(said[:LONGEST_NOTE])
    return filled[0]


def _fill_down(rows: list[list[Any]], start: tuple[int, int], merged: list[Any]) -> None:
    """Let each row under a cell that was drawn over several say what that cell says: so people read it."""
    if sum(last[0] - first[0] for first, last in merged) > MOST_ROWS:
        return
    for (top, left), (bottom, _right) in merged:
        at, column = top - start[0], left - start[1]
        if 0 < at < len(rows) and 0 <= column < len(rows[at]):
            for row in rows[at + 1 : bottom - start[0] + 1]:
                row[column] = rows[at][column]


def _refuse_a_bomb(content: bytes) -> None:
    """Look into the zip file before anything is taken out of it.

    Counts what it says it holds, what it really holds (a wrong sum fails its checksum), and how far its cells are.

    :raises Unreadable: when it is no spreadsheet, is damaged, or grows too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if "xl/workbook.xml" not in packed.namelist():
                raise Unreadable(_no_table(content))
            if len(parts) > 1000 or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Unreadable(_("This spreadsheet grows far too large when it is opened. We do not read it."))
            for part in parts:
                data = packed.read(part)
                if part.filename.startswith("xl/worksheets/"):
                    _refuse_far_cells(data)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as trouble:
        raise Unreadable(_("This spreadsheet is damaged. Open it, save it again as XLSX and try again.")) from trouble


def _refuse_far_cells(sheet: bytes) -> None:
    rows, width = 0, 0
    for match in CELL.finditer(sheet):
        rows, width = max(rows, int(match[2])), max(width, len(match[1]) * 26 if len(match[1]) > 1 else 26)
    if rows > MOST_ROWS + 1000:
        raise Unreadable(_("This file has more than 200.000 rows. Split it."))
    if rows * width > 40_000_000:
        raise Unreadable(_("This spreadsheet grows far too large when it is opened. We do not read it."))


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
