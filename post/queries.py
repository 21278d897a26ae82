"""What can be asked about the post: how far a mailing is, which letters had trouble, what a person was sent."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Sum, Value

from network.models import Person
from network.models.restriction import about_nobody_restricted
from post.models import (
    Aside,
    Letter,
    LetterState,
    Mailing,
    Outage,
    Parcel,
    ParcelState,
    Reason,
    Report,
    ReportKind,
    Tally,
)
from post.models.letter import HANDED_OVER, REPORTED, SET_ASIDE
from post.models.report import MOST_TELLING
from post.quiet import quiet_until
from post.replies import about_report, basic, enhanced, in_plain_words, without_codes

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_TROUBLED = (LetterState.FAILED, LetterState.DEFERRED, LetterState.UNKNOWN)


@dataclass(frozen=True)
class Progress:
    """How many letters of a mailing are where; each letter counts once, so they add up to what was promised."""

    promised: int = 0
    sent: int = 0
    waiting: int = 0
    deferred: int = 0
    failed: int = 0
    skipped: int = 0
    cancelled: int = 0
    unknown: int = 0
    bounced: int = 0
    complained: int = 0
    trouble: str = ""  # why the mail server takes nothing just now, in its own words

    @property
    def ended(self) -> int:
        """How many letters nothing more will happen to."""
        return self.promised - self.waiting - self.deferred

    @property
    def handed_over(self) -> int:
        """How many letters left us, whatever we heard of them afterwards."""
        return self.sent + self.unknown + self.bounced + self.complained

    @property
    def percentage(self) -> int:
        return self.ended * 100 // self.promised if self.promised else 0


def outage(now: datetime) -> Outage | None:
    """Return the outage of the mail server that holds now, for colleagues to see at once."""
    found: Outage | None = Outage.objects.holding(now).first()
    return found


def progress(mailing: Mailing) -> Progress:
    """Count the letters of a mailing, by state."""
    counted = progress_of_all([mailing.pk]).get(mailing.pk, Progress())
    return replace(counted, trouble=_trouble(mailing))


def progress_of_all(mailings: Iterable[int]) -> dict[int, Progress]:
    """Count the letters of several mailings, by state, in two queries; what came back is taken from what was sent.

    Adds up tallies, and looks at no letter that is on its way or arrived: this is asked every two seconds while a
    million of them leave.
    """
    asked = list(mailings)
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    found = Tally.objects.filter(mailing__in=asked).values_list("mailing", "state").annotate(number=Sum("number"))
    for mailing, state, number in found.filter(~Q(number=0)):
        counts[mailing][LetterState(state).name.lower()] = number
    for mailing, state, came_back, complained in _reported(asked):
        name = LetterState(state).name.lower()
        counts[mailing] += Counter(bounced=came_back - complained, complained=complained)
        counts[mailing][name] -= came_back
    assert {name for states in counts.values() for name in states} <= {field.name for field in fields(Progress)}
    numbers: dict[int, dict[str, Any]] = {mailing: dict(states) for mailing, states in counts.items()}
    return {mailing: Progress(promised=counts[mailing].total(), **states) for mailing, states in numbers.items()}


def _reported(mailings: list[int]) -> QuerySet[Report, tuple[int, int, int, int]]:
    """Count the letters that came back, and those of them that were reported as unwanted, by mailing and state."""
    complained = Count("letter", distinct=True, filter=Q(kind=ReportKind.COMPLAINT))
    reports = Report.objects.standing().filter(mailing__in=mailings, letter__state__in=HANDED_OVER).order_by()
    return reports.values_list("mailing", "letter__state").annotate(
        came_back=Count("letter", distinct=True), complained=complained
    )


def in_state(letters: QuerySet[Letter], state: LetterState) -> QuerySet[Letter]:
    """Keep the letters in one state, as `progress` counts them."""
    reports = Report.objects.standing().filter(letter=OuterRef("pk"))
    if state in SET_ASIDE:
        letters = letters.filter(aside__state=state)
    if state not in (*HANDED_OVER, *REPORTED):
        return letters.filter(state=state)
    if state in HANDED_OVER:
        return letters.filter(~Exists(reports), state=state)
    complaints = Exists(reports.filter(kind=ReportKind.COMPLAINT))
    which = complaints if state == LetterState.COMPLAINED else ~complaints & Exists(reports)
    return letters.filter(which, state__in=HANDED_OVER)


def _trouble(mailing: Mailing) -> str:
    troubled = Parcel.objects.filter(mailing=mailing).exclude(trouble="").order_by("-pk")
    return troubled.values_list("trouble", flat=True).first() or ""


@dataclass(frozen=True)
class Trouble:
    """A letter that did not arrive, or perhaps not: whose it was, and why in plain words."""

    letter: Letter
    state: LetterState
    code: int | str | None
    reason: StrOrPromise
    report: Report | None = None

    @property
    def person(self) -> Person | None:
        return self.letter.person

    @property
    def codes(self) -> str:
        """The code and the enhanced code (RFC 3463) that the server gave, as far as it gave any."""
        if self.report:
            return " ".join(part for part in (basic(self.report.words), self.report.code) if part)
        return " ".join(part for part in (str(self.letter.code or ""), enhanced(self.letter.reply)) if part)

    @property
    def words(self) -> str:
        """What the server said, in its own words."""
        if self.report:
            return without_codes(self.report.words)
        return self.letter.reply.strip().removeprefix(enhanced(self.letter.reply)).strip()

    @property
    def at(self) -> datetime | None:
        """When it was sent, failed or came back, as far as we know."""
        return self.report.at if self.report else self.letter.settled_at


def troubles(mailing: Mailing) -> QuerySet[Letter]:
    """Return the letters that failed, came back, were put off or have an unknown outcome; page through them.

    Without those of who asked us not to use their data. `explained` says of each what was the matter.
    """
    ours = about_nobody_restricted("person")
    letters = Letter.objects.filter(ours, pk__in=set_apart(mailing, *_TROUBLED), mailing=mailing)
    return letters.select_related("person").order_by("state", "pk")


def places_of_trouble(mailing: Mailing) -> QuerySet[Any, tuple[int, int]]:
    """Return the state and number of each of those letters, in the same order, without a look at any letter.

    For paging through them: counting and sorting forty thousand letters among a million takes most of a second.
    """
    apart = Aside.objects.filter(mailing=mailing, state__in=_TROUBLED)
    reported = Report.objects.standing().filter(mailing=mailing).order_by()
    others = reported.filter(~Exists(apart.filter(letter=OuterRef("letter"))))
    came_back = others.annotate(state=Value(LetterState.SENT.value)).values_list("state", "letter").distinct()
    return apart.values_list("state", "letter").union(came_back, all=True).order_by("state", "letter")


def letters_at(places: Iterable[tuple[int, int]]) -> list[Letter]:
    """Return the letters at these places, in their order, with their people as far as we may use their data."""
    numbers = [number for _state, number in places]
    found = Letter.objects.prefetch_related(Prefetch("person", Person.objects.in_use())).in_bulk(numbers)
    return [found[number] for number in numbers if number in found]


def set_apart(mailing: Mailing, *states: LetterState) -> QuerySet[Any, Any]:
    """Return the numbers of the letters that came back or are in one of these states, which are set aside.

    :raises ValueError: for a state in which nothing is set aside.
    """
    if not set(states) <= set(SET_ASIDE):
        raise ValueError(states)
    reported = Report.objects.standing().filter(mailing=mailing).order_by().values("letter")
    return Aside.objects.filter(mailing=mailing, state__in=states).values("letter").union(reported)


def explained(letters: Iterable[Letter]) -> list[Trouble]:
    """Return where each of these letters stands, and what was the matter with it."""
    known = list(letters)
    told = reports_about(known)
    return [_explained(letter, told.get(letter.pk)) for letter in known]


def _explained(letter: Letter, report: Report | None) -> Trouble:
    if report is None or letter.state not in HANDED_OVER:
        return Trouble(letter, LetterState(letter.state), letter.code, why(letter))
    return explained_report(report)


def explained_report(report: Report) -> Trouble:
    """Return what a report says about its letter."""
    complained = report.kind == ReportKind.COMPLAINT
    state = LetterState.COMPLAINED if complained else LetterState.BOUNCED
    return Trouble(report.letter, state, report.code or None, about_report(report.kind, report.code), report)


def reports_about(letters: Iterable[Letter]) -> dict[int, Report]:
    """Return the most telling report about each of these letters, in one query."""
    by_number = {letter.pk: letter for letter in letters}
    found = sorted(
        Report.objects.standing().filter(letter__in=by_number).order_by("at", "pk"),
        key=lambda report: MOST_TELLING.index(ReportKind(report.kind)),
        reverse=True,
    )
    for report in found:
        report.letter = by_number[report.letter_id]
    return {report.letter_id: report for report in found}


def why(letter: Letter) -> StrOrPromise:
    """Say in plain words why a letter did not leave; nothing when it did."""
    if letter.reason:
        return Reason(letter.reason).label
    if letter.state in _TROUBLED and letter.code:
        return in_plain_words(letter.code, letter.reply)
    return ""


def letters_of(person: Person) -> QuerySet[Letter]:
    """Return what a person was sent or promised, newest first, without what is kept out of timelines."""
    return Letter.objects.filter(person=person, mailing__sealed=False).select_related("mailing").order_by("-pk")


def moments_of(letters: Iterable[Letter], now: datetime) -> dict[int, datetime]:
    """Return for each letter that waits when it may leave: at the moment of its parcel, and outside the quiet hours.

    The letters come with their mailing.
    """
    waiting = {letter.pk: letter for letter in letters}
    mailings = {letter.mailing_id for letter in waiting.values()}
    parcels = Parcel.objects.filter(mailing__in=mailings, letter_ids__overlap=list(waiting))
    held: dict[int, datetime] = {}
    for numbers, not_before in parcels.exclude(state=ParcelState.DONE).values_list("letter_ids", "not_before"):
        held |= dict.fromkeys(waiting.keys() & set(numbers), not_before or now)
    return {number: _moment(letter.mailing, held.get(number, now), now) for number, letter in waiting.items()}


def _moment(mailing: Mailing, of_parcel: datetime, now: datetime) -> datetime:
    at = max(mailing.not_before or now, of_parcel, now)
    return (mailing.rules.keeps_quiet_hours and quiet_until(at)) or at
