from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role


class GrantQuerySet(models.QuerySet["Grant"]):
    def holding(self) -> Self:
        """Keep what has not been withdrawn."""
        return self.filter(ended_at=None)


class Grant(models.Model):
    """One role that one user was given, by whom and when; withdrawn is an end, never a deletion."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="grants", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=30, choices=Role)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="grants_given",
        verbose_name=_("granted by"),
        help_text=_("Empty when the system itself did it, such as at installation."),
    )
    granted_at = models.DateTimeField(_("granted at"), default=timezone.now)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="grants_ended",
        verbose_name=_("withdrawn by"),
    )
    ended_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects: ClassVar = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("granted role")
        verbose_name_plural = _("granted roles")
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="a_grant_names_a_known_role"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("granted_at")), name="a_grant_ends_after_it_was_given"
            ),
            models.UniqueConstraint(fields=["user", "role"], condition=Q(ended_at=None), name="a_role_is_held_once"),
        ]

    def __str__(self) -> str:
        return f"grant {self.pk}"
