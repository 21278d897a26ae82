from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.models import Person

from .event import Event


class RegistrationState(models.TextChoices):
    COMING = "coming", _("coming")
    WAITING = "waiting", _("on the waiting list")
    DECLINED = "declined", _("not coming")


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def coming(self) -> Self:
        return self.filter(state=RegistrationState.COMING)

    def waiting(self) -> Self:
        """Keep who waits, first come first."""
        return self.filter(state=RegistrationState.WAITING).order_by("waiting_since", "pk")


class Registration(models.Model):
    """How it stands now between one person and one event: coming, waiting or not coming."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="registrations", verbose_name=_("event"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="registrations", verbose_name=_("person"))
    state = models.CharField(_("state"), max_length=10, choices=RegistrationState)
    answered_at = models.DateTimeField(_("answered at"))
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    came = models.BooleanField(
        _("was there"), null=True, blank=True, help_text=_("Empty as long as nobody recorded who was there.")
    )
    organisation = models.CharField(
        _("organisation"), max_length=160, blank=True, help_text=_("As the person wrote it when signing up.")
    )

    objects: ClassVar = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        indexes = [models.Index(fields=["event", "state"], name="registrations_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["event", "person"], name="a_person_is_registered_once_for_an_event"),
            models.CheckConstraint(
                condition=Q(state=RegistrationState.WAITING) ^ Q(waiting_since=None), name="who_waits_has_waited_since"
            ),
            models.CheckConstraint(
                condition=Q(state__in=RegistrationState.values), name="a_registration_has_a_known_state"
            ),
        ]

    def __str__(self) -> str:
        return f"registration {self.pk}"
