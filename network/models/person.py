from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Lower
from django.utils.translation import gettext_lazy as _
from taggit.managers import TaggableManager

from network import namesearch, phones
from network.plain import Plain
from network.provinces import Province
from web.choices import word_of

from .municipality import Municipality
from .programme_line import ProgrammeLine
from .work_role import WorkRole

if TYPE_CHECKING:
    from accounts.models import User


def _rows_of(relation: str) -> models.QuerySet[Any]:
    """Return the rows that hang on people by this relation; their models are written after this one."""
    model: Any = Person._meta.get_field(relation).related_model
    return model.objects.all()


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: User) -> Self:
        """Keep whom this user may see: for colleagues everybody whose data we may use, for others oneself."""
        return self.in_use() if user.works_at_kis else self.filter(user=user)

    def in_use(self) -> Self:
        """Leave out who asked us not to use their data (AVG art. 18): nothing shows, counts or exports them."""
        return self.exclude(pk__in=_rows_of("restriction").values("person"))

    def matching(self, words: str) -> Self:
        """Keep who has each of these words in their name, organisation (also a former one) or e-mail address.

        A phone number finds who has it. Accents do not matter. An address is looked for by how it begins, and by any
        part of it for a word with an @.
        """
        if digits := phones.digits_sought(words):
            numbers: Any = _rows_of("phone_numbers")
            return self.filter(pk__in=numbers.ending_in(digits).values("person"))
        having = [self._having(token) for token in namesearch.tokens(words)]
        return self.filter(pk__in=namesearch.in_each(having)) if having else self

    def _having(self, token: str) -> models.QuerySet[Any, Any]:
        """Find the keys of who has this piece of a search; a union, so that each part uses its own index."""
        lowered = _rows_of("mail_addresses").alias(lowered=Lower("address"))
        by_address = {"lowered__contains" if "@" in token else "lowered__startswith": token}
        addresses = lowered.filter(**by_address).values("person")
        parts = namesearch.words_of(token)
        if "@" in token or not parts:
            return addresses
        where = namesearch.naming(parts, "organisation__")
        if len(parts) == 1:
            where |= namesearch.known_as(token, "organisation__")
        roles = _rows_of("affiliations").order_by().filter(where)
        named = Person.objects.filter(namesearch.naming(parts)).values("pk")
        return named.union(roles.values("person"), addresses, all=True)

    def by_name(self) -> Self:
        """Order the Dutch way: Joost van der Berg stands under B."""
        return self.order_by("sort_name", "pk")


class Person(models.Model):
    """A human being, once. Roles, addresses, letters and answers hang on this row.

    Holds nothing about origin, belief, health or orientation (AVG art. 9), also not in a tag.
    """

    given_name = models.CharField(_("first name"), max_length=80)
    tussenvoegsel = models.CharField(_("infix"), max_length=20, blank=True, help_text=_("Such as: van der"))
    family_name = models.CharField(_("last name"), max_length=80)
    sort_name = models.GeneratedField(
        expression=Plain(Concat("family_name", Value(" "), "given_name", Value(" "), "tussenvoegsel")),
        output_field=models.CharField(max_length=190),
        db_persist=True,
    )
    work_role = models.ForeignKey(
        WorkRole, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("role in the field")
    )
    lines = models.ManyToManyField(
        ProgrammeLine, blank=True, related_name="people", verbose_name=_("works on programme lines")
    )
    province = models.CharField(_("region"), max_length=5, choices=Province, blank=True)
    postcode = models.CharField(_("postcode"), max_length=7, blank=True, db_default="", help_text=_("Such as: 3511 LX"))
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("municipality")
    )
    language = models.CharField(
        _("language of letters"), max_length=2, choices=[("nl", "Nederlands"), ("en", "English")], default="nl"
    )
    source = models.CharField(
        _("source"),
        max_length=200,
        blank=True,
        help_text=_("Where KIS knows this person from; the law asks for it (AVG art. 14)."),
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="person",
        verbose_name=_("account"),
    )
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    last_contact_on = models.DateField(
        _("last contact"),
        null=True,
        editable=False,
        help_text=_("Kept by the database from the contact moments."),
    )

    tags = TaggableManager(blank=True, related_name="tagged_people")
    objects: ClassVar = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [
            models.Index(fields=["sort_name", "id"], name="people_by_name"),
            models.Index(F("last_contact_on").asc(nulls_first=True), F("sort_name"), name="people_by_last_contact"),
            models.Index(fields=["province", "sort_name", "id"], include=["last_contact_on"], name="people_in_region"),
            models.Index(fields=["created_at"], name="people_by_recording"),
            GinIndex(namesearch.Grams("sort_name"), name="people_by_part_of_name"),
            GinIndex(namesearch.Sounds("sort_name"), name="people_by_sound_of_name"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(given_name="") & ~Q(family_name=""), name="a_person_has_a_first_and_a_last_name"
            ),
            models.CheckConstraint(
                condition=Q(postcode="") | Q(postcode__regex=r"^[1-9][0-9]{3} [A-Z]{2}$"),
                name="a_person_has_a_dutch_postcode",
                violation_error_message=_("Write a postcode as 3511 LX."),
            ),
        ]

    def get_province_display(self) -> str:  # type: ignore[no-redef]
        return word_of(Province, self.province)

    def __str__(self) -> str:
        return f"person {self.pk}"

    @property
    def full_name(self) -> str:
        return " ".join(part for part in (self.given_name, self.tussenvoegsel, self.family_name) if part)

    @property
    def name_in_lists(self) -> str:
        """The name as a Dutch list has it: Berg, Joost van der."""
        return ", ".join((self.family_name, " ".join(part for part in (self.given_name, self.tussenvoegsel) if part)))

    @property
    def initials(self) -> str:
        return f"{self.given_name[:1]}{self.family_name[:1]}".upper()
