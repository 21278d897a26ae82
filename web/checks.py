from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register
from django.utils import timezone


@register(Tags.security, deploy=True)
def security_txt_holds(**_: Any) -> list[CheckMessage]:
    """Warn a month before `security.txt` expires, and when it claims to hold a year or more (RFC 9116, X1)."""
    left = settings.SECURITY_TXT_EXPIRES - timezone.now()
    if timedelta(days=30) < left < timedelta(days=365):
        return []
    return [
        Warning(
            "security.txt expires within a month, or later than in a year.",
            hint="Look whether what it says still holds, and set SECURITY_TXT_EXPIRES within a year.",
            id="web.W001",
        )
    ]
