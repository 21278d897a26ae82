from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .person import Person


class Restriction(models.Model):
    """A person asked us not to use their data (AVG art. 18): as long as this row stands, the record is kept alone.

    Nobody meets them in a list, number, search, map, file or proposal (`Person.objects.visible_to`). Who lifts it takes
    the row away: the audit trail says that it stood.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="restriction", verbose_name=_("person"))
    asked_on = models.DateField(_("asked on"))
    restricted_at = models.DateTimeField(_("restricted at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="restrictions_recorded",
        verbose_name=_("recorded by"),
    )

    objects: ClassVar = models.Manager()

    class Meta:
        verbose_name = _("restriction")
        verbose_name_plural = _("restrictions")

    def __str__(self) -> str:
        return f"restriction {self.pk}"


class WithheldMoment(models.Model):
    """A contact moment that is about nobody but people who asked us not to use their data; a view in the database.

    With an organisation or anybody else in it, it shows without the names.
    """

    moment = models.BigIntegerField(primary_key=True)

    class Meta:
        managed = False
        db_table = "network_withheldmoment"

    def __str__(self) -> str:
        return f"withheld moment {self.pk}"


def about_nobody_restricted(*fields: str) -> Q:
    """Return the condition that a row leads by none of these fields to somebody who asked us not to use their data.

    Few ask it, so the database looks each row up in a handful of keys that it reads once.
    """
    condition = Q()
    for field in fields:
        condition &= ~Q(**{f"{field}__in": Restriction.objects.values("person")})
    return condition
