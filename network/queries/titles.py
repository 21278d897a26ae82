from __future__ import annotations

from datetime import date

from django.db.models import Count

from accounts.models import User
from network.models import Affiliation


def in_use(user: User, words: str, today: date, most: int = 10) -> list[str]:
    """Return the job titles with these words that people have today, what most of them are called first."""
    seen = Affiliation.objects.visible_to(user).holding_on(today).titled(words).exclude(title="").order_by()
    return list(seen.values_list("title", flat=True).annotate(n=Count("pk")).order_by("-n", "title")[:most])
