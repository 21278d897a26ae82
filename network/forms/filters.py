"""What a list can be narrowed to. An address that asks for something unknown asks for nothing there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from network import questions
from network.models import Municipality, Organisation, Person, ProgrammeLine, Selection, TargetGroup, WorkRole
from network.models.contact_moment import Channel
from network.models.organisation import OrganisationKind
from network.models.relationship import Between
from network.models.selection import Of
from network.provinces import Province
from network.queries import organisations, people
from network.queries.holders import holding_relations
from network.queries.narrowing import LastContact, tags_in_use, tie_choices

from .fields import Choice, DayField, OrganisationField


@dataclass(frozen=True)
class Chip:
    """One choice that narrows a list now: its name in the address, what it is about, and what was chosen."""

    name: str
    label: str
    value: str


class Filter(forms.Form):
    """Search words, which are posted, and choices, which stand in the address as ids.

    `first` names the choices that always show; of the rest, only what was chosen shows and the others fold away: a
    list of municipalities or tags is long, and few ask by it.
    """

    first: ClassVar[tuple[str, ...]] = ()
    words = forms.CharField(
        required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.label_suffix = ""
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.empty_label = _("All")

    def query(self) -> dict[str, str]:
        """Return the choices as they stand in the address."""
        chosen = {name: value for name, value in self.cleaned_data.items() if value and name != "words"}
        return {name: str(getattr(value, "pk", value)) for name, value in chosen.items()}

    def stored(self) -> dict[str, str]:
        """Return what is asked as a selection keeps it: the choices, and the words."""
        words = self.cleaned_data.get("words", "")
        return {**self.query(), **({"words": words} if words else {})}

    def always(self) -> list[forms.BoundField]:
        """Return the first choices, then what else was chosen."""
        chosen = [name for name in self.query() if name not in self.first and not self[name].is_hidden]
        return [self[name] for name in (*self.first, *chosen)]

    def folded(self) -> list[forms.BoundField]:
        shown = {field.name for field in self.always()}
        return [field for field in self.visible_fields() if field.name not in shown]

    def chips(self) -> Iterator[Chip]:
        """Yield each choice that narrows the list, in words."""
        for name in self.query():
            field = self.fields[name]
            yield Chip(name, str(field.label), _in_words(field, self.cleaned_data[name]))


class PartyFilter(Filter):
    """What lists of people and of organisations share, with the questions of other rooms."""

    of: ClassVar[Of]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        selections = Selection.objects.visible_to(self.user).filter(of=self.of).by_name()
        self.fields["selection"].queryset = selections  # type: ignore[attr-defined]
        for question in questions.known():
            choices = _with_all(question.choices)
            self.fields[question.name] = forms.ChoiceField(choices=choices, required=False, label=question.label)

    def told(self) -> dict[str, Any]:
        """Return what is asked, by the names of the network itself, and of other rooms under `elsewhere`."""
        others = {question.name for question in questions.known()}
        told = {name: value for name, value in self.cleaned_data.items() if name not in others}
        elsewhere = {name: value for name, value in self.cleaned_data.items() if name in others and value}
        return {**told, "elsewhere": elsewhere}


class OrganisationChoice(OrganisationField):
    """An organisation: by name as one types it, by key as the address has it. Only the lists use it."""

    def clean(self, value: Any) -> Organisation | None:
        if str(value or "").isdecimal():
            return Organisation.objects.visible_to(self.user).filter(pk=value).first()
        return super().clean(value)

    def prepare_value(self, value: Any) -> Any:
        if str(value or "").isdecimal():
            known = Organisation.objects.visible_to(self.user).filter(pk=value).first()
            return known.name if known else ""
        return value


def _choices(choices: Any) -> list[Any]:
    return [("", gettext_lazy("All")), *choices]


def _with_all(choices: Any) -> Any:
    return lambda: _choices(choices())


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ModelChoiceField):
        return str(field.label_from_instance(value))
    if isinstance(field, forms.ChoiceField):
        return _chosen(field.choices, value)
    return date_format(value) if isinstance(value, date) else str(value)


def _chosen(choices: Any, value: str) -> str:
    """Return the words of a choice, which may stand in a group: then the name of the group comes first."""
    for key, words in choices:
        if isinstance(words, list | tuple):
            for inner, name in words:
                if str(inner) == value:
                    return f"{key}: {name}"
        elif str(key) == value:
            return str(words)
    return value


class HolderChoice(Choice):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.get_full_name())


class PeopleFilter(PartyFilter):
    """People: by words, and by what they do, where they work, when we spoke, with whom they are tied."""

    of = Of.PEOPLE
    first = ("words", "line", "group", "role", "contact")
    line = Choice(ProgrammeLine.objects.all(), required=False, label=gettext_lazy("Programme line"))
    group = Choice(TargetGroup.objects.all(), required=False, label=gettext_lazy("Target group"))
    role = Choice(WorkRole.objects.all(), required=False, label=gettext_lazy("Role in the field"))
    contact = forms.ChoiceField(
        choices=_choices(LastContact.choices), required=False, label=gettext_lazy("Last contact")
    )
    tag = Choice(tags_in_use(Person), required=False, label=gettext_lazy("Tag"))
    organisation = OrganisationChoice(required=False, label=gettext_lazy("Organisation"))
    kind = forms.ChoiceField(
        choices=_choices(OrganisationKind.choices), required=False, label=gettext_lazy("Kind of organisation")
    )
    holder = HolderChoice(holding_relations(), required=False, label=gettext_lazy("Relation holder"))
    region = forms.ChoiceField(choices=_choices(Province.choices), required=False, label=gettext_lazy("Region"))
    municipality = Choice(Municipality.objects.all(), required=False, label=gettext_lazy("Municipality"))
    mail = forms.ChoiceField(
        choices=_choices(people.Reachable.choices), required=False, label=gettext_lazy("E-mail address")
    )
    tie = forms.ChoiceField(
        choices=_with_all(partial(tie_choices, Between.PEOPLE)), required=False, label=gettext_lazy("Ties")
    )
    since = DayField(required=False, label=gettext_lazy("Recorded since"))
    selection = Choice(Selection.objects.none(), required=False, label=gettext_lazy("Selection"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].user = self.user  # type: ignore[attr-defined]
        self.fields["words"].label = _("Name or organisation")

    def asked(self) -> people.PeopleAsked:
        return people.PeopleAsked(**self.told())


class OrganisationFilter(PartyFilter):
    """Organisations: by words, and by what they are, where, on which line, when we spoke, with whom they are tied."""

    of = Of.ORGANISATIONS
    first = ("words", "kind", "group", "line", "contact")
    kind = forms.ChoiceField(choices=_choices(OrganisationKind.choices), required=False, label=gettext_lazy("Kind"))
    group = Choice(TargetGroup.objects.all(), required=False, label=gettext_lazy("Target group"))
    line = Choice(ProgrammeLine.objects.all(), required=False, label=gettext_lazy("Partner of line"))
    contact = forms.ChoiceField(
        choices=_choices(LastContact.choices), required=False, label=gettext_lazy("Last contact")
    )
    region = forms.ChoiceField(choices=_choices(Province.choices), required=False, label=gettext_lazy("Region"))
    municipality = Choice(Municipality.objects.all(), required=False, label=gettext_lazy("Municipality"))
    tag = Choice(tags_in_use(Organisation), required=False, label=gettext_lazy("Tag"))
    holder = HolderChoice(holding_relations(), required=False, label=gettext_lazy("Relation holder"))
    tie = forms.ChoiceField(
        choices=_with_all(partial(tie_choices, Between.ORGANISATIONS)), required=False, label=gettext_lazy("Ties")
    )
    since = DayField(required=False, label=gettext_lazy("Recorded since"))
    selection = Choice(Selection.objects.none(), required=False, label=gettext_lazy("Selection"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = _("Name")

    def asked(self) -> organisations.OrganisationsAsked:
        return organisations.OrganisationsAsked(**self.told())


class ContactFilter(Filter):
    """Contact moments: by line, kind of contact, and only one's own."""

    words = None  # type: ignore[assignment]
    line = Choice(ProgrammeLine.objects.all(), required=False, label=gettext_lazy("Programme line"))
    channel = forms.ChoiceField(
        choices=_choices(Channel.choices), required=False, label=gettext_lazy("Kind of contact")
    )
    own = forms.BooleanField(required=False, label=gettext_lazy("Only what I recorded"))


class ReviewFilter(Filter):
    """What waits for a colleague: by programme line."""

    words = None  # type: ignore[assignment]
    line = Choice(ProgrammeLine.objects.all(), required=False, label=gettext_lazy("Programme line"))
