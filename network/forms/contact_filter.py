"""What the list of contact moments can be narrowed to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from network.models import ContactMoment, Person, ProgrammeLine
from network.models.contact_moment import Channel
from network.queries.contact_search import ContactsAsked
from network.queries.merges import standing_for
from web.keys import key_of

from .fields import Choice, DayField
from .filter_fields import HolderChoice, OrganisationChoice
from .filters import Filter, with_all


class PersonChoice(forms.Field):
    """A person by key, as the address has it from the page of that person; a name never stands there."""

    widget = forms.HiddenInput
    user: User

    def clean(self, value: Any) -> Person | None:
        if not value:
            return None
        numbers = standing_for(Person, [key_of(str(value))])
        if (known := Person.objects.visible_to(self.user).filter(pk__in=numbers).first()) is None:
            raise ValidationError(_("This person is there no more."))
        return known

    def label_from_instance(self, person: Person) -> str:
        return person.full_name


def _writers() -> Any:
    """Return who recorded contact at least once, by name."""
    wrote = ContactMoment.objects.filter(logged_by=OuterRef("pk"))
    return User.objects.filter(Exists(wrote)).order_by("family_name", "given_name", "pk")


class ContactFilter(Filter):
    """Contact moments: by words, line and kind, with whom, by whom, and between which days."""

    first = ("words", "line", "channel", "own")
    line = Choice(ProgrammeLine.objects.all(), required=False, label=gettext_lazy("Programme line"))
    channel = forms.ChoiceField(
        choices=with_all(Channel.choices), required=False, label=gettext_lazy("Kind of contact")
    )
    own = forms.ChoiceField(
        choices=with_all([("on", gettext_lazy("Only what I recorded"))]), required=False, label=gettext_lazy("Whose")
    )
    person = PersonChoice(required=False, label=gettext_lazy("Person"))
    organisation = OrganisationChoice(required=False, label=gettext_lazy("Organisation"))
    colleague = HolderChoice(User.objects.none(), required=False, label=gettext_lazy("Recorded by"))
    since = DayField(required=False, label=gettext_lazy("From"))
    until = DayField(required=False, label=gettext_lazy("Up to and including"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = _("What it was about, or with whom")
        self.fields["colleague"].queryset = _writers()  # type: ignore[attr-defined]
        for name in ("person", "organisation"):
            self.fields[name].user = self.user  # type: ignore[attr-defined]

    def asked(self) -> ContactsAsked:
        return ContactsAsked(
            **{**self.cleaned_data, "own": bool(self.cleaned_data.get("own"))}, nobody=bool(self.unknown)
        )
