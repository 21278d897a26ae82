from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .fields import OneLineField
from .words import AsksAboutWords


class IntroductionForm(AsksAboutWords):
    """What a colleague notes beside the question for an introduction."""

    asked_field = "note"

    via = forms.IntegerField(widget=forms.HiddenInput)
    note = OneLineField(
        label=_("What do you want to talk about?"),
        help_text=_("For yourself and your colleagues. Write nothing about the belief, origin or health of a person."),
        max_length=500,
        required=False,
    )
