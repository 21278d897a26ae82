from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .letter import LetterState
from .mailing import Mailing


class Tally(models.Model):
    """So many letters of a mailing came into a state, or left it when the number is below zero.

    The sum of these is how many letters stand in that state. The database writes them itself, in the transaction and
    with the very statement that touches the letters (migration 0006), so that they are true after whatever breaks.
    While a mailing runs they are only ever added, because workers would wait for each other to change one row;
    `actions.delivering.finish` folds them. They go with their mailing.
    """

    mailing = models.ForeignKey(
        Mailing,
        models.DO_NOTHING,
        related_name="tallies",
        verbose_name=_("mailing"),
        db_constraint=False,
    )
    state = models.SmallIntegerField(_("state"), choices=LetterState)
    number = models.IntegerField(_("letters"))

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")

    def __str__(self) -> str:
        return f"tally {self.pk}"
