"""One place that says whether a phone number can exist, and how it is stored and shown."""

from __future__ import annotations

import re

import phonenumbers
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from phonenumbers import NumberParseException, PhoneNumberFormat

LIKE_A_NUMBER = re.compile(r"^[+(\d][\d\s().+/–-]*$")
SHORTEST = 6  # digits; a postcode or a year is no phone number
HOME = "NL"  # what is typed without a country is a Dutch number


def checked(text: str) -> str:
    """Return the number as it is stored, in E.164: +31612345678 for "06 - 1234 5678".

    :raises ValidationError: when no phone can have this number, or it has an extension, which E.164 cannot hold.
    """
    try:
        number = phonenumbers.parse(text, HOME)
    except NumberParseException as refused:
        raise ValidationError(_what_is_wrong(text)) from refused
    if not phonenumbers.is_valid_number(number) or number.extension:
        raise ValidationError(_what_is_wrong(text))
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def digits_sought(words: str) -> str:
    """Return the digits in which a number ends that somebody looks for; nothing when these words are no number.

    "06 1234 5678", "+31 (0)6 12345678" and "0031612345678" all look for the same one.
    """
    digits = re.sub(r"\D", "", words.replace("(0)", "")).lstrip("0")
    return digits if LIKE_A_NUMBER.match(words.strip()) and len(digits) >= SHORTEST else ""


def shown(number: str) -> str:
    """Return a stored number the way it is read here: 06 12345678, and +32 2 555 12 12 for one abroad."""
    known = phonenumbers.parse(number, None)
    at_home = phonenumbers.region_code_for_number(known) == HOME
    style = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(known, style)


def _what_is_wrong(text: str) -> str:
    said = _("“%(text)s” cannot be a phone number. Write it like 06 12345678, or with a country: +32 2 555 12 12.")
    return said % {"text": text.strip()[:30]}
