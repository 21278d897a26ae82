"""Whom a mailing did not reach, and who of them can get it now."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from post.consent import lost
from post.links import address_hasher
from post.lookup import who_stopped
from post.models import Letter, LetterState, Mailing, Reason, Report, ReportKind
from post.models.letter import HANDED_OVER, SET_ASIDE
from post.queries import set_apart

# A skipped letter can leave after all when the person has an address again, or wants letters again or after a pause.
MAY_PASS = (Reason.STOPPED, Reason.NO_CONSENT, Reason.PAUSED, Reason.NO_ADDRESS)


def missed(mailing: Mailing, *, uncertain: bool = False) -> QuerySet[Letter]:
    """Find the letters that surely did not reach their person; with `uncertain` those of which we do not know, as well.

    Refused, skipped for a reason that can pass, or sent and come back. Never one that was reported as unwanted.
    """
    reports = Report.objects.standing().filter(letter=OuterRef("pk"))
    came_back = Q(Exists(reports), state__in=HANDED_OVER) & ~Q(Exists(reports.filter(kind=ReportKind.COMPLAINT)))
    wanted = Q(state=LetterState.FAILED) | Q(state=LetterState.SKIPPED, reason__in=MAY_PASS) | came_back
    if uncertain:
        wanted |= Q(~Exists(reports), state=LetterState.UNKNOWN)
    apart = set_apart(mailing, *SET_ASIDE)  # which are few; looking through a million letters takes a while
    return Letter.objects.filter(wanted, pk__in=apart, mailing=mailing, person__isnull=False)


def reachable(mailing: Mailing, letters: QuerySet[Letter]) -> list[int]:
    """Return which of these letters can leave now: their person has an address to which we may write."""
    columns = letters.filter(person__mail_addresses__preferred=True).annotate(now=F("person__mail_addresses__address"))
    same_bad_address = Q(reason=Reason.BAD_ADDRESS, address=F("now"))
    rows: list[Any] = list(columns.exclude(same_bad_address).values_list("pk", "person", "now"))
    hashed = address_hasher()
    marks = {number: (person, hashed(address)) for number, person, address in rows}
    people, hashes = {person for person, _hash in marks.values()}, [hash for _person, hash in marks.values()]
    stopped = who_stopped(mailing, people, hashes)
    whose = {number: mark[0] for number, mark in marks.items() if stopped.isdisjoint(mark)}
    unwilling = lost(mailing, set(whose.values()), timezone.localdate())
    return [number for number, person in whose.items() if person not in unwilling]
