"""The rules of each kind of letter, as a page tells them: from the table of the post and the settings of the house."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from post.letter_classes import RULES, LetterClass, Rules

TOLD = (LetterClass.SERVICE, LetterClass.INVITATION, LetterClass.NEWSLETTER)


@dataclass(frozen=True)
class ToldRule:
    """One rule in words: what is asked, and for each kind of letter what holds and whether that is a yes."""

    question: str
    answers: list[tuple[LetterClass, bool, str]]


def told_rules() -> list[ToldRule]:
    """Say for each kind of letter what it needs, how often it may come and what it may say."""
    most = settings.NEWSLETTER_MOST_IN_30_DAYS
    quiet = settings.POST_QUIET_HOURS.replace(":", ".").replace("-", " – ")
    held = _("Yes: at most %(most)d in thirty days, and a pause or “fewer letters” holds it back.") % {"most": most}
    stays = _("Yes: from %(hours)s it stays here.") % {"hours": quiet} if quiet else _("Yes, but none are set.")
    words = (
        (_("Who may get it?"), "needs_consent", _("Who said yes to its list"), _("Who waits for it")),
        (_("Does it count for how much mail somebody gets?"), "counts", held, _("No")),
        (
            _("What does leaving a list stop?"),
            "stops_with_list",
            _("This letter too"),
            _("Not this letter; only a dead address does"),
        ),
        (_("Does it keep the quiet hours?"), "keeps_quiet_hours", stays, _("No: it leaves at once")),
        (
            _("Does it have an unsubscribe button?"),
            "has_button",
            _("Yes, one that works with one press"),
            _("No: there is no list to leave"),
        ),
        (_("Where does it go?"), "follows_person", _("To the address preferred now"), _("To the address it is about")),
        (
            _("May it promote something?"),
            "may_promote",
            _("Yes: that is what people said yes to"),
            _("No: it tells what somebody waits for, nothing else"),
        ),
        (
            _("Does it say that a machine sent it?"),
            "is_automatic",
            _("Yes, so that no out-of-office answers"),
            _("No: people may answer"),
        ),
        (_("Does it go before other mail?"), "goes_first", _("Yes"), _("No")),
        (_("Do we keep its words?"), "is_wiped", _("No: they are erased when it has left"), _("Yes")),
    )
    return [ToldRule(question, _answers(rule, yes, no)) for question, rule, yes, no in words]


def _answers(rule: str, yes: str, no: str) -> list[tuple[LetterClass, bool, str]]:
    return [(kind, _holds(RULES[kind], rule), yes if _holds(RULES[kind], rule) else no) for kind in TOLD]


def _holds(rules: Rules, rule: str) -> bool:
    return bool(getattr(rules, rule))
