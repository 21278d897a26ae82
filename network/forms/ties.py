from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from network.actions.people import why_refused
from network.actions.ties import TieFacts
from network.models import Organisation, Person, Relationship, RelationshipType
from network.models.relationship import ConfirmedBy
from network.queries import ties
from network.special_words import special_words
from web.keys import key_of
from web.seen import SeenForm

from .fields import DayField, OneLineField, OrganisationField, PastDayField

FORWARD, BACK = ">", "<"


class TieForm(SeenForm, forms.Form):
    """When a tie held, where that comes from, and which end confirmed it on which day."""

    started_on = DayField(label=gettext_lazy("Since"), required=False)
    ended_on = DayField(
        label=gettext_lazy("Until"),
        help_text=gettext_lazy("The first day on which it no longer holds."),
        required=False,
    )
    source = OneLineField(
        label=gettext_lazy("Source"),
        help_text=gettext_lazy("Where you know this from, such as: annual report 2025."),
        max_length=200,
        required=False,
    )
    confirmed_by = forms.ChoiceField(label=gettext_lazy("Confirmed"), required=False)
    confirmed_on = PastDayField(
        label=gettext_lazy("Confirmed on"), help_text=gettext_lazy("Left empty it is today."), required=False
    )

    def __init__(self, *args: Any, first: str, second: str, about_people: bool, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.about_people, self.today = about_people, today
        self.fields["confirmed_by"].choices = [  # type: ignore[attr-defined]
            (ConfirmedBy.NOBODY, _("not yet")),
            (ConfirmedBy.FIRST, _("by %(name)s") % {"name": first}),
            (ConfirmedBy.SECOND, _("by %(name)s") % {"name": second}),
            (ConfirmedBy.BOTH, _("by both")),
        ]

    def clean_source(self) -> str:
        source: str = self.cleaned_data["source"]
        found = special_words(source) if self.about_people and source != self.initial.get("source") else []
        if found:
            raise ValidationError(why_refused(found))
        return source

    def facts(self) -> TieFacts:
        told: dict[str, Any] = {name: self.cleaned_data.get(name) for name in TieForm.base_fields}
        return TieFacts(**told)


class NewTieForm(TieForm):
    """The same, of a kind that is still to be chosen; each kind reads in both directions. Seen from `party`."""

    way = forms.ChoiceField(label=gettext_lazy("Which tie?"))
    ended_on = None  # type: ignore[assignment]
    party: Organisation | Person

    def __init__(self, *args: Any, party: Organisation | Person, user: User, today: date, **kwargs: Any) -> None:
        ends: dict[str, Any] = {"first": ties.name_of(party), "second": _("the other")}
        super().__init__(*args, **ends, about_people=isinstance(party, Person), today=today, **kwargs)
        self.party, self.user = party, user
        self.fields["way"].choices = [("", _("Choose a tie")), *self._ways()]  # type: ignore[attr-defined]

    def _ways(self) -> list[tuple[str, str]]:
        """Return every kind with its words from this party to the other; one without direction only once."""
        ways = []
        for kind in ties.kinds_for(self.party):
            ways.append((f"{kind.pk}{FORWARD}", str(kind)))
            if kind.directed:
                ways.append((f"{kind.pk}{BACK}", kind.back))
        return ways

    @property
    def name(self) -> str:
        return ties.name_of(self.party)

    @property
    def backwards(self) -> bool:
        return str(self.cleaned_data["way"]).endswith(BACK)

    def facts(self) -> TieFacts:
        """Return what was told; who confirmed is turned round together with the tie."""
        facts = super().facts()
        turned = {"first": "second", "second": "first"} if self.backwards else {}
        return replace(facts, confirmed_by=turned.get(facts.confirmed_by, facts.confirmed_by))

    def ends(self) -> dict[str, Any]:
        """Return the kind of the tie and who stands first and second in it."""
        kind = RelationshipType.objects.get(pk=self.cleaned_data["way"][:-1])
        pair = (self.other, self.party) if self.backwards else (self.party, self.other)
        return {"kind": kind, "first": pair[0], "second": pair[1]}

    @property
    def other(self) -> Organisation | Person:
        raise NotImplementedError


class NewOrganisationTieForm(NewTieForm):
    organisation = OrganisationField(label=gettext_lazy("With which organisation?"))
    field_order = ("way", "organisation", "started_on", "source", "confirmed_by", "confirmed_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].user = self.user  # type: ignore[attr-defined]

    @property
    def other(self) -> Organisation | Person:
        organisation: Organisation = self.cleaned_data["organisation"]
        return organisation


class NewPersonTieForm(NewTieForm):
    """Between people: somebody is looked for by name and then chosen."""

    person = forms.ModelChoiceField(
        Person.objects.none(),
        label=gettext_lazy("With whom?"),
        error_messages={"required": gettext_lazy("Find somebody and choose them.")},
    )
    find = forms.CharField(label=gettext_lazy("Find somebody"), max_length=100, required=False)
    field_order = ("way", "find", "person", "started_on", "source", "confirmed_by", "confirmed_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = Person.objects.visible_to(self.user)  # type: ignore[attr-defined]

    @cached_property
    def candidates(self) -> list[Person]:
        """The people to choose from: who was found with the words, and who was chosen before."""
        if not self.is_bound or not isinstance(self.party, Person):
            return []
        words, chosen = str(self.data.get("find", "")).replace("\0", ""), str(self.data.get("person", ""))
        found = ties.people_found(self.user, words, self.party, self.today)
        if (key := key_of(chosen)) and key not in {person.pk for person in found}:
            found = [*Person.objects.visible_to(self.user).filter(pk=key), *found]
        return found

    @property
    def chosen(self) -> str:
        return str(self.data.get("person", ""))

    @property
    def other(self) -> Organisation | Person:
        person: Person = self.cleaned_data["person"]
        return person


def form_about(tie: Relationship, data: Any, today: date) -> TieForm:
    """Return the form with what is known about this tie."""
    initial = {name: getattr(tie, name) for name in TieForm.base_fields}
    first, second = (ties.name_of(tie.end(side)) for side in ("first", "second"))
    about_people = tie.first_person_id is not None
    return TieForm(data, initial=initial, first=first, second=second, about_people=about_people, today=today)
