from __future__ import annotations

from functools import partial

from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from .campaign import Campaign

new_code = partial(get_random_string, 8)


class CountedLink(models.Model):
    """An address in a letter that leads past our counter; the same for every reader, so it says nothing about one."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="counted_links", verbose_name=_("campaign"))
    code = models.CharField(_("code"), max_length=8, unique=True, default=new_code)
    url = models.URLField(_("address"), max_length=2000)
    label = models.CharField(_("text of the link"), max_length=200)

    class Meta:
        verbose_name = _("counted link")
        verbose_name_plural = _("counted links")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "url"], name="an_address_is_counted_once_in_a_letter"),
            models.CheckConstraint(
                condition=Q(url__startswith="https://") | Q(url__startswith="http://"),
                name="a_counted_link_leads_to_the_web",
            ),
        ]

    def __str__(self) -> str:
        return f"link {self.code}"


class ClickDay(models.Model):
    """How often a link was followed on one day: by people, and by what is no person."""

    link = models.ForeignKey(CountedLink, models.CASCADE, related_name="days", verbose_name=_("link"))
    day = models.DateField(_("day"))
    people = models.PositiveIntegerField(_("people"), default=0)
    machines = models.PositiveIntegerField(_("machines"), default=0)

    class Meta:
        verbose_name = _("clicks of a day")
        verbose_name_plural = _("clicks per day")
        constraints = [models.UniqueConstraint(fields=["link", "day"], name="clicks_are_counted_once_a_day")]

    def __str__(self) -> str:
        return f"clicks {self.link_id} {self.day}"
