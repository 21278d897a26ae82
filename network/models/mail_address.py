from __future__ import annotations

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from .person import Person


class Arrives(models.TextChoices):
    """Whether post arrives at an address."""

    YES = "yes", _("post arrives")
    SOFT = "soft", _("came back for now")
    DEAD = "dead", _("does not exist any more")


class MailAddress(models.Model):
    """An e-mail address at which a person can be reached. Two people may share one mailbox."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="mail_addresses", verbose_name=_("person"))
    address = models.EmailField(_("e-mail address"))
    preferred = models.BooleanField(_("preferred"), default=True)
    arrives = models.CharField(
        _("does post arrive"), max_length=4, choices=Arrives, default=Arrives.YES, db_default=Arrives.YES
    )
    came_back_at = models.DateTimeField(_("came back at"), null=True, blank=True)
    came_back_with = models.CharField(_("came back with"), max_length=200, blank=True, db_default="")
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("e-mail address")
        verbose_name_plural = _("e-mail addresses")
        indexes = [models.Index(OpClass(Lower("address"), name="text_pattern_ops"), name="mail_address_lowered")]
        constraints = [
            models.CheckConstraint(
                condition=Q(arrives=Arrives.YES)
                | Q(arrives__in=[Arrives.SOFT, Arrives.DEAD], came_back_at__isnull=False),
                name="an_address_that_fails_says_since_when",
            ),
            models.UniqueConstraint(
                "person",
                Lower("address"),
                name="a_person_has_an_address_once",
                violation_error_message=_("This person already has this e-mail address."),
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(preferred=True), name="a_person_prefers_one_address"
            ),
        ]

    def __str__(self) -> str:
        return f"mail address {self.pk}"
