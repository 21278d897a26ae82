"""Looking for people while a form is half filled in."""

from __future__ import annotations

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse

from web.pages import page_or_fragment


def answer_who_was_found(request: HttpRequest, template: str, form: BaseForm, **context: Any) -> HttpResponse:
    """Show whom the words in `find` found, and keep still about fields that are not filled in yet."""
    form.errors.clear()
    return page_or_fragment(request, template, "who", {"form": form, "looked": True, **context})
