from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .duplicate_pair import PartyKind
from .organisation import Organisation
from .person import Person
from .restriction import about_nobody_restricted

if TYPE_CHECKING:
    from accounts.models import User

UNDO_FOR = timedelta(days=30)


class MergeQuerySet(models.QuerySet["Merge"]):
    def visible_to(self, user: User) -> Self:
        """Keep what colleagues of KIS may read, of whom they may see; nothing for others."""
        return self.filter(about_nobody_restricted("kept_person")) if user.works_at_kis else self.none()

    def standing(self) -> Self:
        """Keep what was not undone."""
        return self.filter(undone_at=None)


class Merge(models.Model):
    """Two records became one: `gone` is the number of the other record, whose address leads to the kept one for good.

    `into` is the record that was kept then; when that one is merged itself, the foreign key follows and `into` stays.
    """

    kept_person = models.ForeignKey(
        Person, models.CASCADE, null=True, related_name="merges", verbose_name=_("kept person")
    )
    kept_organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, related_name="merges", verbose_name=_("kept organisation")
    )
    into = models.BigIntegerField(_("number of the kept record"))
    gone = models.BigIntegerField(_("number of the record that went"))
    gone_name = models.CharField(
        _("name of the record that went"), max_length=200, blank=True, help_text=_("Wiped out after thirty days.")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("merged by"))
    at = models.DateTimeField(_("merged at"))
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("undone by")
    )
    undone_at = models.DateTimeField(_("undone at"), null=True)
    stayed = models.JSONField(
        _("what stayed when it was undone"), default=dict, help_text=_("How many rows of each kind.")
    )

    objects: ClassVar = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kept_person__isnull=False, kept_organisation=None)
                | Q(kept_person=None, kept_organisation__isnull=False),
                name="a_merge_is_of_people_or_of_organisations",
            ),
            models.CheckConstraint(condition=~Q(gone=F("into")), name="a_merge_is_of_two_records"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="a_merge_undone_says_by_whom",
            ),
            models.UniqueConstraint(
                fields=["gone"],
                condition=Q(undone_at=None, kept_person__isnull=False),
                name="a_person_goes_into_another_once",
            ),
            models.UniqueConstraint(
                fields=["gone"],
                condition=Q(undone_at=None, kept_organisation__isnull=False),
                name="an_organisation_goes_into_another_once",
            ),
        ]

    def __str__(self) -> str:
        return f"merge {self.pk}"

    @property
    def kind(self) -> PartyKind:
        return PartyKind.PERSON if self.kept_person_id else PartyKind.ORGANISATION

    @property
    def kept(self) -> Person | Organisation:
        found = self.kept_person or self.kept_organisation
        assert found
        return found

    @property
    def until(self) -> datetime:
        """The moment after which it cannot be undone any more."""
        return self.at + UNDO_FOR
