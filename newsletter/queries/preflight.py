"""The pre-flight of an issue: all that is looked at before it is released, what must be mended first on top.

`bad` must be mended first; `warn` may stay when who releases says why; `ok` is fine.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from network.models import Person
from network.models.person import PersonQuerySet
from newsletter.models import Campaign
from newsletter.queries import frequency, issue_checks, releases
from newsletter.queries.audiences import Reach, receiving
from newsletter.queries.releases import Check
from post.models import Letter, LetterState, Mailing
from web.templatetags.parts import number

A_WEEK = timedelta(days=7)
MUCH_FEWER = 0.8  # of the readers of the previous issue: then something may be wrong with the choice
GETS_IT = (LetterState.SENT, LetterState.WAITING, LetterState.DEFERRED, LetterState.UNKNOWN)
# The lists of people behind a comparison, as their addresses call them.
NEW, GONE, OTHER_MAIL = "nieuw", "niet-meer", "andere-post"
ORDER = ("bad", "warn", "ok")


def checks(campaign: Campaign, found: Reach, now: datetime) -> list[Check]:
    """Look an issue over; of an invitation only what every letter is asked."""
    looked = releases.checks(campaign, found, now)
    if campaign.is_issue:
        looked += [*issue_checks.checks(campaign, now), *_of_the_readers(campaign, found, now), *_of_variants(campaign)]
    return sorted(looked, key=lambda check: ORDER.index(check.tone))


def musts(looked: list[Check]) -> list[Check]:
    """Keep what must be mended before the letter can go out."""
    return [check for check in looked if check.tone == "bad"]


def _of_the_readers(campaign: Campaign, found: Reach, now: datetime) -> Iterator[Check]:
    yield from _compared(campaign, found, now)
    if other := people_in(OTHER_MAIL, campaign, now).count():
        text = ngettext(
            "%(number)s person gets another letter from us this week.",
            "%(number)s people get another letter from us this week.",
            other,
        )
        yield _with_list(campaign, OTHER_MAIL, Check("warn", text % {"number": number(other)}, _("You may go on.")))


def _of_variants(campaign: Campaign) -> Iterator[Check]:
    """Tell about the same issue in other languages: who reads that language gets nothing until it goes out too."""
    for other in campaign.in_other_languages:
        told = {"language": get_language_info(other.language)["name_translated"]}
        if other.mailing_id:
            yield Check("ok", _("Who reads %(language)s got the version in that language.") % told)
            continue
        mend = {"url": reverse("newsletter:issue_edit", args=[other.pk]), "link": _("Go to that version")}
        text = _("Who reads %(language)s does not get this letter but the version in that language.") % told
        if other.subject.strip() and other.items.exists():
            yield Check("ok", text, _("Do not forget to release it as well."), **mend)
        else:
            yield Check("warn", text, _("It is not finished yet."), **mend, slug="variant")


def _compared(campaign: Campaign, found: Reach, now: datetime) -> Iterator[Check]:
    """Hold the readers against those of the previous issue of this list."""
    before = previous(campaign)
    if before is None:
        yield Check("ok", _("This is the first issue for this list, so there is nothing to compare it with."))
        return
    new, gone = (people_in(group, campaign, now).count() for group in (NEW, GONE))
    told = {"new": number(new), "gone": number(gone), "before": before.title}
    text = _("Compared with “%(before)s”: %(new)s new readers, %(gone)s no longer.") % told
    fewer = found.count < MUCH_FEWER * (found.count - new + gone)
    help = _("That is many fewer. Is the right audience chosen?") if fewer else ""
    group = GONE if gone else NEW
    yield (
        _with_list(campaign, group, Check("warn" if fewer else "ok", text, help)) if new or gone else Check("ok", text)
    )


def _with_list(campaign: Campaign, group: str, check: Check) -> Check:
    url = reverse("newsletter:issue_people", args=[campaign.pk, group])
    return check._replace(url=url, link=_("See who"), slug=group)


def previous(campaign: Campaign) -> Campaign | None:
    """Return the issue of this list, in the same language, that was released last."""
    same = {"newsletter": campaign.newsletter_id, "language": campaign.language}
    earlier = Campaign.objects.filter(**same, mailing__isnull=False).exclude(pk=campaign.pk)
    return earlier.filter(mailing__cancelled_at=None).order_by("-mailing__released_at").first()


def people_in(group: str, campaign: Campaign, now: datetime) -> PersonQuerySet:
    """Find the people behind one of the numbers of the pre-flight."""
    readers = receiving(campaign, now)
    if group == OTHER_MAIL:
        return readers.filter(Exists(_letters_of(_this_week(now))))
    before = previous(campaign)
    had_it = Exists(_letters_of(Q(mailing=before.mailing_id if before else 0)))
    if group == NEW:
        return readers.exclude(had_it)
    found: PersonQuerySet = Person.objects.filter(had_it).exclude(pk__in=readers.values("pk"))
    return found


def _letters_of(mailings: Q) -> QuerySet[Letter]:
    return Letter.objects.filter(mailings, person=OuterRef("pk"), state__in=GETS_IT)


def _this_week(now: datetime) -> Q:
    """Return the condition that a letter is of bulk mail that left in the last seven days or leaves in the next."""
    later = Mailing.objects.open().filter(not_before__gt=now + A_WEEK)
    return frequency.left_since(now - A_WEEK) & ~Q(mailing__in=list(later.values_list("pk", flat=True)))
