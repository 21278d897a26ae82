from __future__ import annotations

from typing import Any

import structlog
from django.db.models import Model

from accounts.models import AuditLine, User


def write(action: str, *, by: User | None, about: Model | None = None, result: str = "done", **facts: Any) -> AuditLine:
    """Write one line in the audit trail, in the transaction of what it tells about.

    `facts` hold numbers, ids and names of fields; never what a person is called or where they live.
    """
    return AuditLine.objects.create(
        actor=by,
        action=action,
        object_type=about._meta.label_lower if about is not None else "",
        object_id=about.pk if about is not None else None,
        result=result,
        origin=str(structlog.contextvars.get_contextvars().get("request_id", ""))[:80],
        facts=facts,
    )
