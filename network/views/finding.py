"""Looking for people while a form is half filled in."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from accounts.requests import UserRequest
from network.views.shown import note_shown
from web.pages import page_or_fragment


def answer_who_was_found(request: UserRequest, template: str, form: Any, **context: Any) -> HttpResponse:
    """Show whom the words in `find` found, and keep still about fields that are not filled in yet."""
    form.errors.clear()
    note_shown(request, form.candidates)
    return page_or_fragment(request, template, "who", {"form": form, "looked": True, **context})
