from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .campaign import Campaign


class SendingGround(models.Model):
    """Why the people of a campaign got it, in words, as it was when it was released; it never changes afterwards.

    A list may get another name and an audience another selection: what a letter says of itself stays true.
    `rule` holds, in each language, pairs of what was asked and the values that would do.
    """

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="ground", verbose_name=_("campaign"))
    list_name = models.CharField(_("name of the list"), max_length=120)
    list_name_en = models.CharField(_("English name of the list"), max_length=120)
    event_title = models.CharField(_("event"), max_length=250, blank=True)
    rule = models.JSONField(_("rule"), default=dict)
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("ground of a letter")
        verbose_name_plural = _("grounds of letters")

    def __str__(self) -> str:
        return f"ground {self.pk}"

    @property
    def list_shown(self) -> str:
        return self.list_name_en if get_language() == "en" else self.list_name

    @property
    def rule_shown(self) -> list[tuple[str, list[str]]]:
        return [(label, names) for label, names in self.rule.get(get_language() or "nl", self.rule.get("nl", []))]
