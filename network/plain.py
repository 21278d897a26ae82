"""Names as they are looked for and put in order: small letters without accents, the same in Python and PostgreSQL.

Letters that Unicode does not take apart (ı of Yıldız, ø, ł) have their plain letter in a list of our own.
"""

import unicodedata

from django.db import models

UNDIVIDED = str.maketrans("ıøØłŁđĐ", "ioOlLdD")


def plain(text: str) -> str:
    apart = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in apart if not "\u0300" <= letter <= "\u036f").translate(UNDIVIDED).lower()


class Plain(models.Func):
    """The same in the database, on every PostgreSQL without extensions."""

    template = (
        r"lower(translate(regexp_replace(normalize(%(expressions)s, NFD), '[\u0300-\u036f]', '', 'g'),"
        r" 'ıøØłŁđĐ', 'ioOlLdD'))"
    )
    output_field = models.CharField()
