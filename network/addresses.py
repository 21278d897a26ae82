"""One place that says whether an e-mail address can exist, in words a colleague can act on."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from email_validator import EmailNotValidError, validate_email


def checked(text: str) -> str:
    """Return the address as it is stored: the domain in small letters, the part before the @ as it was written.

    Refuses what no mail server would take: more than 64 octets before the @, 255 after it (RFC 5321 section 4.5.3.1),
    quotes, comments, a domain without a dot. Asks no server anything.

    :raises ValidationError: saying what is wrong and how to write it.
    """
    try:
        return validate_email(text.strip(), check_deliverability=False, strict=True).normalized
    except EmailNotValidError as refused:
        raise ValidationError(_what_is_wrong(text.strip())) from refused


def _what_is_wrong(text: str) -> str:
    before, at, after = text.partition("@")
    if not at:
        said = _("There is no @ in “%(text)s”. Write the address like naam@gemeente.nl.")
    elif not before or not after:
        said = _("Something is missing around the @ in “%(text)s”. Write the address like naam@gemeente.nl.")
    elif len(before.encode()) > 64 or len(text.encode()) > 254:
        said = _("“%(text)s…” is too long to be an e-mail address. Check it with the person.")
    elif "." not in after.strip("."):
        said = _("After the @ of “%(text)s” a dot is missing. Write the address like naam@gemeente.nl.")
    else:
        said = _("“%(text)s” cannot be an e-mail address: check the spaces, dots and signs in it.")
    return said % {"text": text[:40]}
