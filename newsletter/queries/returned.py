"""What came back, of all letters together."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from accounts.models import User
from network.models import Person
from newsletter.models import Campaign
from post.models import Report


def returned(user: User, kind: str = "") -> QuerySet[Report]:
    """Return what came back of letters to people whom this user may see, newest first; of one kind when asked."""
    known = Person.objects.visible_to(user)
    of_them = Exists(known.filter(pk=OuterRef("letter__person"))) | Q(letter__person=None)
    found = Report.objects.filter(of_them, mailing__sealed=False).select_related("letter__person", "mailing")
    return (found.filter(kind=kind) if kind else found).order_by("-at", "-pk")


def pages_of(user: User, mailings: Iterable[int]) -> dict[int, str]:
    """Return where the letters of each of these mailings can be followed, as far as it is a campaign."""
    known = Campaign.objects.visible_to(user).filter(mailing__in=list(mailings)).values_list("mailing", "pk")
    return {mailing: reverse("newsletter:campaign_progress", args=[pk]) for mailing, pk in known}
