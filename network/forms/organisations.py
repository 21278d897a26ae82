from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from network.actions import places
from network.actions.organisations import OrganisationFacts
from network.models import Municipality, Organisation, ProgrammeLine
from network.models.organisation import OrganisationKind
from network.organisation_likeness import OrganisationTraits
from network.provinces import Province
from network.queries import alike_organisations
from network.queries.alike_organisations import OrganisationSuspect
from web.seen import SeenForm

from .fields import DayField, OneLineField, TagsField
from .places import MunicipalityField, PhonesField, PostcodeField, offered_municipalities


class OrganisationForm(SeenForm, forms.ModelForm):
    """What is kept about an organisation; the form only reads, `actions.organisations` writes."""

    tags = TagsField(
        label=_("Tags"),
        help_text=_("What it does and whom it serves, with commas in between."),
        required=False,
        max_length=500,
    )

    phones = PhonesField(label=_("Phone numbers"), help_text=_("One on each line."), required=False, max_length=500)
    postcode = PostcodeField(label=_("Postcode"), help_text=_("Such as: 3511 LX"), required=False)
    municipality = MunicipalityField(
        label=_("Municipality"), help_text=_("The province follows from it."), required=False
    )
    website = forms.URLField(label=_("Website"), max_length=200, required=False, assume_scheme="https")
    always_here = forms.BooleanField(
        label=_("It did not move: the place was wrong. Mend the past too."), required=False
    )

    class Meta:
        model = Organisation
        fields = ["name", "kind", "target_groups", "postcode", "municipality", "province", "website"]
        field_classes = {"name": OneLineField}
        widgets = {"target_groups": forms.CheckboxSelectMultiple}
        error_messages = {"name": {"unique": _("There already is an organisation with this name.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.choices = [("", _("Choose a kind")), *OrganisationKind.choices]
        province: Any = self.fields["province"]
        province.choices = [("", _("whole country")), *Province.choices]
        province.help_text = ""
        if places.of(self.instance) == places.NOWHERE:
            del self.fields["always_here"]

    def municipalities(self) -> list[Municipality]:
        return offered_municipalities()

    def facts(self) -> OrganisationFacts:
        told = self.cleaned_data
        columns = {name: told[name] for name in self.Meta.fields if name != "target_groups"}
        groups = list(told["target_groups"].order_by("position", "pk"))
        phones = tuple(told["phones"])
        return OrganisationFacts(**columns, target_groups=groups, tags=told["tags"], phones=phones)


class NewOrganisationForm(OrganisationForm):
    """An organisation that is new; asks once more when it seems to be known already."""

    another_one = forms.BooleanField(label=_("This is another one: add this organisation"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.alike: list[OrganisationSuspect] = []

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        self.alike = alike_organisations.alike(self.user, self.traits()) if self.data.get("name", "").strip() else []
        if self.alike and not told.get("another_one") and "name" not in self.errors:
            raise ValidationError(
                _("Perhaps we know this organisation already. Look at which it could be."), code="alike"
            )
        return told

    def traits(self) -> OrganisationTraits:
        """Return what is told so far about which organisation this is; what is not right yet is left out."""
        told = self.cleaned_data
        name = told.get("name") or " ".join(self.data["name"].split())[:160]
        words = (told.get("kind", ""), told.get("website", ""))
        return OrganisationTraits(name, *words, frozenset(told.get("phones", [])), told.get("postcode", ""))


class PartnerForm(SeenForm, forms.Form):
    """What an organisation is to a programme line, with the days between which it holds."""

    relation = OneLineField(label=_("Is our"), help_text=_("Such as: samenwerkingspartner"), max_length=60)
    started_on = DayField(label=_("Since"), required=False)
    ended_on = DayField(label=_("Until"), help_text=_("The first day on which it no longer holds."), required=False)


class NewPartnerForm(PartnerForm):
    """The same, on a line that is still to be chosen."""

    line = forms.ModelChoiceField(
        ProgrammeLine.objects.none(), label=_("Programme line"), empty_label=_("Choose a line")
    )
    ended_on = None  # type: ignore[assignment]
    field_order = ("line", "relation", "started_on")

    def __init__(self, *args: Any, organisation: Organisation, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_lines = ProgrammeLine.objects.holding_in(today.year)
        taken = Q(partners__organisation=organisation, partners__ended_on=None)
        self.fields["line"].queryset = open_lines.exclude(taken)  # type: ignore[attr-defined]
