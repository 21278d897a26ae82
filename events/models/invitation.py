from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from network.models import Person

from .event import Event


class Invitation(models.Model):
    """A person was asked to an event; asked once, however many letters go out."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="invitations", verbose_name=_("event"))
    person = models.ForeignKey(Person, models.CASCADE, related_name="invitations", verbose_name=_("person"))
    invited_at = models.DateTimeField(_("invited at"))
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="invitations_given", verbose_name=_("invited by")
    )

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [models.UniqueConstraint(fields=["event", "person"], name="a_person_is_invited_once_to_an_event")]

    def __str__(self) -> str:
        return f"invitation {self.pk}"
