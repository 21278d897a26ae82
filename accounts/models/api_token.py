from __future__ import annotations

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    """What a program may read, or do for a visitor."""

    PROGRAMME = "programme", _("the programme: themes, lines and target groups")
    PARTNERS = "partners", _("the partners of each line")
    COUNTS = "counts", _("numbers per line, never below five")
    EVENTS = "events", _("published events")
    SUBSCRIBE = "subscribe", _("the open lists, and passing on who wants to subscribe")


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def holding_on(self, day: date) -> Self:
        """Keep what lets a program in on this day; `expires_on` is the first day it no longer does."""
        return self.filter(withdrawn_at=None, expires_on__gt=day)


class ApiToken(models.Model):
    """The key of one program, such as the website, to read some of what everybody may know.

    The secret itself is kept nowhere, only its hash: 256 random bits cannot be guessed back, so SHA-256 will do.
    """

    name = models.CharField(_("for which program"), max_length=80, help_text=_("Such as: website kis.nl"))
    digest = models.CharField(_("hash of the secret"), max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=20, choices=Scope), verbose_name=_("what it may read"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="api_tokens_made", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"))
    expires_on = models.DateField(_("works until"), help_text=_("From this day on it lets nobody in."))
    last_used_on = models.DateField(_("last used"), null=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="api_tokens_withdrawn",
        verbose_name=_("withdrawn by"),
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    objects: ClassVar = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="an_api_token_says_for_which_program"),
            models.CheckConstraint(condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="an_api_token_keeps_only_a_hash"),
            models.CheckConstraint(condition=~Q(scopes=[]), name="an_api_token_opens_something"),
            models.CheckConstraint(
                condition=Q(scopes__contained_by=Scope.values), name="an_api_token_opens_what_there_is"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__gte=F("made_at"), withdrawn_by__isnull=False),
                name="an_api_token_is_withdrawn_by_somebody_after_it_was_made",
            ),
        ]

    def __str__(self) -> str:
        return f"API token {self.pk}"

    @property
    def scope_names(self) -> list[str]:
        return [str(scope.label) for scope in Scope if scope in self.scopes]

    def expired(self, today: date) -> bool:
        return self.expires_on <= today

    def opens(self, scope: Scope) -> bool:
        return scope in self.scopes
