"""Whether mail can leave at all, for the pages of colleagues."""

from __future__ import annotations

from django import template
from django.utils import timezone

from post import queries
from post.models import Outage

register = template.Library()


@register.simple_tag
def outage() -> Outage | None:
    """Return the outage of the mail server that holds now."""
    return queries.outage(timezone.now())
