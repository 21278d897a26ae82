from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import AuditLine


def audit_lines(*, action: str = "", kind: str = "", number: int | None = None) -> QuerySet[AuditLine]:
    """Return the lines of the audit trail, the newest first: of this action, about this kind of object, this one."""
    lines = AuditLine.objects.select_related("actor").order_by("-at", "-pk")
    if action:
        lines = lines.filter(action__startswith=action)
    if kind:
        lines = lines.filter(object_type=kind)
    if number is not None:
        lines = lines.filter(object_id=number)
    return lines
