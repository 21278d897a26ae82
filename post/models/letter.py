from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from network.models import Person

from .mailing import Mailing


class LetterState(models.IntegerChoices):
    """Where a letter stands. The last two never stand in its row: they are told by a `Report` about it."""

    WAITING = 0, _("waiting")
    SENT = 1, _("sent")
    DEFERRED = 2, _("tried, will be tried again")
    FAILED = 3, _("failed")
    SKIPPED = 4, _("skipped")
    CANCELLED = 5, _("cancelled")
    UNKNOWN = 6, _("outcome unknown")
    BOUNCED = 7, _("came back")
    COMPLAINED = 8, _("reported as unwanted")


OPEN = (LetterState.WAITING, LetterState.DEFERRED)
HANDED_OVER = (LetterState.SENT, LetterState.UNKNOWN)  # only these can come back
REPORTED = (LetterState.BOUNCED, LetterState.COMPLAINED)
SET_ASIDE = (LetterState.DEFERRED, LetterState.FAILED, LetterState.SKIPPED, LetterState.UNKNOWN)
IN_THE_ROW = [state for state in LetterState.values if state not in REPORTED]


class Reason(models.TextChoices):
    """Why a letter did not leave, apart from what the server said."""

    STOPPED = "stopped", _("The person does not want these letters.")
    NO_CONSENT = "no_consent", _("The person did not renew their consent, or did not confirm their new address.")
    PAUSED = "paused", _("The person takes a pause from our letters.")
    GONE = "gone", _("The person is no longer in the network.")
    NO_ADDRESS = "no_address", _("The person no longer has an e-mail address.")
    EXPIRED = "expired", _("The letter had become pointless before it could leave.")
    BAD_ADDRESS = "bad_address", _("No mail server would take this e-mail address.")
    NEEDS_SMTPUTF8 = "needs_smtputf8", _("The address has special letters, which the mail server cannot handle.")
    GAVE_UP = "gave_up", _("The receiving mail server kept putting us off, for days.")
    CUT_OFF = "cut_off", _("The connection broke each time this letter was sent.")
    UNFIT = "unfit", _("The letter could not be made for this person.")
    NO_ANSWER = "no_answer", _("The letter was handed over, but no answer came: it may or may not have arrived.")
    RESTORED = "restored", _("The database was put back from a backup: the letter may have left after that backup.")


class LetterQuerySet(models.QuerySet["Letter"]):
    def open(self) -> Self:
        """Keep what still has to leave."""
        return self.filter(state__in=OPEN)


class Letter(models.Model):
    """The promise of one mailing to one person, and what became of it.

    The worker writes state, code, reply, reason, attempts, address and settled_at in place. None of these may ever
    stand in an index, not even as the condition of one, and a migration sets fillfactor 45: only then can PostgreSQL
    put the new version on the same page without touching an index (a HOT update), which costs a tenth.

    Triggers guard that mailing and person exist (migration 0003): a foreign key made a release four times as slow.
    """

    mailing = models.ForeignKey(
        Mailing,
        models.CASCADE,
        related_name="letters",
        verbose_name=_("mailing"),
        db_index=False,
        db_constraint=False,
    )
    person = models.ForeignKey(
        Person,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="letters",
        verbose_name=_("person"),
        db_constraint=False,
        help_text=_("Empty for an address alone, and for a person who was forgotten."),
    )
    address = models.CharField(_("e-mail address"), max_length=320, blank=True)
    state = models.SmallIntegerField(_("state"), choices=LetterState, default=LetterState.WAITING)
    code = models.SmallIntegerField(_("code of the server"), null=True, blank=True)
    reply = models.CharField(_("words of the server"), max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=15, choices=Reason, blank=True)
    attempts = models.SmallIntegerField(_("attempts"), default=0)
    settled_at = models.DateTimeField(_("last word at"), null=True, blank=True)

    objects: ClassVar = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            # Serves as the index on `mailing` too.
            models.UniqueConstraint(fields=["mailing", "person"], name="a_person_gets_a_mailing_once"),
            models.CheckConstraint(condition=Q(state__in=IN_THE_ROW), name="a_letter_is_in_a_known_state"),
            models.CheckConstraint(
                condition=~Q(state=LetterState.SKIPPED) | ~Q(reason=""), name="a_skipped_letter_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"letter {self.pk}"
