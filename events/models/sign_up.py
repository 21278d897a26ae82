from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from network.models import Person
from network.models.asking import KEPT_FOR, AskedQuerySet

from .event import Event


class SignUp(models.Model):
    """Somebody asked on the page of an event to come; counts only once the letter to that address is confirmed.

    Kept for seven days: until then the link in the letter works, also a second time.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="sign_ups", verbose_name=_("event"))
    given_name = models.CharField(_("first name"), max_length=80)
    tussenvoegsel = models.CharField(_("infix"), max_length=20, blank=True)
    family_name = models.CharField(_("last name"), max_length=80)
    address = models.EmailField(_("e-mail address"))
    organisation = models.CharField(_("organisation"), max_length=160, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=settings.LANGUAGES, default="nl")
    asked_at = models.DateTimeField(_("asked at"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="sign_ups", verbose_name=_("became")
    )

    objects: ClassVar = AskedQuerySet["SignUp"].as_manager()

    class Meta:
        verbose_name = _("sign-up")
        verbose_name_plural = _("sign-ups")
        indexes = [models.Index(Lower("address"), "asked_at", name="sign_ups_by_address")]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None, person=None) | Q(confirmed_at__isnull=False, person__isnull=False),
                name="a_confirmed_sign_up_is_of_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"sign-up {self.pk}"

    @property
    def expires_at(self) -> datetime:
        return self.asked_at + KEPT_FOR
