from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .organisation import Organisation
from .person import Person
from .restriction import about_nobody_restricted

if TYPE_CHECKING:
    from accounts.models import User


class PartyKind(models.TextChoices):
    """Of what two records may be one."""

    PERSON = "person", _("people")
    ORGANISATION = "organisation", _("organisations")


class DuplicatePairQuerySet(models.QuerySet["DuplicatePair"]):
    def visible_to(self, user: User) -> Self:
        """Keep what this user may see: a pair shows only to who may see both."""
        seen = about_nobody_restricted("first_person", "second_person")
        return self.filter(seen) if user.works_at_kis else self.none()

    def of_kind(self, kind: str) -> Self:
        return self.filter(**{f"first_{PartyKind(kind).value}__isnull": False})

    def open(self) -> Self:
        """Keep what nobody decided about."""
        return self.filter(dismissed_at=None)

    def dismissed(self) -> Self:
        return self.exclude(dismissed_at=None)


class DuplicatePair(models.Model):
    """Two records that may be one person or one organisation; stays when a colleague says that they are not."""

    first_person = models.ForeignKey(
        Person, models.CASCADE, null=True, related_name="+", verbose_name=_("person"), db_index=False
    )
    second_person = models.ForeignKey(
        Person, models.CASCADE, null=True, related_name="+", verbose_name=_("second person")
    )
    first_organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, related_name="+", verbose_name=_("organisation"), db_index=False
    )
    second_organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, related_name="+", verbose_name=_("second organisation")
    )
    score = models.PositiveSmallIntegerField(_("score"))
    reasons = ArrayField(models.CharField(max_length=40), default=list, verbose_name=_("why"))
    found_at = models.DateTimeField(_("found at"))
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("put side by side by"),
        help_text=_("A pair that a colleague named stays until somebody decides, also when the scan sees no likeness."),
    )
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("said to be two by")
    )
    dismissed_at = models.DateTimeField(_("said to be two at"), null=True)

    objects: ClassVar = DuplicatePairQuerySet.as_manager()

    class Meta:
        verbose_name = _("possible duplicate")
        verbose_name_plural = _("possible duplicates")
        indexes = [models.Index(fields=["dismissed_at", "-score", "id"], name="duplicates_by_score")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    first_person__isnull=False,
                    second_person__isnull=False,
                    first_organisation=None,
                    second_organisation=None,
                )
                | Q(
                    first_person=None,
                    second_person=None,
                    first_organisation__isnull=False,
                    second_organisation__isnull=False,
                ),
                name="a_duplicate_is_of_two_people_or_two_organisations",
            ),
            models.CheckConstraint(
                condition=(Q(first_person=None) | Q(first_person__lt=F("second_person")))
                & (Q(first_organisation=None) | Q(first_organisation__lt=F("second_organisation"))),
                name="a_duplicate_pair_has_one_order",
            ),
            models.CheckConstraint(
                condition=Q(dismissed_at=None, dismissed_by=None) | Q(dismissed_at__isnull=False),
                name="who_dismisses_a_pair_does_so_at_a_moment",
            ),
            models.UniqueConstraint(fields=["first_person", "second_person"], name="two_people_are_compared_once"),
            models.UniqueConstraint(
                fields=["first_organisation", "second_organisation"], name="two_organisations_are_compared_once"
            ),
        ]

    def __str__(self) -> str:
        return f"duplicate pair {self.pk}"

    @property
    def kind(self) -> PartyKind:
        return PartyKind.PERSON if self.first_person_id else PartyKind.ORGANISATION

    @property
    def first(self) -> Person | Organisation:
        found = self.first_person or self.first_organisation
        assert found
        return found

    @property
    def second(self) -> Person | Organisation:
        found = self.second_person or self.second_organisation
        assert found
        return found
