"""Which days somebody can have meant who typed one, or whose spreadsheet wrote one."""

from __future__ import annotations

import re
from datetime import date, timedelta

FIRST_YEAR = 1900  # who types 26 as the year means 2026, and a browser makes 0026 of it
SERIAL = re.compile(r"[2-7]\d{4}")  # days since the end of 1899, as a spreadsheet counts: 1954 to 2119
BEFORE_SERIALS = date(1899, 12, 30)


def has_a_whole_year(day: date) -> bool:
    return day.year >= FIRST_YEAR


def counted_by_a_spreadsheet(cell: str) -> date | None:
    """Return the day of which a spreadsheet wrote the number, because its column is not called one of days."""
    return BEFORE_SERIALS + timedelta(days=int(cell)) if SERIAL.fullmatch(cell) else None
