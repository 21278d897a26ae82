"""The kinds of letters, and what holds for each: the one table that the audience, the limits and the headers ask."""

from __future__ import annotations

from dataclasses import dataclass, fields

from django.db import models
from django.utils.translation import gettext_lazy as _


class LetterClass(models.TextChoices):
    SERVICE = "service", _("service letter")
    INVITATION = "invitation", _("invitation")
    NEWSLETTER = "newsletter", _("newsletter")
    TEST = "test", _("test letter")


@dataclass(frozen=True)
class Rules:
    """What holds for one kind of letter; each is a question that some part of the house asks."""

    needs_consent: bool  # only who said yes to its list gets it (Tw 11.7)
    counts: bool  # counts for, and is held back by, the limit in thirty days, a pause and “fewer letters”
    stops_with_list: bool  # who left the list, or all lists, gets none any more; else only a dead address stops it
    keeps_quiet_hours: bool
    has_button: bool  # the unsubscribe button of a mail program, which acts at once (RFC 8058; Gmail and Yahoo ask it)
    follows_person: bool  # goes to the address that the person prefers now, not to the one it was made for
    is_automatic: bool  # says Auto-Submitted, so that no out-of-office answers it (RFC 3834 section 5, bar M11)
    goes_first: bool
    pauses_itself: bool  # a mailing of it stands still by itself when too much goes wrong; what is waited for does not
    may_promote: bool  # may belong to a list; what may not holds facts that somebody waits for, nothing else (bar T4)
    is_wiped: bool  # its words are erased when it has left: they may hold a code


_BULK = Rules(
    needs_consent=True,
    counts=True,
    stops_with_list=True,
    keeps_quiet_hours=True,
    has_button=True,
    follows_person=True,
    is_automatic=False,
    goes_first=False,
    pauses_itself=True,
    may_promote=True,
    is_wiped=False,
)
_NOTHING = dict.fromkeys((field.name for field in fields(Rules)), False)

RULES: dict[str, Rules] = {
    LetterClass.INVITATION: _BULK,
    LetterClass.NEWSLETTER: _BULK,
    LetterClass.SERVICE: Rules(**_NOTHING | {"is_automatic": True, "goes_first": True, "is_wiped": True}),
    # A newsletter or invitation, shown to a colleague.
    LetterClass.TEST: Rules(**_NOTHING | {"may_promote": True, "pauses_itself": True}),
}


def those_that(rule: str) -> tuple[LetterClass, ...]:
    """Return the kinds of letters for which this rule holds, by the name of the rule."""
    return tuple(kind for kind in LetterClass if getattr(RULES[kind], rule))
