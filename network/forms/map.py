"""What the network map is asked to show, besides the filter that it shares with the list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from network.graph import Source, Who
from network.look import Colour, Size
from network.map_asked import USUAL, MapAsked
from network.models import RelationshipType


class MapForm(forms.Form):
    """Which ties are drawn and how the dots look; no field has the name of a filter, for they share an address."""

    who = forms.ChoiceField(choices=Who.choices, required=False, widget=forms.HiddenInput)
    ties = forms.MultipleChoiceField(
        choices=Source.choices, required=False, label=_("Which ties"), widget=forms.CheckboxSelectMultiple
    )
    tie_kind = forms.ModelChoiceField(
        RelationshipType.objects.none(),
        required=False,
        label=_("Recorded ties of the kind"),
        empty_label=_("All kinds"),
    )
    size = forms.ChoiceField(choices=Size.choices, required=False, label=_("Larger by"))
    colour = forms.ChoiceField(choices=Colour.choices, required=False, label=_("Colour and shape by"))
    focus = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    steps = forms.IntegerField(required=False, min_value=1, max_value=3, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.data.get("who")
        between = asked if asked in Who.values else Who.ORGANISATIONS.value
        self.fields["tie_kind"].queryset = RelationshipType.objects.filter(between=between)  # type: ignore[attr-defined]

    def asked(self) -> MapAsked:
        """Return what was chosen; what is unknown or left empty is as usual."""
        self.is_valid()
        chosen = self.cleaned_data
        kind = chosen.get("tie_kind")
        return MapAsked(
            who=Who(chosen.get("who") or Who.ORGANISATIONS),
            sources=tuple(Source(value) for value in chosen.get("ties") or USUAL),
            kind_of_tie=kind.pk if kind else None,
            size=Size(chosen.get("size") or Size.DEGREE),
            colour=Colour(chosen.get("colour") or Colour.KIND),
            focus=chosen.get("focus"),
            steps=chosen.get("steps") or 1,
        )


class Reason(TextChoices):
    """What a colleague needs people on the map for: a word, because the audit trail holds no free text."""

    MEETING = "meeting", _("I prepare a meeting or a project.")
    INTRODUCTION = "introduction", _("I look for somebody who can introduce us.")
    HANDOVER = "handover", _("I hand over relations to a colleague.")
    CHECK = "check", _("I check whether the ties are right.")


class ReasonForm(forms.Form):
    """Why somebody wants to see people on the map."""

    reason = forms.ChoiceField(
        choices=Reason.choices,
        label=_("What do you need it for?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you need the map of people for.")},
    )
