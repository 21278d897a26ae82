"""What a list can be narrowed to. To an address that asks for something unknown nobody answers; the page says so."""

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
from network.models.organisation import OrganisationKind
from network.models.relationship import Between
from network.models.selection import Of
from network.provinces import Province
from network.queries import organisations, people
from network.queries.holders import holding_relations
from network.queries.narrowing import LastContact, Phone, Tasks, tags_in_use, tie_choices

from .fields import Choice, DayField
from .filter_fields import HolderChoice, OrganisationChoice, PostcodeBegin, TitleWords
from .many import ManyChoices, ManyRows


@dataclass(frozen=True)
class Chip:
    """One value that narrows a list now: its name in the address, what it is about, what was chosen, and what else.

    `rest` is what stays in the address under this name without this value.
    """

    name: str
    label: str
    value: str
    rest: str = ""


class Filter(forms.Form):
    """Search words, which are posted, and choices, which stand in the address as ids.

    `first` names the choices that always show; of the rest, only what was chosen shows and the others fold away: a
    list of municipalities or tags is long, and few ask by it. `typed` names the choices that are written by hand: they
    are posted as the words are, and `keys` has what stands in the address for them.
    """

    first: ClassVar[tuple[str, ...]] = ()
    typed: ClassVar[tuple[str, ...]] = ()
    words = forms.CharField(
        required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.keys: dict[str, str] = {}
        self.label_suffix = ""
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField) and not isinstance(field, ManyRows):
                field.empty_label = _("All")

    @property
    def unknown(self) -> list[str]:
        """Return the names of the choices for which something was asked that is not there."""
        return [str(self.fields[name].label) for name in self.errors if name in self.fields]

    def chosen(self) -> dict[str, Any]:
        """Return the choices that narrow, by name; the words are none."""
        return {name: value for name, value in self.cleaned_data.items() if value and name != "words"}

    def query(self) -> dict[str, str]:
        """Return the choices as they stand in the address: of what is typed the key alone."""
        written = {name: in_address(value) for name, value in self.chosen().items() if name not in self.typed}
        return {**written, **self.keys}

    def stored(self) -> dict[str, str]:
        """Return what is asked as a selection keeps it: the choices, and the words."""
        asked = {name: in_address(value) for name, value in self.chosen().items()}
        words = self.cleaned_data.get("words", "")
        return {**asked, **({"words": words} if words else {})}

    def always(self) -> list[forms.BoundField]:
        """Return the first choices, then what else was chosen."""
        chosen = [name for name in self.chosen() if name not in self.first and not self[name].is_hidden]
        return [self[name] for name in (*self.first, *chosen)]

    def folded(self) -> list[forms.BoundField]:
        shown = {field.name for field in self.always()}
        return [field for field in self.visible_fields() if field.name not in shown]

    def chips(self) -> Iterator[Chip]:
        """Yield each value that narrows the list, in words; of several under one name one is enough."""
        for name, told in self.chosen().items():
            field = self.fields[name]
            values = told if isinstance(told, tuple) else (told,)
            for value in values:
                rest = in_address(tuple(each for each in values if each != value))
                label = str(field.label) if value == values[0] else _("or %(label)s") % {"label": field.label}
                yield Chip(name, label, _in_words(field, value), rest)


class PartyFilter(Filter):
    """What lists of people and of organisations share, with the questions of other rooms."""

    of: ClassVar[Of]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        selections = Selection.objects.visible_to(self.user).filter(of=self.of).by_name()
        self.fields["selection"].queryset = selections  # type: ignore[attr-defined]
        for question in questions.known():
            choices = _later(question.choices)
            self.fields[question.name] = forms.ChoiceField(choices=choices, required=False, label=question.label)

    def told(self) -> dict[str, Any]:
        """Return what is asked, by the names of the network itself, and of other rooms under `elsewhere`."""
        others = {question.name for question in questions.known()}
        told = {name: value for name, value in self.cleaned_data.items() if name not in others}
        elsewhere = {name: value for name, value in self.cleaned_data.items() if name in others and value}
        return {**told, "elsewhere": elsewhere, "nobody": bool(self.unknown)}


def in_address(value: Any) -> str:
    """Return a choice as it stands in an address and in a selection: a key or word, or several with commas."""
    values = value if isinstance(value, tuple) else (value,)
    return ",".join(str(getattr(each, "pk", each)) for each in values)


def with_all(choices: Any) -> list[Any]:
    """Put the choice that asks nothing before these."""
    return [("", gettext_lazy("All")), *choices]


def _later(choices: Any) -> Any:
    return lambda: with_all(choices())


def _in_words(field: forms.Field, value: Any) -> str:
    if hasattr(field, "label_from_instance"):
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


