from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.models import Event

from .campaign import Campaign
from .picture import Picture


class ItemKind(models.TextChoices):
    ARTICLE = "article", _("article")
    PUBLICATION = "publication", _("publication")
    EVENT = "event", _("event")
    CALL = "call", _("call")
    CONTRIBUTION = "contribution", _("contribution of a reader")
    PICTURE = "picture", _("picture")
    SEPARATOR = "separator", _("separator")


class CampaignItemQuerySet(models.QuerySet["CampaignItem"]):
    def with_parts(self) -> Self:
        """Fetch along what a letter shows of each item."""
        return self.select_related("event", "picture")


class CampaignItem(models.Model):
    """One piece of a newsletter, in its place; may be unfinished until the letter is released.

    Of an event the facts are not copied: they follow the event until the release.
    """

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="items", verbose_name=_("campaign"))
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=12, choices=ItemKind)
    label = models.CharField(_("subject in one word"), max_length=60, blank=True)
    heading = models.CharField(_("heading"), max_length=160, blank=True)
    text = models.TextField(_("text"), max_length=3000, blank=True)
    name = models.CharField(_("who says it"), max_length=120, blank=True)
    url = models.URLField(_("link"), max_length=500, blank=True)
    link_text = models.CharField(_("words of the link"), max_length=80, blank=True)
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("event"))
    picture = models.ForeignKey(
        Picture, models.RESTRICT, null=True, blank=True, related_name="items", verbose_name=_("picture")
    )
    alt = models.CharField(_("what the picture shows"), max_length=250, blank=True)

    objects: ClassVar = CampaignItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of a newsletter")
        verbose_name_plural = _("items of a newsletter")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ItemKind.values), name="an_item_has_a_known_kind"),
            models.UniqueConstraint(
                fields=["campaign", "position"],
                name="an_item_has_a_place_of_its_own",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=Q(event=None) | Q(kind=ItemKind.EVENT), name="only_an_item_about_an_event_has_one"
            ),
        ]

    def __str__(self) -> str:
        return f"item {self.pk}"
