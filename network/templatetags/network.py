"""How facts of the network look."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django import template
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.models import User
from network import permissions, phones
from network.queries.narrowing import DUE_AFTER, LATE_AFTER
from network.timeline import ICONS
from web.templatetags.parts import badge, number

register = template.Library()

SHAPES = {
    1: "M6 0a6 6 0 1 1 0 12A6 6 0 1 1 6 0Z",
    2: "M1 1h10v10H1Z",
    3: "M6 0l6 6-6 6-6-6Z",
}


@register.simple_tag
def last_contact(day: date | None) -> SafeString:
    """Say how many days ago the last real contact was, and whether that is too long."""
    if day is None:
        return badge("", "circle-dashed", _("not yet"))
    return _days_ago((timezone.localdate() - day).days, get_language())


@lru_cache(maxsize=5000)
def _days_ago(days: int, _language: str | None) -> SafeString:
    word = ngettext("%(days)s day", "%(days)s days", days) % {"days": number(days)} if days else _("today")
    if days > LATE_AFTER:
        return badge("bad", "clock-alert", word)
    return badge("warn", "clock", word) if days > DUE_AFTER else badge("good", "check", word)


@register.simple_tag
def tick(pk: int, name: str) -> SafeString:
    """Draw the box with which a row of a list is chosen for what is done with many at once."""
    box = '<input type="checkbox" name="chosen" value="{}" form="kies" aria-label="{}">'
    return format_html(box, str(pk), _("Choose %(name)s") % {"name": name})


@register.simple_tag
def theme_shape(number: int) -> str:
    """Draw the shape of a theme: circle, square, diamond; the name of the line stands beside it."""
    if number not in SHAPES:
        return ""
    drawn = '<svg class="shape t{}" viewBox="0 0 12 12" aria-hidden="true"><path d="{}"/></svg>'
    return format_html(drawn, number, SHAPES[number])


@register.filter
def channel_icon(channel: str) -> str:
    return ICONS[channel]


@register.filter
def phone(number: str) -> str:
    """Write a stored phone number the way it is read here: 06 12345678."""
    return phones.shown(number)


@register.filter
def may_log_contact(user: User | AnonymousUser | None) -> bool:
    """Tell whether to offer this visitor the form for a contact moment; an error page knows of no visitor."""
    return isinstance(user, User) and permissions.may_log_contact(user)
