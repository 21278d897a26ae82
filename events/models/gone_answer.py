from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .event import Event
from .registration import RegistrationState


class GoneAnswer(models.Model):
    """Somebody who was invited to an event that is over, or answered, and was erased since: counted, nobody."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="gone_answers", verbose_name=_("event"))
    state = models.CharField(_("state"), max_length=10, choices=RegistrationState, blank=True)
    came = models.BooleanField(_("was there"), null=True, blank=True)
    invited = models.BooleanField(_("was invited"), default=False)

    class Meta:
        verbose_name = _("answer of somebody erased")
        verbose_name_plural = _("answers of people erased")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(invited=True) | ~models.Q(state=""), name="who_is_counted_was_invited_or_answered"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["", *RegistrationState.values]), name="a_gone_answer_has_a_known_state"
            ),
            models.CheckConstraint(
                condition=models.Q(came=None) | ~models.Q(state=""), name="who_was_counted_as_there_had_answered"
            ),
        ]

    def __str__(self) -> str:
        return f"answer of somebody erased {self.pk}"
