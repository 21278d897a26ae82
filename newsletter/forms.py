"""What may come in about campaigns, and what is said when it may not."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.forms.utils import from_current_timezone
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from taggit.models import Tag

from accounts.models import User
from network.forms.fields import DayField, PastDayField
from network.models import Organisation, Person, ProgrammeLine, TargetGroup, WorkRole
from network.models import Selection as SavedSelection
from network.models.selection import Of
from network.provinces import Province
from newsletter.models import Campaign
from newsletter.models.subscription import ConsentSource
from newsletter.queries.choosing import MANY, PROPERTIES, Selection
from newsletter.words import FIELDS, unknown_fields


def tags_in_use() -> QuerySet[Tag]:
    """Find the tags that people and organisations of the network carry."""
    models = [model._meta.model_name for model in (Person, Organisation)]
    carried = Q(
        taggit_taggeditem_items__content_type__app_label="network",
        taggit_taggeditem_items__content_type__model__in=models,
    )
    return Tag.objects.filter(carried).distinct().order_by("name", "pk")


def selections_for(user: User, campaign: Campaign | None) -> QuerySet[SavedSelection]:
    """Find the saved selections of people that may be ticked: what this user sees, and what was ticked before."""
    tickable = Q(pk__in=SavedSelection.objects.visible_to(user).values("pk"))
    if campaign:
        tickable |= Q(pk__in=campaign.audience.selections.values("pk"))
    return SavedSelection.objects.filter(tickable, of=Of.PEOPLE).order_by("name", "pk")


class Ticked(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple


class AudienceForm(forms.Form):
    """Whom a campaign is for; nothing ticked is nobody."""

    lines = Ticked(ProgrammeLine.objects.all(), required=False)
    target_groups = Ticked(TargetGroup.objects.all(), required=False)
    work_roles = Ticked(WorkRole.objects.all(), required=False)
    provinces = forms.MultipleChoiceField(
        label=gettext_lazy("Region"),
        help_text=gettext_lazy("Of the person, or of their organisation."),
        choices=Province,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    tags = Ticked(Tag.objects.none(), required=False)
    selections = Ticked(SavedSelection.objects.none(), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    help = {
        "lines": gettext_lazy("People who work on the line, or whose organisation is its partner."),
        "target_groups": gettext_lazy("Through the organisation where people work."),
        "tags": gettext_lazy("On the person, or on their organisation."),
        "selections": gettext_lazy("Your own saved selections of people, and those that colleagues share."),
    }

    def __init__(self, *args: Any, user: User, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tags"].queryset = tags_in_use()  # type: ignore[attr-defined]
        self.fields["selections"].queryset = selections_for(user, campaign)  # type: ignore[attr-defined]
        for name, (label, _model) in PROPERTIES.items():
            self.fields[name].label, self.fields[name].help_text = label, self.help.get(name, "")

    @classmethod
    def of(cls, campaign: Campaign, user: User) -> AudienceForm:
        """Return the form as it stands for this campaign."""
        asked = Selection.of(campaign.audience)
        chosen = {name: list(getattr(asked, name)) for name in (*MANY, "provinces")}
        return cls(initial={**chosen, "version": campaign.version}, user=user, campaign=campaign)

    @classmethod
    def again(cls, data: QueryDict, version: int, campaign: Campaign, user: User) -> AudienceForm:
        """Return the form as it was sent, to be saved over this later version."""
        data = data.copy()
        data["version"] = str(version)
        return cls(data, user=user, campaign=campaign)

    def selection(self) -> Selection:
        return Selection.of_form(self.cleaned_data)


class WordsForm(forms.ModelForm):
    """What a letter is called, its subject and text. May be saved unfinished; a release says what is missing."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Campaign
        fields = ["title", "subject", "body"]
        labels = {"title": gettext_lazy("How do you call it?")}
        help_texts = {"title": gettext_lazy("For you and your colleagues. Readers do not see it.")}
        widgets = {
            "title": forms.TextInput(attrs={"autocomplete": "off"}),
            "subject": forms.TextInput(attrs={"data-counted": "", "autocomplete": "off"}),
            "body": forms.Textarea(attrs={"rows": 16}),
        }

    def clean_subject(self) -> str:
        return without_unknown_fields(self.cleaned_data["subject"])

    def clean_body(self) -> str:
        return without_unknown_fields(self.cleaned_data["body"])


def without_unknown_fields(text: str) -> str:
    """Refuse a field that does not exist, by its name: the readers would get it as it stands."""
    if unknown := unknown_fields(text):
        names = {
            "wrong": ", ".join(f"[{name}]" for name in unknown),
            "known": ", ".join(f"[{name}]" for name in FIELDS),
        }
        raise ValidationError(_("We do not know the field %(wrong)s. These exist: %(known)s.") % names, "unknown_field")
    return text


def without_fields(text: str) -> str:
    """Refuse a field where none is filled in: the readers would get it as it stands."""
    if used := [name for name in FIELDS if f"[{name}]" in text]:
        said = _("[%(field)s] is not filled in here. Use it in the heading or in the text.")
        raise ValidationError(said % {"field": used[0]}, "field_elsewhere")
    return text


class ConsentForm(forms.Form):
    """What a colleague must tell to put somebody on a list: the law asks us for the proof (Tw 11.7)."""

    source = forms.ChoiceField(
        label=gettext_lazy("How did they say yes?"),
        choices=[(source.value, source.label) for source in (ConsentSource.MEETING, ConsentSource.LETTER)],
        widget=forms.RadioSelect,
    )
    agreed_on = PastDayField(label=gettext_lazy("On which day?"))
    wording = forms.CharField(
        label=gettext_lazy("What did you ask, in which words?"),
        help_text=gettext_lazy("Such as: May we send you invitations to our events?"),
        max_length=500,
        widget=forms.Textarea(attrs={"class": "short"}),
    )
    proof = forms.CharField(
        label=gettext_lazy("Where can we find that?"),
        help_text=gettext_lazy("Such as: e-mail of 3 November, or the list of the meeting in Utrecht"),
        max_length=200,
    )

    @property
    def agreed_at(self) -> datetime:
        """The moment that stands on record: of a day, its beginning."""
        return timezone.make_aware(datetime.combine(self.cleaned_data["agreed_on"], time.min))


class MomentForm(forms.Form):
    """When the letters leave: at once, at the hour of each reader, or on a day and at a time in the Netherlands."""

    NOW, HOUR, LATER = "nu", "uur", "later"

    when = forms.ChoiceField(
        label=gettext_lazy("When does it leave?"),
        choices=[
            (NOW, gettext_lazy("At once")),
            (HOUR, gettext_lazy("Within a day, at the hour at which each reader usually responds")),
            (LATER, gettext_lazy("At a moment that I choose")),
        ],
        widget=forms.RadioSelect,
        initial=NOW,
    )
    day = DayField(label=gettext_lazy("Day"), required=False)
    time = forms.TimeField(
        label=gettext_lazy("Time"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["at"], cleaned["best_hour"] = None, cleaned.get("when") == self.HOUR
        if cleaned.get("when") == self.LATER and not self.errors:
            cleaned["at"] = self._moment(cleaned)
        return cleaned

    def _moment(self, cleaned: dict[str, Any]) -> datetime | None:
        for name, missing in (("day", _("Choose a day.")), ("time", _("Choose a time."))):
            if cleaned.get(name) is None:
                self.add_error(name, missing)
        if self.errors:
            return None
        try:
            return from_current_timezone(datetime.combine(cleaned["day"], cleaned["time"]))
        except ValidationError:
            self.add_error("time", _("The clock changes at that moment. Choose another time."))
            return None
