from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from network.models import Person
from network.models.asking import KEPT_FOR, AskedQuerySet

from .consent_text import ConsentText

BY_ANOTHER = "adres veranderd door KIS"  # the `form` of a move that a colleague or a file made


class SubscriptionRequestQuerySet(AskedQuerySet["SubscriptionRequest"]):
    def waiting(self, now: datetime) -> Self:
        """Keep what can still be confirmed and was not."""
        return self.by_themselves().filter(asked_at__gt=now - KEPT_FOR, confirmed_at=None, known=False)

    def by_themselves(self) -> Self:
        """Keep what was asked on a form for lists, and not the question whether letters may move to an address."""
        return self.filter(moves=None)


class SubscriptionRequest(models.Model):
    """Somebody asked on a form for letters at this address; counts only once the letter to it is confirmed.

    Holds what the form showed: `texts` are the very words, in the language of the page. Kept for seven days: until then
    the link in the letter works, also a second time. With `moves`, somebody who is on lists already wants their letters
    at this address from now on.
    """

    address = models.EmailField(_("e-mail address"))
    texts = models.ManyToManyField(ConsentText, related_name="requests", verbose_name=_("words shown"))
    form = models.CharField(_("form"), max_length=80)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="nl")
    asked_at = models.DateTimeField(_("asked at"))
    known = models.BooleanField(
        _("was on these lists"),
        default=False,
        help_text=_("Then the letter only tells so."),
    )
    moves = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="moves_asked", verbose_name=_("whose letters move")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="subscription_requests", verbose_name=_("became")
    )

    objects: ClassVar = SubscriptionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request to subscribe")
        verbose_name_plural = _("requests to subscribe")
        indexes = [models.Index(Lower("address"), "asked_at", name="requests_by_address")]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None, person=None) | Q(confirmed_at__isnull=False, person__isnull=False),
                name="a_confirmed_request_is_of_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"request to subscribe {self.pk}"

    @property
    def is_by_another(self) -> bool:
        """Tell whether somebody else changed the address, so that a yes confirms it and moves nothing."""
        return self.form == BY_ANOTHER

    @property
    def expires_at(self) -> datetime:
        return self.asked_at + KEPT_FOR
