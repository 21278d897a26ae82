"""How many letters wait for the approval of who looks."""

from __future__ import annotations

from django import template

from accounts.models import User
from newsletter.queries.approvals import to_decide

register = template.Library()


@register.simple_tag
def letters_to_approve(user: User) -> int:
    """Count the letters that this colleague may approve and that are not their own."""
    return to_decide(user).count() if user.is_authenticated else 0
