from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from network.actions.people import PersonFacts, why_refused
from network.likeness import PersonTraits
from network.models import Municipality, Person, ProgrammeLine
from network.provinces import Province
from network.queries import duplicates
from network.queries.duplicates import Suspect
from network.special_words import special_words
from web.seen import SeenForm

from .fields import AddressesField, OneLineField, OrganisationField, TagsField
from .places import MunicipalityField, PhonesField, PostcodeField, offered_municipalities
from .words import AsksAboutWords


class PersonForm(SeenForm, forms.ModelForm):
    """What is kept about a person; the form only reads, `actions.people` writes."""

    addresses = AddressesField(
        label=_("E-mail addresses"),
        help_text=_("One on each line. Post goes to the first one."),
        required=False,
        max_length=2000,
    )
    phones = PhonesField(label=_("Phone numbers"), help_text=_("One on each line."), required=False, max_length=500)
    postcode = PostcodeField(label=_("Postcode"), help_text=_("Such as: 3511 LX"), required=False)
    municipality = MunicipalityField(
        label=_("Municipality"), help_text=_("The province follows from it."), required=False
    )
    tags = TagsField(
        label=_("Tags"),
        help_text=_(
            "What this person works on, with commas in between. Never who somebody is: nothing about belief, origin, "
            "health or orientation."
        ),
        required=False,
        max_length=500,
    )

    class Meta:
        model = Person
        fields = [
            *("given_name", "tussenvoegsel", "family_name", "work_role", "postcode", "municipality", "province"),
            *("language", "lines", "source"),
        ]
        field_classes = {
            "given_name": OneLineField,
            "tussenvoegsel": OneLineField,
            "family_name": OneLineField,
            "source": OneLineField,
        }
        widgets = {"lines": forms.CheckboxSelectMultiple}
        error_messages = {"source": {"required": _("Write down where KIS knows this person from.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("given_name", "tussenvoegsel", "family_name"):
            self.fields[name].widget.attrs["autocomplete"] = "off"
        role: Any = self.fields["work_role"]
        province: Any = self.fields["province"]
        role.empty_label, province.choices = _("not known"), [("", _("not known")), *Province.choices]
        holding = Q(pk__in=ProgrammeLine.objects.holding_in(timezone.localdate().year))
        already = Q(people=self.instance) if self.instance.pk else Q()
        lines = ProgrammeLine.objects.filter(holding | already).distinct()
        self.fields["lines"].queryset = lines  # type: ignore[attr-defined]
        self.fields["source"].required = bool(not self.instance.pk or self.instance.source)

    def municipalities(self) -> list[Municipality]:
        return offered_municipalities()

    def clean_tags(self) -> list[str]:
        tags: list[str] = self.cleaned_data["tags"]
        if found := special_words(", ".join(tags)):
            raise ValidationError(why_refused(found))
        return tags

    def clean_source(self) -> str:
        source: str = self.cleaned_data["source"]
        if found := special_words(source):
            raise ValidationError(why_refused(found))
        return source

    def facts(self) -> PersonFacts:
        told = self.cleaned_data
        columns = {name: told[name] for name in self.Meta.fields if name != "lines"}
        listed = {"addresses": told["addresses"], "tags": told["tags"], "phones": tuple(told["phones"])}
        return PersonFacts(**columns, **listed, lines=list(told["lines"].order_by("number")))


class NewPersonForm(AsksAboutWords, PersonForm):
    """Somebody new; asks once more when they seem to be known already."""

    asked_field = "title"

    organisation = OrganisationField(label=_("Works at"), required=False)
    title = OneLineField(label=_("As"), help_text=_("Such as: policy adviser"), max_length=120, required=False)
    somebody_else = forms.BooleanField(label=_("This is somebody else: add this person"), required=False)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["organisation"].user = user  # type: ignore[attr-defined]
        self.alike: list[Suspect] = []

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        self.alike = duplicates.alike(self.user, self.traits(), timezone.localdate())
        if self.alike and not told.get("somebody_else"):
            raise ValidationError(_("Perhaps we know this person already. Look at who it could be."), code="alike")
        return told

    def traits(self) -> PersonTraits:
        """Return what is told so far about who this is; what is not right yet is left out."""
        told = self.cleaned_data
        names = (told.get("given_name", ""), told.get("tussenvoegsel", ""), told.get("family_name", ""))
        addresses = frozenset(address.lower() for address in told.get("addresses", []))
        return duplicates.with_employer(PersonTraits(*names, addresses=addresses), told.get("organisation"))
