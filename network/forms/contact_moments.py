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
from network.models import Attachment, ContactMoment, Person, ProgrammeLine
from network.models.contact_moment import Channel
from network.queries import contact_moments, people

from .attachments import FilesField
from .fields import DayField, OneLineField
from .words import AsksAboutWords


class ContactForm(AsksAboutWords):
    """A contact moment in ten seconds: with whom, on which line, how, when, and one sentence.

    `candidates` are the people to tick: who was chosen, who was found with the words in `find`, and who is offered.
    """

    asked_field = "summary"

    people = forms.ModelMultipleChoiceField(
        Person.objects.none(),
        label=gettext_lazy("With whom"),
        error_messages={"required": gettext_lazy("Choose at least one person.")},
    )
    find = forms.CharField(
        label=gettext_lazy("Find somebody"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("Kind of contact"), choices=Channel.choices, widget=forms.RadioSelect, initial=Channel.CALL
    )
    line = forms.ModelChoiceField(ProgrammeLine.objects.none(), label=gettext_lazy("Programme line"))
    held_on = DayField(label=gettext_lazy("When"))
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
        moment: ContactMoment | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.today, self.offered, self.moment = user, today, offered, moment
        self.fields["people"].queryset = Person.objects.visible_to(user)  # type: ignore[attr-defined]
        self.fields["held_on"].initial = today
        self.fields["held_on"].widget.attrs["max"] = today.isoformat()
        gone: Any = self.fields["gone"]
        gone.queryset = moment.attachments.all() if moment else Attachment.objects.none()
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
        ticked = self.data.getlist("people") if hasattr(self.data, "getlist") else []
        given = ticked if self.is_bound else self.get_initial_for_field(self.fields["people"], "people") or []
        return {int(pk) for pk in given if str(pk).isdecimal()}

    @cached_property
    def candidates(self) -> list[Person]:
        """The people to tick: chosen, found, offered; each once."""
        words = str(self.data.get("find", "")).replace("\0", "") if self.is_bound else ""
        seen = people.candidates(self.user, self.chosen, words, self.today)
        return list({person.pk: person for person in [*seen, *self.offered]}.values())

    def clean_held_on(self) -> date:
        day: date = self.cleaned_data["held_on"]
        if day > self.today:
            raise ValidationError(_("This day is still to come. Choose today or earlier."))
        return day

    def told(self) -> Told:
        return Told(**{name: self.cleaned_data[name] for name in TOLD}, files=self.cleaned_data["uploads"])


TOLD = ("people", "line", "channel", "held_on", "summary", "confirmed", "gone")
