"""How Django's forms are drawn: the plain widgets, of which a page has hundreds, in Python instead of by templates.

A list of 342 municipalities costs Django 684 templates. What is drawn is what its templates draw; everything else (our
fields, groups of boxes, whole forms) still comes from `templates/django/forms/`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

Told = Mapping[str, Any]
INPUTS = ("text", "date", "number", "email", "hidden", "password", "input", "url")


class Renderer(TemplatesSetting):
    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """Draw this part of a form."""
        drawn = DRAWN.get(template_name)
        return drawn(context) if drawn else super().render(template_name, context, request)


def _attributes(attrs: Mapping[str, Any]) -> SafeString:
    """Write the attributes of an element as `attrs.html` does, without a placeholder: that is no label."""
    said = ([_attribute(name, value)] for name, value in attrs.items() if value is not False and name != "placeholder")
    return format_html_join("", "{}", said)


def _attribute(name: str, value: Any) -> SafeString:
    return format_html(" {}", name) if value is True else format_html(' {}="{}"', name, str(value))


def _input(context: Told) -> SafeString:
    widget = context["widget"]
    value = "" if widget["value"] is None else _attribute("value", widget["value"])
    attributes = _attributes(widget["attrs"])
    return format_html('<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], value, attributes)


def _select(context: Told) -> SafeString:
    widget = context["widget"]
    groups = format_html_join("", "{}", ([_group(name, options)] for name, options, _index in widget["optgroups"]))
    return format_html('<select name="{}"{}>{}</select>', widget["name"], _attributes(widget["attrs"]), groups)


def _group(name: Any, options: Iterable[Told]) -> SafeString:
    told = ((str(option["value"]), _attributes(option["attrs"]), option["label"]) for option in options)
    written = format_html_join("", '<option value="{}"{}>{}</option>', told)
    return format_html('<optgroup label="{}">{}</optgroup>', name, written) if name else written


def _label(context: Told) -> SafeString:
    if not context["use_tag"]:
        return conditional_escape(context["label"])
    tag, attributes = context["tag"], _attributes(context["attrs"] or {})
    return format_html("<{}{}>{}</{}>", tag, attributes, context["label"], tag)


DRAWN: dict[str, Callable[[Told], SafeString]] = {
    **{f"django/forms/widgets/{name}.html": _input for name in INPUTS},
    "django/forms/widgets/select.html": _select,
    "django/forms/label.html": _label,
}
