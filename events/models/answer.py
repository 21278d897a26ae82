from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.models import Person

from .event import Event
from .registration import RegistrationState


class AnswerSource(models.TextChoices):
    LETTER = "letter", _("through the letter")
    STAFF = "staff", _("recorded by a colleague")
    WAITING_LIST = "waiting_list", _("a place came free")
    ACCOUNT = "account", _("in their own account")
    FORM = "form", _("signed up on the event page")


class Answer(models.Model):
    """One step between a person and an event, as it was said; registrations change, answers stay."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="answers", verbose_name=_("event"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="answers", verbose_name=_("person"))
    outcome = models.CharField(_("outcome"), max_length=10, choices=RegistrationState)
    source = models.CharField(_("source"), max_length=15, choices=AnswerSource)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="answers_recorded",
        verbose_name=_("recorded by"),
    )
    answered_at = models.DateTimeField(_("answered at"))

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        ordering = ["-answered_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=RegistrationState.values), name="an_answer_has_a_known_outcome"
            ),
        ]

    def __str__(self) -> str:
        return f"answer {self.pk}"
