from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network import last_contact
from network.plain import Plain
from web.choices import word_of

from .organisation import Organisation
from .person import Person
from .programme_line import ProgrammeLine
from .restriction import WithheldMoment

if TYPE_CHECKING:
    from accounts.models import User


# What it was about, by its words without accents, as PostgreSQL looks for them.
ABOUT = SearchVector(Plain("summary"), config="simple")


class Channel(models.TextChoices):
    CALL = "call", _("Phone call")
    TALK = "talk", _("Talk")
    VISIT = "visit", _("Visit")
    MAIL = "mail", _("Personal e-mail")
    MEETING = "meeting", _("Meeting")


class ContactMomentQuerySet(models.QuerySet["ContactMoment"]):
    def visible_to(self, user: User) -> Self:
        """Keep what colleagues of KIS may read; nothing for others."""
        return self.in_use().filter(removed_at=None) if user.works_at_kis else self.none()

    def in_use(self) -> Self:
        """Leave out what is about nobody but people who asked us not to use their data."""
        return self.exclude(pk__in=WithheldMoment.objects.values("moment"))

    def hidden_from(self, user: User) -> Self:
        """Keep what `visible_to` leaves out of those with a party one sees: the few that were removed, or everything.

        What is withheld is with nobody whom one may see.
        """
        return self.filter(removed_at__isnull=False) if user.works_at_kis else self


class ContactMoment(models.Model):
    """A real contact on a line with people and their organisations: talk, call, visit, personal mail, meeting."""

    held_on = models.DateField(_("when"))
    channel = models.CharField(_("kind of contact"), max_length=10, choices=Channel)
    line = models.ForeignKey(
        ProgrammeLine, models.PROTECT, related_name="contact_moments", verbose_name=_("programme line")
    )
    summary = models.CharField(_("what it was about"), max_length=500)
    people = models.ManyToManyField(
        Person, through="PersonInContact", related_name="contact_moments", verbose_name=_("with whom")
    )
    organisations = models.ManyToManyField(
        Organisation,
        through="OrganisationInContact",
        blank=True,
        related_name="contact_moments",
        verbose_name=_("organisations"),
    )
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="contact_moments", verbose_name=_("recorded by")
    )
    logged_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    objects: ClassVar = ContactMomentQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact moment")
        verbose_name_plural = _("contact moments")
        ordering = ["-held_on", "-pk"]
        indexes = [
            models.Index(fields=["line", "-held_on", "-id"], name="contact_by_line"),
            models.Index(fields=["-held_on", "-id"], name="contact_by_day"),
            models.Index(fields=["id"], condition=Q(removed_at__isnull=False), name="contact_removed"),
            GinIndex(ABOUT, name="contact_by_words"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=Channel.values), name="a_contact_moment_has_a_known_channel"
            ),
            models.CheckConstraint(condition=~Q(summary=""), name="a_contact_moment_says_what_it_was_about"),
        ]
        triggers = [
            last_contact.kept_when_the_moment_changes("person"),
            last_contact.kept_when_the_moment_changes("organisation"),
        ]

    def get_channel_display(self) -> str:  # type: ignore[no-redef]
        return word_of(Channel, self.channel)

    def __str__(self) -> str:
        return f"contact moment {self.pk}"


class PersonInContact(models.Model):
    """This person took part in this contact moment."""

    contactmoment = models.ForeignKey(ContactMoment, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta:
        triggers = last_contact.kept_when_the_links_change("person")
        constraints = [
            models.UniqueConstraint(fields=["contactmoment", "person"], name="a_person_is_in_a_contact_moment_once"),
        ]

    def __str__(self) -> str:
        return f"person {self.person_id} in contact moment {self.contactmoment_id}"


class OrganisationInContact(models.Model):
    """The contact moment was with this organisation: its people worked there on that day."""

    contactmoment = models.ForeignKey(ContactMoment, models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="+")

    class Meta:
        triggers = last_contact.kept_when_the_links_change("organisation")
        constraints = [
            models.UniqueConstraint(
                fields=["contactmoment", "organisation"], name="an_organisation_is_in_a_contact_moment_once"
            ),
        ]

    def __str__(self) -> str:
        return f"organisation {self.organisation_id} in contact moment {self.contactmoment_id}"
