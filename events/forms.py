from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from django import forms
from django.core import signing
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from email_validator import EmailNotValidError, validate_email

from events.models import Event, EventKind, SignUp
from network.models import ProgrammeLine
from web.seen import SeenForm

DAYS = ["%d-%m-%Y", "%d-%m-%y", "%d/%m/%Y", "%Y-%m-%d"]
TIMES = ["%H.%M", "%H:%M", "%H.%M uur", "%H:%M uur", "%H"]
MOST_PLACES = 100_000


class EventForm(SeenForm, forms.ModelForm):
    """What colleagues say about an event."""

    held_on = forms.DateField(
        label=_("Day"),
        input_formats=DAYS,
        widget=forms.DateInput(format="%d-%m-%Y", attrs={"autocomplete": "off"}),
        help_text=_("Such as 26-10-2026"),
        error_messages={"invalid": _("Write the day like this: 26-10-2026.")},
    )
    starts_at = forms.TimeField(
        label=_("Starts at"),
        required=False,
        input_formats=TIMES,
        widget=forms.TimeInput(format="%H.%M", attrs={"autocomplete": "off"}),
        help_text=_("Such as 10.00"),
        error_messages={"invalid": _("Write the time like this: 10.00.")},
    )
    ends_at = forms.TimeField(
        label=_("Ends at"),
        required=False,
        input_formats=TIMES,
        widget=forms.TimeInput(format="%H.%M", attrs={"autocomplete": "off"}),
        help_text=_("Such as 12.30"),
        error_messages={"invalid": _("Write the time like this: 10.00.")},
    )
    capacity = forms.IntegerField(
        label=_("Number of places"),
        required=False,
        min_value=1,
        max_value=MOST_PLACES,
        help_text=_("Leave empty when there is no limit."),
    )
    new_series = forms.CharField(label=_("Or begin a new series"), required=False, max_length=160)
    lines = forms.ModelMultipleChoiceField(
        label=_("Programme lines"),
        queryset=ProgrammeLine.objects.select_related("theme"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one programme line.")},
    )

    class Meta:
        model = Event
        fields = [
            "title",
            "kind",
            "summary",
            "description",
            "lines",
            "series",
            "held_on",
            "starts_at",
            "ends_at",
            "online",
            "place",
            "capacity",
        ]
        labels = {
            "title": _("Title"),
            "kind": _("Kind of event"),
            "summary": _("In one or two sentences"),
            "description": _("What it is about"),
            "series": _("Series"),
            "online": _("Online"),
            "place": _("Place"),
        }
        help_texts = {
            "description": _("Leave an empty line between two paragraphs."),
            "place": _("Such as: Stadskantoor, Stadsplateau 1, Utrecht"),
            "online": _("Whoever comes gets the link by mail."),
        }
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 2}),
            "description": forms.Textarea(attrs={"rows": 10}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        year = self.instance.held_on.year if self.instance.held_on else timezone.localdate().year
        lines = ProgrammeLine.objects.holding_in(year).values("pk")
        kept = self.instance.lines.values("pk") if self.instance.pk else ProgrammeLine.objects.none().values("pk")
        kind: Any = self.fields["kind"]
        kind.choices = [("", _("Choose a kind")), *EventKind.choices]
        series: Any = self.fields["series"]
        series.empty_label = _("none")
        field = self.fields["lines"]
        field.queryset = ProgrammeLine.objects.filter(Q(pk__in=lines) | Q(pk__in=kept))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not said.get("online") and not said.get("place"):
            self.add_error("place", _("Say where it is, or choose online."))
        if said.get("series") and said.get("new_series"):
            self.add_error("new_series", _("Choose a series or begin a new one, not both."))
        if said.get("ends_at") and not said.get("starts_at"):
            self.add_error("starts_at", _("Say when it starts as well."))
        if said.get("held_on"):
            for name in ("starts_at", "ends_at"):
                if said.get(name) and not happens_once(datetime.combine(said["held_on"], said[name])):
                    self.add_error(name, _("The clock changes that night: this time comes twice or not at all."))
        return said


class CapacityForm(forms.Form):
    capacity = forms.IntegerField(
        label=_("Number of places"),
        required=False,
        min_value=1,
        max_value=MOST_PLACES,
        help_text=_("Leave empty when there is no limit."),
    )


class CallOffForm(forms.Form):
    note = forms.CharField(
        label=_("What do you want to say?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Such as why, and whether there will be another date. It stands in the letter."),
    )


class SignUpForm(forms.ModelForm):
    """What somebody without an invitation says who wants to come.

    `website` is a trap: people never see it, and who fills it in is a robot. `opened` says when the page was made,
    signed by us: nobody writes all this within two seconds.
    """

    QUICKEST = 2
    address = forms.CharField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.CharField(label=_("Leave this empty"), required=False, widget=forms.TextInput)
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = SignUp
        fields = ["given_name", "tussenvoegsel", "family_name", "address", "organisation"]
        labels = {
            "given_name": _("First name"),
            "tussenvoegsel": _("Infix"),
            "family_name": _("Last name"),
            "organisation": _("Organisation"),
        }
        help_texts = {"tussenvoegsel": _("Such as: van der")}
        widgets = {
            "given_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "tussenvoegsel": forms.TextInput(attrs={"autocomplete": "additional-name"}),
            "family_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "organisation": forms.TextInput(attrs={"autocomplete": "organization"}),
        }
        error_messages = {
            "given_name": {"required": _("Write your first name.")},
            "family_name": {"required": _("Write your last name.")},
        }

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"].strip()
        try:
            return validate_email(address, check_deliverability=False, strict=True).normalized
        except EmailNotValidError:
            if not address.rpartition("@")[2]:
                raise forms.ValidationError(
                    _("Something is missing after the @. Write your address like name@municipality.nl.")
                ) from None
            raise forms.ValidationError(
                _("This is not an e-mail address. Write it like name@municipality.nl.")
            ) from None

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not self.errors and not self._took_long_enough():
            raise forms.ValidationError(_("That went very fast. Press the button once more."))
        return said

    def _took_long_enough(self) -> bool:
        try:
            opened = signing.loads(self.cleaned_data.get("opened", ""), salt="events.sign_up")
        except signing.BadSignature:
            return False
        return time.time() - opened >= self.QUICKEST

    @property
    def fell_into_the_trap(self) -> bool:
        return bool(self.cleaned_data.get("website"))


def stamp() -> str:
    """Return the moment at which a sign-up form was shown, signed."""
    return signing.dumps(int(time.time()), salt="events.sign_up")


def happens_once(moment: datetime) -> bool:
    """Tell whether the clock in Amsterdam shows this time exactly once that day (PEP 495: else its folds differ)."""
    early = moment.replace(tzinfo=timezone.get_default_timezone())
    return early.utcoffset() == early.replace(fold=1).utcoffset()
