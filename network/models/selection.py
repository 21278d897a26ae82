from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .organisation import Organisation
from .person import Person

if TYPE_CHECKING:
    from accounts.models import User


class Of(models.TextChoices):
    """What stands in a list, a selection, an action on many or an export."""

    PEOPLE = "people", pgettext_lazy("network", "People")
    ORGANISATIONS = "organisations", _("Organisations")


class SelectionQuerySet(models.QuerySet["Selection"]):
    def standing(self) -> Self:
        return self.filter(deleted_at=None)

    def visible_to(self, user: User) -> Self:
        """Keep one's own and those that colleagues share; nothing for who does not work at KIS."""
        if not user.works_at_kis:
            return self.none()
        return self.standing().filter(Q(owner=user) | Q(shared=True))

    def by_name(self) -> Self:
        return self.order_by("name", "pk")


class Selection(models.Model):
    """A saved list: what it asks is asked anew each time, and some are added or left out by hand.

    `asked` holds the words and the keys of the filter; without it only what was added by hand is in the selection.
    """

    of = models.CharField(_("of"), max_length=13, choices=Of)
    name = models.CharField(_("name"), max_length=80)
    asked = models.JSONField(_("filter"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="selections", verbose_name=_("made by")
    )
    shared = models.BooleanField(_("shared with all colleagues"), default=False)
    created_at = models.DateTimeField(_("made at"))
    deleted_at = models.DateTimeField(_("deleted at"), null=True, blank=True)

    objects: ClassVar = SelectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("selection")
        verbose_name_plural = _("selections")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(of__in=Of.values), name="a_selection_is_of_people_or_organisations"),
            models.CheckConstraint(condition=~Q(name=""), name="a_selection_has_a_name"),
            models.UniqueConstraint(
                fields=["owner", "of", "name"],
                condition=Q(deleted_at=None),
                name="a_colleague_gives_a_selection_its_own_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Pick(models.Model):
    """A person or organisation that was added to a selection by hand, or left out of it, whatever the filter says."""

    selection = models.ForeignKey(Selection, models.CASCADE, related_name="picks", verbose_name=_("selection"))
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="picks", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="picks", verbose_name=_("organisation")
    )
    inside = models.BooleanField(_("added"), help_text=_("No means: left out by hand."))
    picked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("chosen by")
    )
    picked_at = models.DateTimeField(_("chosen at"))

    class Meta:
        verbose_name = _("choice by hand")
        verbose_name_plural = _("choices by hand")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, organisation__isnull=True)
                | Q(person__isnull=True, organisation__isnull=False),
                name="a_choice_by_hand_is_of_a_person_or_an_organisation",
            ),
            models.UniqueConstraint(
                fields=["selection", "person"], condition=Q(person__isnull=False), name="a_person_is_chosen_once"
            ),
            models.UniqueConstraint(
                fields=["selection", "organisation"],
                condition=Q(organisation__isnull=False),
                name="an_organisation_is_chosen_once",
            ),
        ]

    def __str__(self) -> str:
        return f"choice by hand {self.pk}"
