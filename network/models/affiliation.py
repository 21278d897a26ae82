from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from network import namesearch
from network.plain import Plain

from .organisation import Organisation
from .person import Person
from .restriction import about_nobody_restricted

if TYPE_CHECKING:
    from accounts.models import User


def held_on(day: date | F, over: str = "") -> Q:
    """Return the condition that something holds on a day; `over` are the relations that lead there, like `person__`.

    `ended_on` is the first day on which it no longer does.
    """
    begun = Q(**{f"{over}started_on": None}) | Q(**{f"{over}started_on__lte": day})
    return begun & (Q(**{f"{over}ended_on": None}) | Q(**{f"{over}ended_on__gt": day}))


class HoldsOnDays(models.QuerySet):
    def holding_on(self, day: date) -> Self:
        """Keep what holds on this day."""
        return self.filter(held_on(day))


class AffiliationQuerySet(HoldsOnDays):
    def visible_to(self, user: User) -> Self:
        """Keep the roles of whom this user may see."""
        return self.in_use() if user.works_at_kis else self.filter(person__user=user)

    def in_use(self) -> Self:
        """Leave out the roles of who asked us not to use their data."""
        return self.filter(about_nobody_restricted("person"))

    def titled(self, words: str) -> Self:
        """Keep the roles with each of these words in their title; a short word begins one of its words.

        Accents do not matter. The whole table is read: at 100,000 roles that takes 16 ms, while an index on pieces of
        titles, as names have it, costs an import a sixth of its time.
        """
        found = self
        for word in namesearch.telling(namesearch.words_of(words)):
            begins = Q(plain_title__startswith=word) | Q(plain_title__contains=f" {word}")
            found = found.filter(Q(plain_title__contains=word) if len(word) >= namesearch.SHORT else begins)
        return found


class Affiliation(models.Model):
    """A person's role at an organisation, with the days between which it held; history stays."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="affiliations", verbose_name=_("person"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="affiliations", verbose_name=_("organisation")
    )
    title = models.CharField(_("role at the organisation"), max_length=120, blank=True)
    plain_title = models.GeneratedField(expression=Plain("title"), output_field=models.TextField(), db_persist=True)
    started_on = models.DateField(_("since"), null=True, blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)

    objects: ClassVar = AffiliationQuerySet.as_manager()

    class Meta:
        verbose_name = _("affiliation")
        verbose_name_plural = _("affiliations")
        ordering = ["-started_on", "-pk"]
        indexes = [
            models.Index(
                fields=["organisation"], include=["person", "started_on", "ended_on"], name="work_by_organisation"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(started_on=None) | Q(ended_on__gt=F("started_on")),
                name="an_affiliation_ends_after_it_starts",
                violation_error_message=_("The end date must come after the start date."),
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "title"],
                condition=Q(ended_on=None),
                name="a_current_affiliation_stands_once",
            ),
        ]

    def __str__(self) -> str:
        return f"affiliation {self.pk}"
