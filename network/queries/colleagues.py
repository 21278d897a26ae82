from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Grant, User
from network.keepers import JUDGES, KEEPERS
from network.models import LineAssignment, ProgrammeLine


def who_keep() -> QuerySet[User]:
    """Return the colleagues with an open account who may keep relations and do tasks, by name."""
    holding = Grant.objects.holding().filter(user=OuterRef("pk"), role__in=KEEPERS)
    return User.objects.filter(Exists(holding), is_active=True).by_name()


def who_judge_exports() -> QuerySet[User]:
    """Return the colleagues with an open account who may judge what others take out of the house, by name."""
    holding = Grant.objects.holding().filter(user=OuterRef("pk"), role__in=JUDGES)
    return User.objects.filter(Exists(holding), is_active=True).by_name()


def working_on(line: ProgrammeLine, today: date) -> QuerySet[User]:
    """Return the colleagues who work on this line today, by name."""
    at_work = LineAssignment.objects.holding_on(today).filter(line=line)
    return who_keep().filter(pk__in=at_work.values("user"))
