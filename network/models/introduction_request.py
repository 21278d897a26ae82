from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .organisation import Organisation
from .person import Person

if TYPE_CHECKING:
    from accounts.models import User


class IntroductionState(models.TextChoices):
    ASKED = "asked", _("asked")
    ACCEPTED = "accepted", _("will introduce us")
    DECLINED = "declined", _("would rather not")
    DONE = "done", _("introduced")


class IntroductionRequestQuerySet(models.QuerySet["IntroductionRequest"]):
    def visible_to(self, user: User) -> Self:
        """Keep what colleagues of KIS may read about whom they may see; nothing for others."""
        if not user.works_at_kis:
            return self.none()
        seen = {"via__in": Person.objects.visible_to(user), "organisation__in": Organisation.objects.visible_to(user)}
        return self.filter(**seen)

    def open(self) -> Self:
        """Keep what still waits for an answer or for the introduction."""
        return self.filter(declined_on=None, done_on=None)


class IntroductionRequest(models.Model):
    """A colleague asked somebody we know: will you introduce us to this organisation?"""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="introduction_requests", verbose_name=_("organisation")
    )
    via = models.ForeignKey(Person, models.CASCADE, related_name="introduction_requests", verbose_name=_("whom we ask"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="introduction_requests", verbose_name=_("asked by")
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    asked_on = models.DateField(_("asked on"))
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)
    declined_on = models.DateField(_("declined on"), null=True, blank=True)
    done_on = models.DateField(_("introduced on"), null=True, blank=True)

    objects: ClassVar = IntroductionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for an introduction")
        verbose_name_plural = _("requests for an introduction")
        ordering = ["-asked_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_on=None) | Q(declined_on=None), name="an_introduction_is_accepted_or_declined"
            ),
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(accepted_on__isnull=False, done_on__gte=F("accepted_on")),
                name="an_introduction_is_done_after_it_is_accepted",
            ),
            models.UniqueConstraint(
                fields=["organisation", "via"],
                condition=Q(declined_on=None, done_on=None),
                name="somebody_is_asked_once_for_an_introduction",
            ),
        ]

    def __str__(self) -> str:
        return f"introduction request {self.pk}"

    @property
    def state(self) -> IntroductionState:
        if self.done_on:
            return IntroductionState.DONE
        if self.declined_on:
            return IntroductionState.DECLINED
        return IntroductionState.ACCEPTED if self.accepted_on else IntroductionState.ASKED

    @property
    def state_on(self) -> date:
        return self.done_on or self.declined_on or self.accepted_on or self.asked_on
