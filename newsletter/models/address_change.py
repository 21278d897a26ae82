from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from network.models import MailAddress, Person


class AddressChangeQuerySet(models.QuerySet["AddressChange"]):
    def waiting(self) -> Self:
        """Keep the changes of which the new address is not confirmed: newsletters wait for it.

        Who prefers the address again at which they agreed waits for nothing, whoever brought it back.
        """
        preferred = MailAddress.objects.alias(lowered=Lower("address")).filter(
            person=OuterRef("person"), preferred=True, lowered=Lower(OuterRef("agreed_with"))
        )
        return self.filter(~Exists(preferred), confirmed_at=None)

    def held_at(self, moment: datetime) -> Self:
        """Keep what was confirmed at this moment."""
        return self.filter(confirmed_at__lte=moment)


class AddressChange(models.Model):
    """A reader prefers another address than the one at which they confirmed; newsletters wait until they confirm it.

    Their consent stays as it is, with the address at which they gave it: proof says of whom it is (AVG art. 7).
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="address_changes", verbose_name=_("person"))
    agreed_with = models.EmailField(_("address at which they agreed"), blank=True)
    changed_at = models.DateTimeField(_("changed at"))
    confirmed_at = models.DateTimeField(_("new address confirmed at"), null=True, blank=True)

    objects: ClassVar = AddressChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change of address")
        verbose_name_plural = _("changes of address")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(confirmed_at=None), name="a_person_confirms_one_address_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"change of address {self.pk}"
