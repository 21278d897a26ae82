from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from network import namesearch, phones
from network.plain import Plain
from network.provinces import Province
from web.choices import word_of

from .municipality import Municipality
from .target_group import TargetGroup

if TYPE_CHECKING:
    from accounts.models import User


class OrganisationKind(models.TextChoices):
    MUNICIPALITY = "gemeente", _("municipality")
    MINISTRY = "ministerie", _("ministry")
    CIVIL_SOCIETY = "maatschappelijke organisatie", _("civil-society organisation")
    SELF_ORGANISATION = "zelforganisatie", _("self-organisation")
    NETWORK = "netwerk", _("network")
    ASSOCIATION = "vereniging", _("association")
    TRADE_ASSOCIATION = "brancheorganisatie", _("trade association")
    EMPLOYER = "werkgever", _("employer")
    SCHOOL = "school", _("school")
    UNIVERSITY = "universiteit", _("university")
    KNOWLEDGE_INSTITUTE = "kennisinstelling", _("knowledge institute")
    RESEARCH_AGENCY = "onderzoeksbureau", _("research agency")
    ADVISORY_BODY = "adviesorgaan", _("advisory body")
    MEDIA = "media", _("media")
    OTHER = "anders", _("other")


class EndedWhy(models.TextChoices):
    """Why an organisation is there no more."""

    MERGED = "opgegaan", _("went into another organisation")
    BANKRUPT = "failliet", _("went bankrupt")
    STOPPED = "gestopt", _("stopped its work")
    OTHER = "anders", _("ended for another reason")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, user: User) -> Self:
        """Keep what this user may see: the whole network for colleagues, nothing for others."""
        return self if user.works_at_kis else self.none()

    def standing_on(self, day: date) -> Self:
        """Keep what had not ended on this day; `ended_on` is the first day on which it is there no more."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gt=day))

    def matching(self, words: str) -> Self:
        """Keep what has each of these words in its name, or is known by them as initials, or has this phone number.

        Accents do not matter.
        """
        if digits := phones.digits_sought(words):
            numbers: Any = Organisation._meta.get_field("phone_numbers").related_model
            return self.filter(pk__in=numbers.objects.ending_in(digits).values("organisation"))
        found = self
        for word in namesearch.telling(namesearch.words_of(words)):
            found = found.filter(namesearch.naming([word]) | namesearch.known_as(word))
        return found

    def by_name(self) -> Self:
        return self.order_by("sort_name", "pk")


class Organisation(models.Model):
    """A party in the network: municipality, self-organisation, university; its people hang on it by affiliation."""

    name = models.CharField(_("name"), max_length=160, unique=True)
    sort_name = models.GeneratedField(
        expression=Plain("name"), output_field=models.CharField(max_length=160), db_persist=True
    )
    official_name = models.CharField(
        _("name in the programme"),
        max_length=160,
        blank=True,
        editable=False,
        help_text=_("By which the reference data knows it, letter for letter, also when it is renamed here."),
    )
    kind = models.CharField(_("kind"), max_length=40, choices=OrganisationKind)
    target_groups = models.ManyToManyField(
        TargetGroup, through="network.Serving", related_name="organisations", verbose_name=_("target groups")
    )
    province = models.CharField(
        _("region"),
        max_length=5,
        choices=Province,
        blank=True,
        help_text=_("Leave empty when it works in the whole country."),
    )
    postcode = models.CharField(_("postcode"), max_length=7, blank=True, db_default="", help_text=_("Such as: 3511 LX"))
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("municipality"),
    )
    website = models.URLField(_("website"), blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True, editable=False)
    ended_why = models.CharField(
        _("why it ended"), max_length=10, choices=EndedWhy, blank=True, db_default="", default="", editable=False
    )
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    last_contact_on = models.DateField(
        _("last contact"),
        null=True,
        editable=False,
        help_text=_("Kept by the database from the contact moments."),
    )

    tags = TaggableManager(blank=True, related_name="tagged_organisations")
    objects: ClassVar = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["sort_name", "pk"]
        indexes = [
            models.Index(fields=["sort_name", "id"], name="organisations_by_name"),
            models.Index(
                F("last_contact_on").asc(nulls_first=True), F("sort_name"), name="organisations_by_last_contact"
            ),
            models.Index(fields=["kind", "sort_name"], name="organisations_by_kind"),
            models.Index(fields=["province", "sort_name"], name="organisations_by_region"),
            models.Index(fields=["created_at"], name="organisations_by_recording"),
            GinIndex(namesearch.Grams("sort_name"), name="organisations_by_part_of_name"),
            GinIndex(namesearch.Sounds("sort_name"), name="organisations_by_sound"),
            GinIndex(namesearch.Initials("sort_name"), name="organisations_by_initials"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["official_name"],
                condition=~Q(official_name=""),
                name="an_official_name_is_of_one_organisation",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=OrganisationKind.values), name="an_organisation_has_a_known_kind"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="an_organisation_has_a_name"),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_why="") | Q(ended_on__isnull=False, ended_why__in=EndedWhy.values),
                name="an_organisation_that_ended_says_why",
            ),
            models.CheckConstraint(
                condition=Q(postcode="") | Q(postcode__regex=r"^[1-9][0-9]{3} [A-Z]{2}$"),
                name="an_organisation_has_a_dutch_postcode",
                violation_error_message=_("Write a postcode as 3511 LX."),
            ),
        ]

    def get_kind_display(self) -> str:  # type: ignore[no-redef]
        return word_of(OrganisationKind, self.kind)

    def get_province_display(self) -> str:  # type: ignore[no-redef]
        return word_of(Province, self.province)

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        words = [word for word in self.name.split() if word[:1].isalnum()] or ["?"]
        return (words[0][:1] + words[1][:1] if len(words) > 1 else words[0][:2]).upper()
