"""How a cell of the coverage matrix looks and is read out."""

from __future__ import annotations

from datetime import date

from django import template
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.models import TargetGroup
from network.queries.coverage import Cell, a_year_after
from network.queries.promise import Promise, Standing
from web.templatetags.parts import badge

register = template.Library()

CLASSES = {"strong": "strong", "thin": "ok", "stale": "stale", "gap": "gap", "extra": "none", "none": "none"}
BADGES = {
    "strong": ("brand", "circle-check"),
    "thin": ("", "minus"),
    "stale": ("warn", "clock-alert"),
    "gap": ("bad", "circle-dashed"),
    "extra": ("", "plus"),
    "none": ("", "circle-slash"),
}
LONG = 26  # letters that fit above a column
PARTED = """
    Maatschap-pelijke organi-saties Zelforgani-saties Rijks-overheid oplei-dingen Ervarings-deskun-digen
    Kennis-instellin-gen Munici-palities organi-sations Self-organi-sations
"""
HYPHENS = {word.replace("-", ""): word.replace("-", "\u00ad") for word in PARTED.split()}


@register.filter
def heat_class(cell: Cell) -> str:
    return f"heat heat--{CLASSES[cell.state]}"


@register.filter
def state_word(state: str) -> str:
    return {
        "strong": _("strong"),
        "thin": _("thin"),
        "stale": _("gone quiet"),
        "gap": _("empty"),
        "extra": _("extra"),
        "none": _("not chosen"),
    }[state]


@register.simple_tag
def state_badge(cell: Cell) -> SafeString:
    return badge(*BADGES[cell.state], state_word(cell.state))


@register.simple_tag
def promise_badge(promise: Promise) -> SafeString:
    """Say in days how it stands with a promise."""
    if promise.days is None:
        return badge("bad", "circle-dashed", _("never spoken"))
    number = {"days": _number(abs(promise.days))}
    if promise.standing == Standing.BROKEN:
        return badge("bad", "clock-alert", ngettext("%(days)s day late", "%(days)s days late", -promise.days) % number)
    word = ngettext("%(days)s day left", "%(days)s days left", promise.days) % number
    return badge("warn", "clock", word) if promise.standing == Standing.DUE else badge("good", "check", word)


@register.simple_tag
def since_badge(day: date | None, today: date) -> SafeString:
    """Say how long it was silent on this day, and whether the yearly promise was still kept."""
    if day is None:
        return badge("", "circle-dashed", _("not yet"))
    days = (today - day).days
    word = ngettext("%(days)s day", "%(days)s days", days) % {"days": _number(days)}
    return badge("bad", "clock-alert", word) if today > a_year_after(day) else badge("good", "check", word)


@register.simple_tag
def plan_url(organisation: int, line: int) -> str:
    """Return where a colleague plans contact with an organisation on a line."""
    return f"{reverse('network:task_create')}?organisation={organisation}&line={line}"


@register.filter
def in_short(group: TargetGroup) -> str:
    """Return the name of a target group as it fits above a column: what comes before the first “and” or comma."""
    name = str(group)
    if len(name) > LONG:
        for between in (",", " met ", " en ", " with ", " of ", " and "):
            name = name.partition(between)[0]
    return " ".join(HYPHENS.get(word, word) for word in name.split())


@register.filter
def cell_words(cell: Cell) -> str:
    """Say what a cell holds: 12 organisations, 3 without contact this year, and so on."""
    said = [organisations_words(cell.organisations)]
    if cell.silent:
        said.append(silent_words(cell))
    said.append(ngettext("%(n)s person", "%(n)s people", cell.people) % {"n": _number(cell.people)})
    if cell.organisations:
        said.append(last_words(cell))
    return ", ".join(said)


@register.filter
def organisations_words(number: int) -> str:
    return ngettext("%(n)s organisation", "%(n)s organisations", number) % {"n": _number(number)}


@register.filter
def silent_words(cell: Cell) -> str:
    said = {"n": _number(cell.silent), "year": cell.day.year}
    return ngettext("%(n)s without contact in %(year)d", "%(n)s without contact in %(year)d", cell.silent) % said


@register.filter
def last_words(cell: Cell) -> str:
    if cell.days is None:
        return _("no contact yet")
    if cell.days == 0:
        return _("last contact on this day")
    return ngettext("last contact %(days)s day before", "last contact %(days)s days before", cell.days) % {
        "days": _number(cell.days)
    }


def _number(number: int) -> str:
    return number_format(number, use_l10n=True, force_grouping=True)
