from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network import last_contact

from .organisation import Organisation
from .person import Person
from .programme_line import ProgrammeLine


class OtherContactKind(models.TextChoices):
    ATTENDANCE = "attendance", _("Was at an event")
    CONTRIBUTION = "contribution", _("Contributed to an event")


class OtherContact(models.Model):
    """Real contact that another room tells of: somebody came to an event or contributed to it, on a programme line.

    `reference` is what the other room knows it by; when it tells again, the earlier rows make place. The person goes
    when they are forgotten: then the day, the line and the organisation stay.
    """

    person = models.ForeignKey(
        Person, models.SET_NULL, null=True, blank=True, related_name="other_contacts", verbose_name=_("with whom")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="other_contacts",
        verbose_name=_("organisation"),
        help_text=_("Where the person worked on that day."),
    )
    line = models.ForeignKey(
        ProgrammeLine, models.PROTECT, related_name="other_contacts", verbose_name=_("programme line")
    )
    held_on = models.DateField(_("when"))
    kind = models.CharField(_("kind of contact"), max_length=12, choices=OtherContactKind)
    reference = models.CharField(_("reference"), max_length=60)

    class Meta:
        verbose_name = _("other contact")
        verbose_name_plural = _("other contacts")
        ordering = ["-held_on", "-pk"]
        indexes = [models.Index(fields=["line", "-held_on"], name="other_contact_by_line")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=OtherContactKind.values), name="an_other_contact_has_a_known_kind"
            ),
            models.CheckConstraint(condition=~Q(reference=""), name="an_other_contact_says_who_tells_it"),
            models.UniqueConstraint(
                fields=["reference", "line", "organisation"],
                nulls_distinct=False,
                name="an_other_contact_counts_once_on_a_line",
            ),
        ]
        triggers = [
            *last_contact.kept_when_others_tell("person"),
            *last_contact.kept_when_others_tell("organisation"),
        ]

    def __str__(self) -> str:
        return f"other contact {self.pk}"
