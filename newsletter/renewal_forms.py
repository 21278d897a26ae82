"""What may come in about asking the readers of a list again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from network.forms.fields import PastDayField
from newsletter.models import Proposal
from newsletter.queries.renewals import Wanted


class RenewForm(forms.Form):
    """Whose consent is asked again, and how long they have to answer."""

    agreed_before = PastDayField(
        label=gettext_lazy("Only who said yes before"),
        help_text=gettext_lazy("Leave empty to ask everybody on the list."),
        required=False,
    )
    unconfirmed = forms.BooleanField(
        label=gettext_lazy("Only who never pressed the button in our letter"),
        help_text=gettext_lazy("Such as who came from a file or said it at a meeting."),
        required=False,
    )
    days = forms.IntegerField(
        label=gettext_lazy("How many days do they have?"),
        help_text=gettext_lazy("At least 14. Halfway, who did not answer gets one reminder."),
        min_value=14,
        max_value=120,
        initial=30,
    )

    @staticmethod
    def of(proposal: Proposal | None) -> dict[str, Any]:
        """Return what is filled in beforehand: what a colleague proposed."""
        if proposal is None:
            return {}
        return {name: getattr(proposal, name) for name in ("agreed_before", "unconfirmed", "days")}

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.cleaned_data["agreed_before"], self.cleaned_data["unconfirmed"])
