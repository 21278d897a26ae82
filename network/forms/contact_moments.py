from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from network.actions.contact_moments import Told
from network.models import Attachment, ContactMoment, Organisation, Person, ProgrammeLine
from network.models.contact_moment import Channel
from network.queries import contact_moments, organisations, people
from web.keys import keys_of
from web.seen import SeenForm

from .attachments import FilesField
from .fields import OneLineField, PastDayField
from .words import AsksAboutWords


class PeopleField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.full_name)


class ContactForm(SeenForm, AsksAboutWords):
    """A contact moment in ten seconds: with whom, on which line, how, when, and one sentence.

    `candidates` are the people to tick: who was chosen, who was found with the words in `find`, and who is offered.
    `organisations_to_tick` are the organisations: of the page (`organisation`), of the moment, and those found.
    """

    asked_field = "summary"

    people = PeopleField(
        Person.objects.none(),
        label=gettext_lazy("With whom"),
        required=False,
    )
    organisations = forms.ModelMultipleChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Organisations"), required=False
    )
    find = forms.CharField(
        label=gettext_lazy("Find somebody or an organisation"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Kind of contact"), choices=Channel.choices, widget=forms.RadioSelect, initial=Channel.CALL
    )
    line = forms.ModelChoiceField(ProgrammeLine.objects.none(), label=gettext_lazy("Programme line"))
    held_on = PastDayField(label=gettext_lazy("When"))
    summary = OneLineField(
        label=gettext_lazy("What was it about?"),
        help_text=gettext_lazy("One sentence is enough. Write nothing about the belief, origin or health of a person."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "class": "short"}),
    )

    uploads = FilesField(
        label=gettext_lazy("Files"),
        help_text=gettext_lazy("At most five, of 10 MB each: PDF, Word, Excel, PowerPoint, ODT, picture, text, mail."),
        required=False,
    )
    gone = forms.ModelMultipleChoiceField(
        Attachment.objects.none(),
        label=gettext_lazy("Take off"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        user: User,
        today: date,
        offered: Iterable[Person] = (),
        organisation: Organisation | None = None,
        moment: ContactMoment | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.today, self.offered, self.moment = user, today, offered, moment
        self.known: list[Organisation] = [organisation] if organisation else []
        if moment:
            self.known = list(Organisation.objects.visible_to(user).filter(contact_moments=moment).by_name())
            self.initial["organisations"] = [each.pk for each in self.known]
        fields: dict[str, Any] = self.fields
        fields["people"].queryset = Person.objects.visible_to(user)
        fields["organisations"].queryset = Organisation.objects.visible_to(user)
        self.fields["held_on"].initial = today
        self.fields["held_on"].widget.attrs["max"] = today.isoformat()
        fields["gone"].queryset = moment.attachments.all() if moment else Attachment.objects.none()
        self._offer_lines()

    @property
    def who_id(self) -> str:
        """The id of the list of people: another one when this form lies over a page that has one already."""
        return f"wie-{str(self.auto_id).partition('_')[0]}"

    def _offer_lines(self) -> None:
        """Offer the lines that hold this year, those of this colleague first."""
        of_the_moment = Q(pk=self.moment.line_id) if self.moment else Q()
        lines = ProgrammeLine.objects.filter(
            Q(pk__in=ProgrammeLine.objects.holding_in(self.today.year)) | of_the_moment
        )
        own = set(contact_moments.own_lines(self.user, self.today).values_list("pk", flat=True))
        mine = [(line.pk, str(line)) for line in lines if line.pk in own]
        others = [(line.pk, str(line)) for line in lines if line.pk not in own]
        field: Any = self.fields["line"]
        field.queryset = lines
        grouped = [(_("Your lines"), mine), (_("Other lines"), others)] if mine else others
        field.choices = [("", _("Choose a line")), *grouped]
        field.initial = self._likely_line([pk for pk, _name in mine])

    def _likely_line(self, own: list[int]) -> int | None:
        """Return the line on which both this colleague and the people chosen work, else her first, else their first."""
        theirs = list(ProgrammeLine.objects.filter(people__in=self.chosen).values_list("pk", flat=True))
        return next((pk for pk in [*(pk for pk in theirs if pk in own), *own, *theirs]), None)

    @cached_property
    def chosen(self) -> set[int]:
        """The ids of the people that are ticked."""
        given = self._ticked("people") if self.is_bound else self.get_initial_for_field(self.fields["people"], "people")
        return set(keys_of(map(str, given or [])))

    @cached_property
    def chosen_organisations(self) -> set[int]:
        """The ids of the organisations that are ticked; what is known beforehand stands ticked at first."""
        if not self.is_bound:
            return {each.pk for each in self.known}
        return set(keys_of(map(str, self._ticked("organisations"))))

    def _ticked(self, name: str) -> list[str]:
        return list(self.data.getlist(name)) if hasattr(self.data, "getlist") else []

    @property
    def _words(self) -> str:
        return str(self.data.get("find", "")).replace("\0", "") if self.is_bound else ""

    @cached_property
    def candidates(self) -> list[Person]:
        """The people to tick: chosen, found, offered; each once."""
        seen = people.candidates(self.user, self.chosen, self._words, self.today)
        return list({person.pk: person for person in [*seen, *self.offered]}.values())

    @cached_property
    def organisations_to_tick(self) -> list[Organisation]:
        """The organisations to tick: known beforehand, chosen, found; each once."""
        chosen = self.chosen_organisations - {each.pk for each in self.known}
        seen = organisations.candidates(self.user, chosen, self._words)
        return list({each.pk: each for each in [*self.known, *seen]}.values())

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not {"people", "organisations"} & set(self.errors) and not (told["people"] or told["organisations"]):
            self.add_error("people", ValidationError(_("Choose at least one person, or an organisation.")))
        return told

    def told(self) -> Told:
        without = [each for each in self.known if each.pk not in self.chosen_organisations]
        told = {name: self.cleaned_data[name] for name in TOLD}
        return Told(**told, files=self.cleaned_data["uploads"], without=without)


TOLD = ("people", "organisations", "line", "channel", "held_on", "summary", "confirmed", "gone")
