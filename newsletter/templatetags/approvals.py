"""How many letters and proposals wait for the approval of who looks."""

from __future__ import annotations

from django import template

from accounts.models import User
from newsletter.queries.approvals import to_decide
from newsletter.queries.proposals import to_decide as proposed

register = template.Library()


@register.simple_tag
def letters_to_approve(user: User) -> int:
    """Count the letters and proposals that this colleague may let go and that are not their own."""
    return to_decide(user).count() + proposed(user).count() if user.is_authenticated else 0
