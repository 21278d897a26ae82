from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.models import Organisation, Person

from .event import Event


class Appearance(models.Model):
    """A person or an organisation that KIS announced at an event, in a role such as speaker or host."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="appearances", verbose_name=_("event"))
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="appearances", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="appearances", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=60)
    described_as = models.CharField(_("described as"), max_length=160, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("appearance")
        verbose_name_plural = _("appearances")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None) ^ Q(organisation=None), name="an_appearance_is_of_a_person_or_an_organisation"
            ),
        ]

    def __str__(self) -> str:
        return f"appearance {self.pk}"
