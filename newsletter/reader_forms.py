"""What may come in from readers: subscribing, their name, their preferences, another address."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from email_validator import EmailNotValidError, validate_email

from network.forms.fields import DayField
from newsletter.models import ConsentText, Newsletter

SALT = "newsletter.subscribe"


def stamp() -> str:
    """Return the moment at which a form was shown, signed."""
    return signing.dumps(time.time(), salt=SALT)


class AddressField(forms.CharField):
    """An e-mail address, with what is wrong in words for whoever typed it."""

    widget = forms.EmailInput(attrs={"autocomplete": "email"})

    def __init__(self, **more: Any) -> None:
        super().__init__(
            max_length=254, error_messages={"required": gettext_lazy("Write your e-mail address.")}, **more
        )

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value)).strip()
        try:
            return validate_email(typed, check_deliverability=False, strict=True).normalized
        except EmailNotValidError:
            if not typed.rpartition("@")[2]:
                said = _("Something is missing after the @. Write your address like name@municipality.nl.")
            else:
                said = _("This is not an e-mail address. Write it like name@municipality.nl.")
            raise ValidationError(said) from None


class ListChoice(forms.ModelMultipleChoiceField):
    """The lists one may tick, each with the very words to which a tick says yes."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Newsletter) -> str:
        return str(obj)


class SubscribeForm(forms.Form):
    """What somebody says who wants our letters; no list is ticked beforehand (bar P2).

    `website` is a trap: people never see it, and who fills it in is a robot. `opened` says when the page was made,
    signed by us: nobody does this within two seconds, and from it follows which words the page showed.
    """

    QUICKEST = 2
    address = AddressField(label=gettext_lazy("E-mail address"), help_text=gettext_lazy("We need to know no more."))
    lists = ListChoice(
        Newsletter.objects.none(),
        to_field_name="slug",
        label=gettext_lazy("What do you want to get?"),
        error_messages={
            "required": gettext_lazy("Tick at least one list."),
            "invalid_choice": gettext_lazy("That list is not open. Choose one of these."),
        },
    )
    website = forms.CharField(label=gettext_lazy("Leave this empty"), required=False, widget=forms.TextInput)
    opened = forms.CharField(required=False, widget=forms.HiddenInput)
    language = forms.ChoiceField(choices=settings.LANGUAGES, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["lists"].queryset = Newsletter.objects.open()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not self.errors:
            self._look_over()
        return said

    def _look_over(self) -> None:
        too_fast = time.time() - self._opened() < self.QUICKEST
        if too_fast or len(self.texts()) != len(self.cleaned_data["lists"]):
            raise ValidationError(_("That went very fast. Press the button once more."))

    def _opened(self) -> float:
        """Return when the page was made; without our stamp as if it was made this moment."""
        try:
            return float(signing.loads(self.cleaned_data.get("opened", ""), salt=SALT))
        except signing.BadSignature:
            return time.time()

    @property
    def fell_into_the_trap(self) -> bool:
        return bool(self.cleaned_data.get("website"))

    def texts(self) -> list[ConsentText]:
        """Return the words to which the ticks say yes: those that stood on the page when it was made."""
        opened = datetime.fromtimestamp(self._opened(), UTC)
        chosen = ConsentText.objects.filter(newsletter__in=self.cleaned_data["lists"])
        return list(chosen.shown_at(opened).select_related("newsletter"))


class EmbeddedForm(SubscribeForm):
    """The same on another site, where the form may stand for years: it carries which version of the words it shows.

    It has no stamp: whoever put it there made the page.
    """

    words = forms.Field(required=False, widget=forms.MultipleHiddenInput)

    def _look_over(self) -> None:
        if len(self.texts()) != len(self.cleaned_data["lists"]):
            self.add_error("words", _("This form does not say which words it showed."))

    @property
    def is_outdated(self) -> bool:
        """Tell whether we do not know which words the form showed; then nobody said yes to anything."""
        return "words" in self.errors

    def texts(self) -> list[ConsentText]:
        """Return the words to which the ticks say yes: the version of each that the form says it showed."""
        texts = ConsentText.objects.filter(newsletter__in=self.cleaned_data["lists"]).select_related("newsletter")
        shown = {text.newsletter_id: text for text in texts if text.named in self.cleaned_data["words"]}
        return list(shown.values())


class NameForm(forms.Form):
    """What somebody is called; asked after confirming, and nobody has to answer."""

    given_name = forms.CharField(
        label=gettext_lazy("First name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
        error_messages={"required": gettext_lazy("Write your first name.")},
    )
    tussenvoegsel = forms.CharField(
        label=gettext_lazy("Infix"),
        help_text=gettext_lazy("Such as: van der"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "additional-name"}),
    )
    family_name = forms.CharField(
        label=gettext_lazy("Last name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        error_messages={"required": gettext_lazy("Write your last name.")},
    )


class LinkForm(forms.Form):
    """The address at which somebody wants the link to their preferences; `website` is a trap for robots."""

    address = AddressField(label=gettext_lazy("E-mail address"))
    website = forms.CharField(label=gettext_lazy("Leave this empty"), required=False, widget=forms.TextInput)

    @property
    def fell_into_the_trap(self) -> bool:
        return bool(self.cleaned_data.get("website"))


class PauseForm(forms.Form):
    """Until which day somebody wants no letters: after today, and within a year."""

    use_required_attribute = False  # it stands beside other choices that need no day
    LONGEST = timedelta(days=366)
    until = DayField(
        label=gettext_lazy("No letters until"),
        error_messages={"required": gettext_lazy("Choose the day on which our letters may come again.")},
    )

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        today = timezone.localdate()
        if until <= today:
            raise ValidationError(_("Choose a day after today."))
        if until - today > self.LONGEST:
            raise ValidationError(_("A pause lasts a year at most. Do you want no letters at all? Then stop them."))
        return until


class MoveForm(forms.Form):
    """The address at which somebody wants their letters from now on."""

    address = AddressField(label=gettext_lazy("Your new e-mail address"))
