from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AuditLine(models.Model):
    """One thing that somebody did: action, object, result, origin, actor, moment (BIO2 8.15.01).

    Never a name or an address: ids only. The database refuses to change, delete or truncate a line.
    """

    at = models.DateTimeField(_("when"), default=timezone.now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("who"),
    )
    action = models.CharField(_("action"), max_length=60, help_text=_("room.verb, such as campaign.released"))
    object_type = models.CharField(_("kind of object"), max_length=60, blank=True)
    object_id = models.BigIntegerField(_("object"), null=True)
    result = models.CharField(_("result"), max_length=20, default="done")
    origin = models.CharField(_("origin"), max_length=80, blank=True, help_text=_("Request or task that did it."))
    facts = models.JSONField(_("facts"), default=dict, help_text=_("Numbers and ids; never names, addresses or text."))

    class Meta:
        verbose_name = _("audit line")
        verbose_name_plural = _("audit trail")
        indexes = [models.Index(fields=["object_type", "object_id", "at"], name="audit_by_object")]
        triggers = [
            pgtrigger.Protect(name="audit_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="audit_is_never_emptied",
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                operation=pgtrigger.Truncate,
                func="RAISE EXCEPTION 'the audit trail is never emptied';",
            ),
        ]

    def __str__(self) -> str:
        return f"audit line {self.pk}"
