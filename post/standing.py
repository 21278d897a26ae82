"""How it stands with an address after all that came back from it: one answer, in whatever order the reports came in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from network.models.mail_address import Arrives
from post.models import Report, ReportKind


@dataclass(frozen=True)
class Standing:
    """Whether post arrives, since when not, and what the mail server said."""

    arrives: Arrives
    at: datetime
    words: str


def standing(address_hash: bytes, now: datetime) -> Standing | None:
    """Return how it stands with an address; nothing when nothing counts against it.

    One report that it does not exist is enough. Reports that it came back for now count once a day, wear out after
    thirty days, and so many days of them together (`POST_SOFT_DAYS`) mean that the address is dead as well.
    """
    counting = list(Report.objects.counting(address_hash, now).order_by("-at", "-pk"))
    if hard := [report for report in counting if report.kind == ReportKind.HARD]:
        return Standing(Arrives.DEAD, hard[-1].at, _said(hard[-1]))
    soft = [report for report in counting if report.kind == ReportKind.SOFT]
    if not soft:
        return None
    days = {timezone.localdate(report.at) for report in soft}
    arrives = Arrives.DEAD if len(days) >= settings.POST_SOFT_DAYS else Arrives.SOFT
    return Standing(arrives, soft[0].at, _said(soft[0]))


def _said(report: Report) -> str:
    """Return what the mail server said, once with its code."""
    words = report.words
    return words if not report.code or report.code in words else f"{report.code} {words}".strip()
