"""What may come in about asking the readers of a list again."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsletter.models import Proposal
from newsletter.queries.renewals import Wanted


class RenewForm(forms.Form):
    """Whose consent is asked again, and how long they have to answer."""

    agreed_before = forms.DateField(
        label=gettext_lazy("Only who said yes before"),
        help_text=gettext_lazy("Leave empty to ask everybody on the list."),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
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

    def clean_agreed_before(self) -> date | None:
        day: date | None = self.cleaned_data["agreed_before"]
        if day and day > timezone.localdate():
            raise ValidationError(_("This day is still to come. Choose today or earlier."))
        return day

    @property
    def wanted(self) -> Wanted:
        return Wanted(self.cleaned_data["agreed_before"], self.cleaned_data["unconfirmed"])
