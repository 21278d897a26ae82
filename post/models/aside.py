from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .letter import Letter, LetterState
from .mailing import Mailing


class Aside(models.Model):
    """A letter that did not simply leave: put off, failed, skipped, or with an unknown outcome.

    There are few of these among a million letters, and the state of a letter may stand in no index. So the database
    itself sets them aside, in the transaction and with the very statement that touches the letters (migration 0006).
    """

    letter = models.OneToOneField(
        Letter,
        models.DO_NOTHING,
        primary_key=True,
        related_name="aside",
        verbose_name=_("letter"),
        db_constraint=False,
    )
    mailing = models.ForeignKey(
        Mailing,
        models.DO_NOTHING,
        related_name="asides",
        verbose_name=_("mailing"),
        db_constraint=False,
        db_index=False,
    )
    state = models.SmallIntegerField(_("state"), choices=LetterState)

    class Meta:
        verbose_name = _("letter set aside")
        verbose_name_plural = _("letters set aside")
        indexes = [models.Index(fields=["mailing", "state"], name="asides_of_a_mailing")]

    def __str__(self) -> str:
        return f"aside {self.pk}"
