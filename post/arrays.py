"""Write hundreds of values as one PostgreSQL array in words.

The driver can do this too, but takes ten times as long, and it is done for every letter.
"""

import json
from collections.abc import Iterable


def numbers(values: Iterable[object]) -> str:
    """Return numbers, and NULL where it says so, as an array."""
    return f"{{{','.join(map(str, values))}}}"


def texts(values: Iterable[str]) -> str:
    """Return texts without control characters as an array: apart from those, JSON escapes as PostgreSQL does."""
    return f"{{{json.dumps(list(values), ensure_ascii=False)[1:-1]}}}"


def octets(values: Iterable[bytes]) -> str:
    """Return octets as an array of bytea."""
    return texts([rf"\x{value.hex()}" for value in values])
