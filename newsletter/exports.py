"""Whom a letter did not reach, as a file for a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.actions import audit
from newsletter.models import Campaign
from post.models import Mailing
from post.queries import Trouble, explained
from post.queries import troubles as troubled

if TYPE_CHECKING:
    from accounts.models import User


def troubles(*, campaign: Campaign, mailing: Mailing, by: User) -> list[list[str]]:
    """Return these letters as rows, heading first, and write in the audit trail who took how many."""
    rows = [_row(trouble) for trouble in explained(troubled(mailing))]
    audit.write("campaign.troubles_exported", by=by, about=campaign, number=len(rows))
    heading = [
        _("Last name"),
        _("First name"),
        _("E-mail address"),
        _("State"),
        _("What happened"),
        _("Code"),
        _("Words of the mail server"),
        _("When"),
    ]
    return [heading, *rows]


def _row(trouble: Trouble) -> list[str]:
    letter, person = trouble.letter, trouble.person
    return [
        " ".join(part for part in (person.tussenvoegsel, person.family_name) if part) if person else "",
        person.given_name if person else "",
        letter.address,
        str(trouble.state.label),
        str(trouble.reason),
        trouble.codes,
        trouble.words,
        date_format(localtime(trouble.at), "d-m-Y H:i") if trouble.at else "",
    ]