class PeopleFilter(PartyFilter):
    """People: by words, and by what they do, where they work, when we spoke, with whom they are tied."""

    of = Of.PEOPLE
    first = ("words", "line", "group", "role", "contact")
    typed = ("title",)
    line = ManyRows(ProgrammeLine.objects.all(), required=False, label=gettext_lazy("Programme line"))
    group = ManyRows(TargetGroup.objects.all(), required=False, label=gettext_lazy("Target group"))
    role = Choice(WorkRole.objects.all(), required=False, label=gettext_lazy("Role in the field"))
    contact = forms.ChoiceField(
        choices=with_all(LastContact.choices), required=False, label=gettext_lazy("Last contact")
    )
    tag = ManyRows(tags_in_use(Person), required=False, label=gettext_lazy("Tag"))
    organisation = OrganisationChoice(required=False, label=gettext_lazy("Organisation"))
    title = TitleWords(required=False)
    kind = forms.ChoiceField(
        choices=with_all(OrganisationKind.choices), required=False, label=gettext_lazy("Kind of organisation")
    )
    holder = HolderChoice(holding_relations(), required=False, label=gettext_lazy("Relation holder"))
    region = ManyChoices(choices=Province.choices, required=False, label=gettext_lazy("Region"))
    municipality = ManyRows(Municipality.objects.all(), required=False, label=gettext_lazy("Municipality"))
    mail = forms.ChoiceField(
        choices=with_all(people.Reachable.choices), required=False, label=gettext_lazy("E-mail address")
    )
    tie = forms.ChoiceField(
        choices=_later(partial(tie_choices, Between.PEOPLE)), required=False, label=gettext_lazy("Ties")
    )
    phone = forms.ChoiceField(choices=with_all(Phone.choices), required=False, label=gettext_lazy("Phone number"))
    task = forms.ChoiceField(choices=with_all(Tasks.choices), required=False, label=gettext_lazy("Tasks"))
    postcode = PostcodeBegin(required=False)
    language = forms.ChoiceField(
        choices=with_all([("nl", "Nederlands"), ("en", "English")]),
        required=False,
        label=gettext_lazy("Language of letters"),
    )
    since = DayField(required=False, label=gettext_lazy("Recorded since"))
    selection = Choice(Selection.objects.none(), required=False, label=gettext_lazy("Selection"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].user = self.user  # type: ignore[attr-defined]
        self.fields["words"].label = _("Name, organisation or phone number")

    def asked(self) -> people.PeopleAsked:
        return people.PeopleAsked(**self.told())


class OrganisationFilter(PartyFilter):
    """Organisations: by words, and by what they are, where, on which line, when we spoke, with whom they are tied."""

    of = Of.ORGANISATIONS
    first = ("words", "kind", "group", "line", "contact")
    kind = forms.ChoiceField(choices=with_all(OrganisationKind.choices), required=False, label=gettext_lazy("Kind"))
    group = ManyRows(TargetGroup.objects.all(), required=False, label=gettext_lazy("Target group"))
    line = ManyRows(ProgrammeLine.objects.all(), required=False, label=gettext_lazy("Partner of line"))
    contact = forms.ChoiceField(
        choices=with_all(LastContact.choices), required=False, label=gettext_lazy("Last contact")
    )
    region = ManyChoices(choices=Province.choices, required=False, label=gettext_lazy("Region"))
    municipality = ManyRows(Municipality.objects.all(), required=False, label=gettext_lazy("Municipality"))
    tag = ManyRows(tags_in_use(Organisation), required=False, label=gettext_lazy("Tag"))
    holder = HolderChoice(holding_relations(), required=False, label=gettext_lazy("Relation holder"))
    tie = forms.ChoiceField(
        choices=_later(partial(tie_choices, Between.ORGANISATIONS)), required=False, label=gettext_lazy("Ties")
    )
    keeping = forms.ChoiceField(
        choices=with_all(organisations.Keeping.choices), required=False, label=gettext_lazy("How we hold it")
    )
    phone = forms.ChoiceField(choices=with_all(Phone.choices), required=False, label=gettext_lazy("Phone number"))
    task = forms.ChoiceField(choices=with_all(Tasks.choices), required=False, label=gettext_lazy("Tasks"))
    postcode = PostcodeBegin(required=False)
    since = DayField(required=False, label=gettext_lazy("Recorded since"))
    ended = forms.ChoiceField(
        choices=[("", gettext_lazy("Leave out")), *organisations.Ended.choices],
        required=False,
        label=gettext_lazy("Organisations that ended"),
    )
    selection = Choice(Selection.objects.none(), required=False, label=gettext_lazy("Selection"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = _("Name or phone number")

    def asked(self) -> organisations.OrganisationsAsked:
        return organisations.OrganisationsAsked(**self.told())


class ReviewFilter(Filter):
    """What waits for a colleague: by programme line."""

    words = None  # type: ignore[assignment]
    line = Choice(ProgrammeLine.objects.all(), required=False, label=gettext_lazy("Programme line"))
