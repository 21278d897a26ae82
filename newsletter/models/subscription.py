from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from network.models import Person

from .consent_text import ConsentText
from .intake import Intake
from .newsletter import Newsletter


class ConsentSource(models.TextChoices):
    FORM = "form", _("form on the website")
    MEETING = "meeting", _("said at a meeting")
    LETTER = "letter", _("letter or e-mail")
    IMPORT = "import", _("import with proof")
    UNDO = "undo", _("took back leaving the list")
    LINK = "link", _("preferences page, by the personal link in a letter")
    RENEWAL = "renewal", _("asked again, with the button in our letter")


class EndSource(models.TextChoices):
    ONE_CLICK = "one_click", _("unsubscribe button of the mail program")
    PAGE = "page", _("unsubscribe page")
    STAFF = "staff", _("recorded by a colleague")
    COMPLAINT = "complaint", _("reported as unwanted mail")
    RENEWED = "renewed", _("made place for a new yes")
    EXPIRED = "expired", _("asked again, and said nothing in time")
    UNDONE = "undone", _("the import that brought them here was undone")


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def holding(self) -> Self:
        """Keep what was agreed to and not taken back."""
        return self.filter(ended_at=None)

    def by_themselves(self) -> Self:
        """Leave out what ended because an import was undone: that says nothing of what its reader wants."""
        return self.exclude(ended_how=EndSource.UNDONE)


class Subscription(models.Model):
    """A person's place on a list, with the consent behind it: what was asked, when, how, and when it was taken back.

    Taken back is an end, never a deletion: from these rows alone follows who could be mailed on any past day
    (AVG art. 7).
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="subscriptions", verbose_name=_("person"))
    newsletter = models.ForeignKey(
        Newsletter, models.PROTECT, related_name="subscriptions", verbose_name=_("newsletter")
    )
    wording = models.CharField(_("words then shown"), max_length=500)
    source = models.CharField(_("how agreed"), max_length=10, choices=ConsentSource)
    proof = models.CharField(_("proof"), max_length=200, blank=True)
    text = models.ForeignKey(
        ConsentText,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="subscriptions",
        verbose_name=_("version of the words"),
    )
    form = models.CharField(_("form"), max_length=80, blank=True, db_default="")
    intake = models.ForeignKey(
        Intake,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="places",
        verbose_name=_("import that made it"),
    )
    made_reader = models.BooleanField(
        _("the import made the record of this person too"), default=False, db_default=False
    )
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    agreed_at = models.DateTimeField(_("agreed at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    ended_how = models.CharField(_("how taken back"), max_length=10, choices=EndSource, blank=True)
    ended_through = models.ForeignKey(
        "newsletter.Campaign",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="subscriptions_ended",
        verbose_name=_("through which letter"),
    )

    objects: ClassVar = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        indexes = [
            models.Index(fields=["newsletter", "person"], name="subscriptions_of_a_list"),
            models.Index(fields=["intake"], condition=Q(intake__isnull=False), name="subscriptions_of_an_intake"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "newsletter"], condition=Q(ended_at=None), name="a_person_is_on_a_list_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("agreed_at")), name="a_subscription_ends_after_it_began"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_how="") | Q(ended_at__isnull=False) & ~Q(ended_how=""),
                name="a_subscription_that_ended_says_how",
            ),
            models.CheckConstraint(condition=~Q(wording=""), name="a_consent_keeps_its_words"),
        ]

    def __str__(self) -> str:
        return f"subscription {self.pk}"
