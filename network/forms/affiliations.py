from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from network.models import Affiliation, Person
from web.seen import SeenForm

from .fields import DayField, OneLineField, OrganisationField
from .words import AsksAboutWords


class AffiliationForm(SeenForm, AsksAboutWords):
    """A role at an organisation, with the days between which it held."""

    asked_field = "title"

    title = OneLineField(
        label=_("Role at the organisation"), help_text=_("Such as: policy adviser"), max_length=120, required=False
    )
    started_on = DayField(label=_("Since"), required=False)
    ended_on = DayField(label=_("Until"), help_text=_("The first day on which it no longer holds."), required=False)


class RolesField(forms.ModelMultipleChoiceField):
    """Some of the roles that a person has now, each with its organisation."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.title}, {obj.organisation.name}" if obj.title else str(obj.organisation.name)


class NewAffiliationForm(AffiliationForm):
    """The same, at an organisation that is still to be named; a job change ends what the person did until then."""

    organisation = OrganisationField(label=_("Organisation"))
    ends = RolesField(
        Affiliation.objects.none(),
        label=_("Does another role end?"),
        help_text=_("It ends on the day the new one starts, or today. History stays."),
        required=False,
    )
    field_order = ("organisation", "title", "started_on", "ended_on", "ends")

    def __init__(self, *args: Any, user: User, person: Person, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["organisation"].user = user
        held = person.affiliations.holding_on(today).filter(ended_on=None).select_related("organisation")
        if held:
            fields["ends"].queryset = held
        else:
            del fields["ends"]
