"""What may come in about the approval of a letter: whom one asks, and why it comes back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import User
from newsletter.models import Campaign
from newsletter.queries.approvals import approvers


class AskForm(forms.Form):
    """Which colleague looks at the letter and sends it."""

    of = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Whom do you ask?"),
        help_text=gettext_lazy("They get a mail. Every colleague who may send this letter can answer."),
        empty_label=gettext_lazy("Choose a colleague"),
    )
    note = forms.CharField(
        label=gettext_lazy("What should they know?"),
        help_text=gettext_lazy("Such as: may it leave on Thursday morning? Name no readers."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"class": "short", "rows": 3}),
    )

    def __init__(self, *args: Any, campaign: Campaign, asker: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of: Any = self.fields["of"]
        of.queryset = approvers(campaign, asker)
        of.label_from_instance = User.get_full_name


class GiveBackForm(forms.Form):
    """Why a letter comes back."""

    answer = forms.CharField(
        label=gettext_lazy("What has to be different?"),
        help_text=gettext_lazy("Your colleague gets this by mail. Name no readers."),
        max_length=500,
        widget=forms.Textarea(attrs={"class": "short", "rows": 3}),
    )
