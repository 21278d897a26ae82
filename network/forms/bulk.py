"""What to change for many at once: one small form for each kind of change."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from network.actions.people import why_refused
from network.models import BulkAction, ProgrammeLine, Selection, TargetGroup
from network.models.bulk_action import Verb
from network.models.selection import Of
from network.queries import colleagues
from network.special_words import special_words

from .fields import LONGEST_TAG, DayField, OneLineField

FORTNIGHT = timedelta(days=14)


class BulkForm(forms.Form):
    """What every such form knows: the change that was begun."""

    def __init__(self, data: Any = None, *, action: BulkAction) -> None:
        initial = {**action.facts, "off": "off" if action.facts.get("off") else ""}
        super().__init__(data, initial=initial)
        self.action = action

    def facts(self) -> dict[str, Any]:
        """Return what to change, by keys and words, as it is stored."""
        return {name: getattr(value, "pk", value) for name, value in self.cleaned_data.items() if value}


def _off(add: Any, remove: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=gettext_lazy("What do you want?"),
        choices=[("", add), ("off", remove)],
        coerce=bool,
        required=False,  # the first choice is the empty one, and one is always chosen
        widget=forms.RadioSelect(attrs={"required": True}),
    )


class TagForm(BulkForm):
    """Give a tag to all of these, or take it off."""

    off = _off(gettext_lazy("Give a tag"), gettext_lazy("Take a tag off"))
    tag = OneLineField(label=gettext_lazy("Tag"), max_length=LONGEST_TAG, help_text=gettext_lazy("A word or two."))

    def clean_tag(self) -> str:
        tag: str = " ".join(self.cleaned_data["tag"].split())
        if "," in tag:
            raise ValidationError(_("Give one tag at a time."))
        if self.action.of == Of.PEOPLE and (found := special_words(tag)):
            raise ValidationError(why_refused(found))
        return tag


class LineForm(BulkForm):
    """Put all of these on a programme line, or take them off."""

    off = _off(gettext_lazy("Put on a line"), gettext_lazy("Take off a line"))
    line = forms.ModelChoiceField(ProgrammeLine.objects.none(), label=gettext_lazy("Programme line"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = ProgrammeLine.objects.holding_in(timezone.localdate().year)
        self.fields["line"].queryset = lines  # type: ignore[attr-defined]


class GroupForm(BulkForm):
    """Let all of these organisations belong to a target group, or no longer."""

    off = _off(gettext_lazy("Add to a target group"), gettext_lazy("Take out of a target group"))
    group = forms.ModelChoiceField(TargetGroup.objects.all(), label=gettext_lazy("Target group"))


class SelectionChoiceForm(BulkForm):
    """Add all of these by hand to one of one's own selections."""

    selection = forms.ModelChoiceField(
        Selection.objects.none(),
        label=gettext_lazy("Selection"),
        help_text=gettext_lazy("One of your own. You make a new one at Selections."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = Selection.objects.standing().filter(owner=self.action.made_by, of=self.action.of).by_name()
        self.fields["selection"].queryset = own  # type: ignore[attr-defined]


class ColleagueChoice(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj.get_full_name())


class TasksForm(BulkForm):
    """Make the same task for each of these."""

    what = OneLineField(
        label=gettext_lazy("What"), max_length=200, help_text=gettext_lazy("Such as: call to plan contact")
    )
    due_on = DayField(label=gettext_lazy("Before"))
    assigned_to = ColleagueChoice(User.objects.none(), label=gettext_lazy("For whom"))
    line = forms.ModelChoiceField(ProgrammeLine.objects.all(), label=gettext_lazy("Programme line"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assigned_to"].queryset = colleagues.who_keep()  # type: ignore[attr-defined]
        self.initial.setdefault("assigned_to", self.action.made_by_id)
        self.initial.setdefault("due_on", timezone.localdate() + FORTNIGHT)

    def clean_what(self) -> str:
        what: str = self.cleaned_data["what"]
        if found := special_words(what):
            raise ValidationError(why_refused(found))
        return what

    def clean_due_on(self) -> Any:
        day = self.cleaned_data["due_on"]
        if day < timezone.localdate():
            raise ValidationError(_("This day is over. Choose today or later."))
        return day

    def facts(self) -> dict[str, Any]:
        return {**super().facts(), "due_on": self.cleaned_data["due_on"].isoformat()}


# Which form asks what to change.
OF_VERB: dict[str, type[BulkForm]] = {
    Verb.TAG: TagForm,
    Verb.LINE: LineForm,
    Verb.GROUP: GroupForm,
    Verb.SELECTION: SelectionChoiceForm,
    Verb.TASK: TasksForm,
}
