"""The few template tags and filters that every room uses."""

from __future__ import annotations

import datetime as dt
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.template import defaultfilters
from django.template.context import Context
from django.urls import NoReverseMatch, URLResolver, get_resolver, get_script_prefix, get_urlconf, reverse
from django.utils import formats, timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()

ICONS = settings.BASE_DIR / "static" / "img" / "icons"
SOME_NUMBER = 1234567890
TONES = {"good", "warn", "bad", "info", "brand", ""}


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """Draw one of our own Lucide icons; the text that says the same stands beside it."""
    return mark_safe((ICONS / f"{name}.svg").read_text().strip())  # noqa: S308  our own files, never input


@register.simple_tag
def badge(tone: str, icon_name: str, word: str) -> SafeString:
    """Say how something stands: always an icon and a word, the colour only helps."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"A badge has no tone {tone!r}.")
    return _badge(tone, icon_name, conditional_escape(word))


@lru_cache(maxsize=2000)
def _badge(tone: str, icon_name: str, escaped: SafeString) -> SafeString:
    classes = f"badge badge--{tone}" if tone else "badge"
    return format_html('<span class="{}">{} {}</span>', classes, icon(icon_name), escaped)


@register.simple_tag
def avatar(initials: str, pk: int = 0, kind: str = "") -> SafeString:
    """Draw the initials of a person (round) or, with `kind="org"`, of an organisation (square)."""
    return _avatar(conditional_escape(initials), (pk or 0) % 4 + 1, kind)


@lru_cache(maxsize=4000)
def _avatar(escaped: SafeString, colour: int, kind: str) -> SafeString:
    classes = "avatar" + (f" avatar--{kind}" if kind else "") + (f" avatar--{colour}" if colour > 1 else "")
    return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, escaped)


@register.simple_tag
def way(url_name: str, number: int) -> str:
    """Return the address of the page of one row, as `url` does, but looked up once: a list has a hundred of them."""
    before, after = _around(url_name, get_script_prefix(), get_resolver(get_urlconf()))
    return f"{before}{number}{after}"


@lru_cache(maxsize=500)
def _around(url_name: str, _prefix: str, _urls: URLResolver) -> tuple[str, str]:
    """Return what stands before and after the number in the addresses of these pages."""
    before, _number, after = reverse(url_name, args=[SOME_NUMBER]).partition(str(SOME_NUMBER))
    return before, after


@register.simple_tag
def breadcrumb(*trail: str) -> SafeString:
    """Show the way here: pairs of an address (or url name) and a title, and last the title of this page."""
    steps = [(_address(where), title) for where, title in zip(trail[:-1:2], trail[1:-1:2], strict=True)]
    return format_html(
        '<nav class="breadcrumb" aria-label="{}"><ol>{}<li aria-current="page">{}</li></ol></nav>',
        _("Breadcrumb"),
        format_html_join("", '<li><a href="{}">{}</a></li>', steps),
        trail[-1],
    )


@register.simple_tag(takes_context=True)
def room_link(context: Context, url_name: str, title: str, besides: str = "") -> SafeString:
    """Link to a room in the main menu, marked when this page is in it; nothing when the room has no such page.

    `besides` names the one page of the room that has its own place in another menu.
    """
    try:
        address = reverse(url_name)
    except NoReverseMatch:
        return SafeString("")
    here = getattr(context.get("request"), "resolver_match", None)
    if here and here.view_name == url_name:
        mark = mark_safe(' aria-current="page"')
    elif here and here.namespace and here.namespace == url_name.partition(":")[0] and here.view_name != besides:
        mark = mark_safe(' aria-current="true"')
    else:
        mark = SafeString("")
    return format_html('<a href="{}"{}>{}</a>', address, mark, title)


@register.simple_tag(takes_context=True)
def sort(context: Context, key: str, title: str, numeric: bool = False) -> SafeString:
    """Head a column that can be sorted: `?sort=key` upwards, `?sort=-key` downwards.

    The context says in `sort` which one holds now.
    """
    now = str(context.get("sort") or "")
    direction = {key: "ascending", f"-{key}": "descending"}.get(now, "")
    query = context["request"].GET.copy()
    query.pop("page", None)
    query["sort"] = f"-{key}" if now == key else key
    drawn = {"ascending": "arrow-up", "descending": "arrow-down", "": "chevrons-up-down"}[direction]
    return format_html(
        '<th scope="col"{}{}><a class="sort" href="?{}">{} {}</a></th>',
        mark_safe(' class="num"') if numeric else "",
        format_html(' aria-sort="{}"', direction) if direction else "",
        query.urlencode(),
        title,
        icon(drawn),
    )


@register.simple_tag
def elided(page: Page[Any]) -> list[int | str]:
    """Return the page numbers to show, with an ellipsis where some are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


@register.filter
def number(value: float | None) -> str:
    """Write a number the way its readers do: 4.806 in Dutch, 4,806 in English."""
    return "" if value is None else formats.number_format(value, use_l10n=True, force_grouping=True)


@register.filter(expects_localtime=True)
def date(value: Any, wording: str | None = None) -> str:
    """Write a day as Django's own filter does; a page names few different days, so they are remembered."""
    if type(value) is dt.date:
        return _written(value, wording, get_language())
    return defaultfilters.date(value, wording)


@lru_cache(maxsize=4000)
def _written(day: dt.date, wording: str | None, _language: str | None) -> str:
    return defaultfilters.date(day, wording)


@register.filter
def clock(moment: datetime | None) -> str:
    """Write the time of day: 10.00 uur in Dutch, 10:00 in English."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    return f"{local:%H.%M} uur" if get_language() == "nl" else f"{local:%H:%M}"


def _address(where: str) -> str:
    return where if where.startswith("/") else reverse(where)
