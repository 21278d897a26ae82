from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from django.db.models import Model

from accounts.models import AuditLine, User


def write(action: str, *, by: User | None, about: Model | None = None, result: str = "done", **facts: Any) -> AuditLine:
    """Write one line in the audit trail, in the transaction of what it tells about.

    `facts` hold numbers, ids and names of fields; never what a person is called or where they live.
    """
    line = _line(action, by, about, result, facts)
    line.save(force_insert=True)
    return line


def write_each(action: str, *, by: User | None, told: Iterable[tuple[Model, Mapping[str, Any]]]) -> None:
    """Write one line for each of these objects with its facts, in one go: for what is done to thousands at once."""
    lines = [_line(action, by, about, "done", facts) for about, facts in told]
    AuditLine.objects.bulk_create(lines, batch_size=1000)


def _line(action: str, by: User | None, about: Model | None, result: str, facts: Mapping[str, Any]) -> AuditLine:
    return AuditLine(
        actor=by,
        action=action,
        object_type=about._meta.label_lower if about is not None else "",
        object_id=about.pk if about is not None else None,
        result=result,
        origin=str(structlog.contextvars.get_contextvars().get("request_id", ""))[:80],
        facts=dict(facts),
    )
