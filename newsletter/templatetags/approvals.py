"""How many letters and proposals wait for the approval of who looks, and whether they ask or give one."""

from __future__ import annotations

from django import template

from accounts.models import User
from newsletter.permissions import may_ask_approval
from newsletter.queries.approvals import to_decide
from newsletter.queries.proposals import to_decide as proposed

register = template.Library()


@register.simple_tag
def letters_to_approve(user: User) -> int:
    """Count the letters and proposals that this colleague may let go and that are not their own."""
    return to_decide(user).count() + proposed(user).count() if user.is_authenticated else 0


@register.simple_tag
def asks_approval(user: User) -> bool:
    """Tell whether the page of approvals is for this colleague."""
    return user.is_authenticated and may_ask_approval(user)
