"""What a list can be narrowed to. An address that asks for something unknown asks for nothing there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from network.models import Organisation, ProgrammeLine, TargetGroup, WorkRole
from network.models.contact_moment import Channel
from network.models.organisation import OrganisationKind
from network.provinces import Province
from network.queries import organisations, people


class Filter(forms.Form):
    """Search words, which are posted, and choices, which stand in the address as ids."""

    words = forms.CharField(
        required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = _("All")

    def query(self) -> dict[str, str]:
        """Return the choices as they stand in the address."""
        chosen = {name: value for name, value in self.cleaned_data.items() if value and name != "words"}
        return {name: str(getattr(value, "pk", value)) for name, value in chosen.items()}


def _choices(choices: Any) -> list[Any]:
    return [("", _("All")), *choices]


class PeopleFilter(Filter):
    """People: by words, line, target group of where they work, role, tag, region and last contact."""

    line = forms.ModelChoiceField(ProgrammeLine.objects.all(), required=False, label=_("Programme line"))
    group = forms.ModelChoiceField(TargetGroup.objects.all(), required=False, label=_("Target group"))
    role = forms.ModelChoiceField(WorkRole.objects.all(), required=False, label=_("Role in the field"))
    tag = forms.ModelChoiceField(people.tags_in_use(), required=False, label=_("Tag"))
    region = forms.ChoiceField(choices=_choices(Province.choices), required=False, label=_("Region"))
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(), required=False, label=_("Organisation"), widget=forms.HiddenInput
    )
    contact = forms.ChoiceField(choices=_choices(people.LastContact.choices), required=False, label=_("Last contact"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = _("Name or organisation")

    def asked(self) -> people.PeopleAsked:
        return people.PeopleAsked(**self.cleaned_data)


class OrganisationFilter(Filter):
    """Organisations: by words, kind, target group, the line they are partner of, and region."""

    kind = forms.ChoiceField(choices=_choices(OrganisationKind.choices), required=False, label=_("Kind"))
    group = forms.ModelChoiceField(TargetGroup.objects.all(), required=False, label=_("Target group"))
    line = forms.ModelChoiceField(ProgrammeLine.objects.all(), required=False, label=_("Partner of line"))
    region = forms.ChoiceField(choices=_choices(Province.choices), required=False, label=_("Region"))

    def asked(self) -> organisations.OrganisationsAsked:
        return organisations.OrganisationsAsked(**self.cleaned_data)


class ContactFilter(Filter):
    """Contact moments: by line, kind of contact, and only one's own."""

    words = None  # type: ignore[assignment]
    line = forms.ModelChoiceField(ProgrammeLine.objects.all(), required=False, label=_("Programme line"))
    channel = forms.ChoiceField(choices=_choices(Channel.choices), required=False, label=_("Kind of contact"))
    own = forms.BooleanField(required=False, label=_("Only what I recorded"))


class ReviewFilter(Filter):
    """What waits for a colleague: by programme line."""

    words = None  # type: ignore[assignment]
    line = forms.ModelChoiceField(ProgrammeLine.objects.all(), required=False, label=_("Programme line"))
