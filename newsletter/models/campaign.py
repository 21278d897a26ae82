from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Event
from post.letter_classes import RULES, Rules
from post.models import LetterClass, Mailing

from .audience import Audience
from .newsletter import INVITATIONS, Newsletter

if TYPE_CHECKING:
    from accounts.models import User


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, user: User) -> Self:
        """Keep what colleagues of KIS may see; nothing for others."""
        return self if user.works_at_kis else self.none()

    def in_the_making(self) -> Self:
        return self.filter(mailing=None)

    def running(self) -> Self:
        return self.filter(mailing__finished_at=None, mailing__cancelled_at=None).exclude(mailing=None)

    def ended(self) -> Self:
        return self.filter(Q(mailing__finished_at__isnull=False) | Q(mailing__cancelled_at__isnull=False))


class Campaign(models.Model):
    """One message to one audience, once; released when it has a mailing, and then its words are frozen there."""

    title = models.CharField(_("title"), max_length=160)
    event = models.ForeignKey(
        Event, models.PROTECT, null=True, blank=True, related_name="campaigns", verbose_name=_("event")
    )
    newsletter = models.ForeignKey(Newsletter, models.PROTECT, related_name="campaigns", verbose_name=_("list"))
    audience = models.OneToOneField(Audience, models.PROTECT, related_name="campaign", verbose_name=_("audience"))
    subject = models.CharField(_("subject"), max_length=150, blank=True)
    preheader = models.CharField(_("foretaste"), max_length=120, blank=True, default="", db_default="")
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="nl", db_default="nl")
    variant_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="variants",
        verbose_name=_("the same in another language"),
    )
    body = models.TextField(_("text"), blank=True, max_length=20_000)
    in_archive = models.BooleanField(
        _("in the public archive"),
        null=True,
        blank=True,
        help_text=_("Empty: when the list is public and the letter goes to everybody on it."),
    )
    mailing = models.OneToOneField(
        Mailing, models.PROTECT, null=True, blank=True, related_name="campaign", verbose_name=_("mailing")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="campaigns", verbose_name=_("made by")
    )
    created_at = models.DateTimeField(_("made at"), default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("last changed by")
    )
    changed_at = models.DateTimeField(_("last changed at"), default=timezone.now)
    version = models.PositiveIntegerField(_("version"), default=1, help_text=_("Guards against two editors at once."))

    objects: ClassVar = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["variant_of", "language"], name="an_issue_is_once_in_a_language"),
            models.CheckConstraint(condition=~Q(variant_of=F("pk")), name="an_issue_is_no_variant_of_itself"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_issue(self) -> bool:
        """Whether it is an issue of a newsletter, made of items; else it invites, in a plain text."""
        return self.event_id is None and self.newsletter.slug != INVITATIONS

    @property
    def in_other_languages(self) -> CampaignQuerySet:
        """The same issue in other languages; each reader gets the one in their own."""
        first = self.variant_of_id or self.pk
        found: CampaignQuerySet = Campaign.objects.filter(Q(pk=first) | Q(variant_of=first)).exclude(pk=self.pk)
        return found.order_by("language")

    @property
    def letter_class(self) -> LetterClass:
        return LetterClass.INVITATION if self.event_id else LetterClass.NEWSLETTER

    @property
    def rules(self) -> Rules:
        """What holds for its kind of letter: who may get it, and how often."""
        return RULES[self.letter_class]
