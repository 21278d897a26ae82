"""Tell a second person that an export waits for her, and who asked what came of it. No letter says what is in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from network.models import Export
from network.queries import colleagues
from network.signals import letter_written


def tell_judges(*, export: Export, now: datetime) -> int:
    """Write at once to everybody who may judge this export; return how many that is."""
    judges = list(colleagues.who_judge_exports().exclude(pk=export.asked_by_id))
    for judge in judges:
        with translation.override(judge.language):
            _write(export, judge, _("An export waits for your judgement"), now)
    return len(judges)


def tell_asker(*, export: Export, now: datetime) -> None:
    """Write to who asked what was decided, when that account is still open."""
    asker = export.asked_by
    if asker.is_active:
        with translation.override(asker.language):
            approved = _("Your export is approved") if export.approved else _("Your export is refused")
            _write(export, asker, approved, now)


def _write(export: Export, user: User, subject: str, now: datetime) -> None:
    told: dict[str, Any] = {"export": export, "user": user}
    told["address"] = settings.BASE_URL + reverse("network:export_detail", args=[export.pk])
    text = render_to_string("network/export_letter.txt", told)
    letter_written.send(Export, user=user, subject=subject, text=text, title="export", now=now)
