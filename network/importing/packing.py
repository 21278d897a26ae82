"""The rows of a file as they wait in the database until somebody told what its columns are."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator


def packed(rows: Iterable[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def unpacked(content: bytes | memoryview[int]) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(bytes(content).decode(), newline=""))
