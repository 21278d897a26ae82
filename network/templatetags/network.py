"""How facts of the network look."""

from __future__ import annotations

from datetime import date

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.queries.people import DUE_AFTER, LATE_AFTER
from network.timeline import ICONS
from web.templatetags.parts import badge

register = template.Library()

SHAPES = {
    1: '<svg class="shape t1" viewBox="0 0 12 12" aria-hidden="true"><circle cx="6" cy="6" r="6"/></svg>',
    2: '<svg class="shape t2" viewBox="0 0 12 12" aria-hidden="true"><rect x="1" y="1" width="10" height="10"/></svg>',
    3: '<svg class="shape t3" viewBox="0 0 12 12" aria-hidden="true"><path d="M6 0l6 6-6 6-6-6z"/></svg>',
}


@register.simple_tag
def last_contact(day: date | None) -> SafeString:
    """Say how many days ago the last real contact was, and whether that is too long."""
    if day is None:
        return badge("", "circle-dashed", _("not yet"))
    days = (timezone.localdate() - day).days
    word = ngettext("%(days)d day", "%(days)d days", days) % {"days": days} if days else _("today")
    if days > LATE_AFTER:
        return badge("bad", "clock-alert", word)
    return badge("warn", "clock", word) if days > DUE_AFTER else badge("good", "check", word)


@register.simple_tag
def theme_shape(number: int) -> SafeString:
    """Draw the shape of a theme: circle, square, diamond; the name of the line stands beside it."""
    return format_html(SHAPES[number]) if number in SHAPES else SafeString("")


@register.filter
def channel_icon(channel: str) -> str:
    return ICONS[channel]
