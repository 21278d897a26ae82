from __future__ import annotations

from typing import ClassVar, Self

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Reverse
from django.utils.translation import gettext_lazy as _

from .organisation import Organisation
from .person import Person


class PhoneNumberQuerySet(models.QuerySet["PhoneNumber"]):
    def ending_in(self, digits: str) -> Self:
        """Keep the numbers that end in these digits: so a number is found with and without its country."""
        return self.alias(backwards=Reverse("number")).filter(backwards__startswith=digits[::-1])


class PhoneNumber(models.Model):
    """A phone number of a person or of an organisation, as E.164 has it (+31612345678)."""

    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="phone_numbers", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="phone_numbers",
        verbose_name=_("organisation"),
    )
    number = models.CharField(_("phone number"), max_length=16)

    objects: ClassVar = PhoneNumberQuerySet.as_manager()

    class Meta:
        verbose_name = _("phone number")
        verbose_name_plural = _("phone numbers")
        ordering = ["pk"]
        indexes = [
            models.Index(OpClass(Reverse("number"), name="text_pattern_ops"), name="phone_numbers_from_the_end"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, organisation__isnull=True)
                | Q(person__isnull=True, organisation__isnull=False),
                name="a_phone_number_is_of_a_person_or_an_organisation",
            ),
            models.CheckConstraint(
                condition=Q(number__regex=r"^\+[1-9][0-9]{6,14}$"), name="a_phone_number_is_international"
            ),
            models.UniqueConstraint(
                fields=["person", "number"], condition=Q(person__isnull=False), name="a_person_has_a_number_once"
            ),
            models.UniqueConstraint(
                fields=["organisation", "number"],
                condition=Q(organisation__isnull=False),
                name="an_organisation_has_a_number_once",
            ),
        ]

    def __str__(self) -> str:
        return f"phone number {self.pk}"
