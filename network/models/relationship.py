from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .affiliation import HoldsOnDays
from .organisation import Organisation
from .person import Person
from .restriction import about_nobody_restricted

if TYPE_CHECKING:
    from accounts.models import User

FADES_AFTER = timedelta(days=730)  # two years without anybody saying that it still holds


class Between(models.TextChoices):
    ORGANISATIONS = "organisations", _("between organisations")
    PEOPLE = "people", _("between people")


class RelationshipType(models.Model):
    """A kind of tie, with its name in both directions; equal names mean that the tie has no direction."""

    slug = models.SlugField(unique=True)
    between = models.CharField(_("between"), max_length=13, choices=Between)
    name = models.CharField(_("from the first to the second"), max_length=80)
    name_back = models.CharField(_("from the second to the first"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=80)
    name_back_en = models.CharField(_("English name back"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("kind of tie")
        verbose_name_plural = _("kinds of ties")
        ordering = ["between", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(between__in=Between.values), name="a_kind_of_tie_is_between_known_parties"
            )
        ]

    def __str__(self) -> str:
        return self.name_en if get_language() == "en" else self.name

    @property
    def back(self) -> str:
        return self.name_back_en if get_language() == "en" else self.name_back

    @property
    def directed(self) -> bool:
        return self.name != self.name_back


class ConfirmedBy(models.TextChoices):
    NOBODY = "", _("not confirmed")
    FIRST = "first", _("by the first")
    SECOND = "second", _("by the second")
    BOTH = "both", _("by both")


class RelationshipQuerySet(HoldsOnDays):
    def visible_to(self, user: User) -> Self:
        """Keep what this user may see: a tie shows only to who may see both its ends."""
        return self.in_use() if user.works_at_kis else self.none()

    def in_use(self) -> Self:
        """Leave out what ties somebody who asked us not to use their data."""
        return self.filter(about_nobody_restricted("first_person", "second_person"))

    def between_organisations(self) -> Self:
        return self.filter(first_organisation__isnull=False)

    def between_people(self) -> Self:
        return self.filter(first_person__isnull=False)

    def of(self, party: Organisation | Person) -> Self:
        """Keep the ties at whose one or other end this party stands."""
        kind = "organisation" if isinstance(party, Organisation) else "person"
        return self.filter(Q(**{f"first_{kind}": party}) | Q(**{f"second_{kind}": party}))

    def fading(self, today: date) -> Self:
        """Keep what holds today, but for two years nobody stated or confirmed."""
        return self.holding_on(today).filter(last_known_on__lt=today - FADES_AFTER)


class StandingTies(models.Manager.from_queryset(RelationshipQuerySet)):  # type: ignore[misc]
    """Everything but what was removed as a mistake, so that no list, map or measure ever counts a mistake."""

    def get_queryset(self) -> models.QuerySet[Relationship]:
        return super().get_queryset().filter(removed_at=None)


class Relationship(models.Model):
    """One typed tie between two organisations or two people, with the days between which it held.

    `stated_by` is the colleague who wrote it down; `confirmed_by` says which end told us that it is so. A tie that
    ended is history; one with `removed_at` was a mistake, stands in `with_removed` alone, and can be put back.
    """

    kind = models.ForeignKey(RelationshipType, models.PROTECT, related_name="relationships", verbose_name=_("tie"))
    first_organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="ties_from", verbose_name=_("organisation")
    )
    second_organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="ties_to", verbose_name=_("organisation")
    )
    first_person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="ties_from", verbose_name=_("person")
    )
    second_person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="ties_to", verbose_name=_("person")
    )
    directed = models.BooleanField(
        _("has a direction"),
        db_default=False,
        default=False,
        help_text=_("As its kind has it: then the same tie may stand the other way too."),
    )
    started_on = models.DateField(_("since"), null=True, blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="stated_ties",
        verbose_name=_("stated by"),
    )
    stated_on = models.DateField(_("stated on"))
    confirmed_by = models.CharField(_("confirmed"), max_length=6, choices=ConfirmedBy, blank=True)
    confirmed_on = models.DateField(_("last confirmed on"), null=True, blank=True)
    last_known_on = models.GeneratedField(
        expression=Greatest("stated_on", "confirmed_on"), output_field=models.DateField(), db_persist=True
    )

    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    objects: ClassVar = StandingTies()
    with_removed: ClassVar = RelationshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("tie")
        verbose_name_plural = _("ties")
        ordering = ["kind__position", "pk"]
        indexes = [models.Index(fields=["last_known_on"], name="ties_by_last_known")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    first_organisation__isnull=False,
                    second_organisation__isnull=False,
                    first_person__isnull=True,
                    second_person__isnull=True,
                )
                | Q(
                    first_organisation__isnull=True,
                    second_organisation__isnull=True,
                    first_person__isnull=False,
                    second_person__isnull=False,
                ),
                name="a_tie_is_between_two_organisations_or_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(first_organisation=F("second_organisation")) & ~Q(first_person=F("second_person"))
                | Q(first_organisation__isnull=True, first_person__isnull=True),
                name="a_tie_is_with_somebody_else",
                violation_error_message=_("Choose somebody else: a tie is between two."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(started_on=None) | Q(ended_on__gt=F("started_on")),
                name="a_relationship_ends_after_it_starts",
                violation_error_message=_("The end date must come after the start date."),
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by="", confirmed_on__isnull=True)
                | Q(confirmed_by__in=["first", "second", "both"], confirmed_on__isnull=False),
                name="a_confirmed_tie_says_by_whom_and_when",
            ),
            models.UniqueConstraint(
                "kind",
                Least("first_organisation", "second_organisation"),
                Greatest("first_organisation", "second_organisation"),
                condition=Q(ended_on=None, removed_at=None, directed=False, first_organisation__isnull=False),
                name="a_tie_between_organisations_stands_once",
                violation_error_message=_("This tie is already known."),
            ),
            models.UniqueConstraint(
                "kind",
                Least("first_person", "second_person"),
                Greatest("first_person", "second_person"),
                condition=Q(ended_on=None, removed_at=None, directed=False, first_person__isnull=False),
                name="a_tie_between_people_stands_once",
                violation_error_message=_("This tie is already known."),
            ),
            models.UniqueConstraint(
                fields=["kind", "first_organisation", "second_organisation"],
                condition=Q(ended_on=None, removed_at=None, first_organisation__isnull=False),
                name="a_tie_from_an_organisation_to_another_stands_once",
                violation_error_message=_("This tie is already known."),
            ),
            models.UniqueConstraint(
                fields=["kind", "first_person", "second_person"],
                condition=Q(ended_on=None, removed_at=None, first_person__isnull=False),
                name="a_tie_from_a_person_to_another_stands_once",
                violation_error_message=_("This tie is already known."),
            ),
        ]

    def __str__(self) -> str:
        return f"tie {self.pk}"

    def faded(self, today: date) -> bool:
        return bool(self.last_known_on < today - FADES_AFTER)

    def over(self, today: date) -> bool:
        return self.ended_on is not None and self.ended_on <= today

    def end(self, which: str) -> Organisation | Person:
        """Return who stands at the `first` or the `second` end."""
        party: Organisation | Person = getattr(self, f"{which}_organisation") or getattr(self, f"{which}_person")
        return party

    def side_of(self, party: Organisation | Person) -> str:
        """Tell at which end this party stands."""
        return "first" if self.end("first") == party else "second"
