from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from post.letter_classes import RULES, LetterClass, Rules


class MailingState(models.TextChoices):
    DRAFT = "draft", _("being made")
    SCHEDULED = "scheduled", _("scheduled")
    RUNNING = "running", _("on its way")
    PAUSED = "paused", _("paused")
    CANCELLED = "cancelled", _("cancelled")
    FINISHED = "finished", _("finished")


class MailingQuerySet(models.QuerySet["Mailing"]):
    def released(self) -> Self:
        """Keep what has been promised to people."""
        return self.filter(released_at__isnull=False)

    def open(self) -> Self:
        """Keep what was promised and has not come to its end."""
        return self.released().filter(finished_at=None)


class Mailing(models.Model):
    """One message for one audience. Its words are frozen as soon as it is released.

    Subject, text and HTML hold merge fields such as `[voornaam]` and links such as `[link:answer]`; see `fields.py`.
    """

    letter_class = models.CharField(_("kind of letter"), max_length=10, choices=LetterClass)
    title = models.CharField(_("title"), max_length=160, help_text=_("What it is, for colleagues; nobody receives it."))
    sender = models.CharField(_("sender"), max_length=254)
    reply_to = models.CharField(_("replies go to"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=250)
    html = models.TextField(_("letter in HTML"), blank=True)
    text = models.TextField(_("letter in plain text"))
    list_id = models.CharField(_("list"), max_length=255, blank=True, help_text="Name <label.domain> (RFC 2919)")
    list_help = models.URLField(_("page about the list"), blank=True)
    scope = models.BigIntegerField(
        _("list to leave"), null=True, blank=True, help_text=_("What the unsubscribe button ends; empty is everything.")
    )
    links = models.JSONField(_("personal links"), default=dict, blank=True)
    headers = models.JSONField(_("other headers"), default=dict, blank=True)
    sealed = models.BooleanField(
        _("kept out of timelines"), default=False, help_text=_("That somebody received it, is itself a secret.")
    )
    answers_request = models.BooleanField(
        _("answers who reads at the address"),
        default=False,
        db_default=False,
        help_text=_("They asked for it themselves, so that they were forgotten once does not hold it back."),
    )
    promised = models.PositiveIntegerField(_("promised"), default=0)
    created_at = models.DateTimeField(_("made at"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="mailings",
        verbose_name=_("made by"),
    )
    not_before = models.DateTimeField(_("goes out at"), null=True, blank=True)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    paused_at = models.DateTimeField(_("paused at"), null=True, blank=True)
    pause_reason = models.CharField(_("why paused"), max_length=300, blank=True)
    went_on_at = models.DateTimeField(
        _("last let go on at"), null=True, blank=True, help_text=_("What went wrong before then no longer counts.")
    )
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    expires_at = models.DateTimeField(
        _("pointless after"), null=True, blank=True, help_text=_("Letters still waiting then are skipped.")
    )

    objects: ClassVar = MailingQuerySet.as_manager()

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        ordering = ["-created_at", "-pk"]
        indexes = [
            # The worker and the tick look here all the time; years of finished mailings stay out of their way.
            models.Index(fields=["id"], name="open_mailings", condition=Q(finished_at=None)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(letter_class__in=LetterClass.values), name="a_mailing_is_of_a_known_kind"
            ),
            models.CheckConstraint(condition=~Q(sender=""), name="a_mailing_has_a_sender"),
            models.CheckConstraint(
                condition=Q(released_at__isnull=False) | Q(promised=0, paused_at=None, finished_at=None),
                name="a_mailing_is_released_before_it_runs",
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=False) | Q(pause_reason=""), name="only_a_paused_mailing_says_why"
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(finished_at__gte=F("released_at")),
                name="a_mailing_finishes_after_its_release",
            ),
        ]

    def __str__(self) -> str:
        return f"mailing {self.pk}"

    @property
    def rules(self) -> Rules:
        """What holds for its kind of letter."""
        return RULES[self.letter_class]

    @property
    def state(self) -> MailingState:
        """Where it stands; a mailing that was cancelled stays so when its last letter has come to its end."""
        if self.cancelled_at:
            return MailingState.CANCELLED
        if self.finished_at:
            return MailingState.FINISHED
        if not self.released_at:
            return MailingState.DRAFT
        if self.paused_at:
            return MailingState.PAUSED
        if self.not_before and self.not_before > timezone.now():
            return MailingState.SCHEDULED
        return MailingState.RUNNING
