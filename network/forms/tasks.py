from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from network.actions.tasks import TaskFacts
from network.models import Organisation, Person, ProgrammeLine, Task
from network.queries import colleagues
from web.seen import SeenForm

from .fields import DayField, OneLineField, OrganisationField
from .words import AsksAboutWords


class ColleagueField(forms.ModelChoiceField):
    """A colleague who may keep relations and do tasks."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(User.objects.none(), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.get_full_name())


class TaskForm(SeenForm, AsksAboutWords):
    """What there is to do, before which day, by whom; about which person it is stands in the address."""

    asked_field = "what"

    what = OneLineField(
        label=gettext_lazy("What is there to do?"),
        help_text=gettext_lazy("Such as: call about the pilot. Nothing about belief, origin or health of a person."),
        max_length=200,
    )
    due_on = DayField(label=gettext_lazy("Before"))
    assigned_to = ColleagueField(label=gettext_lazy("For whom"), empty_label=None)
    line = forms.ModelChoiceField(ProgrammeLine.objects.none(), label=gettext_lazy("Programme line"), required=False)
    organisation = OrganisationField(label=gettext_lazy("Organisation"), required=False)

    def __init__(self, *args: Any, user: User, today: date, task: Task | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.task = today, task
        fields: dict[str, Any] = self.fields
        fields["assigned_to"].queryset = colleagues.who_keep()
        if task and not task.assigned_to:
            fields["assigned_to"].empty_label = _("nobody yet")
        holding = ProgrammeLine.objects.holding_in(today.year).values("pk")
        fields["line"].queryset = ProgrammeLine.objects.filter(Q(pk__in=holding) | Q(pk=task.line_id if task else None))
        fields["line"].empty_label = _("none")
        fields["organisation"].user = user
        if not task:
            fields["due_on"].widget.attrs["min"] = today.isoformat()

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day < self.today and (not self.task or day != self.task.due_on):
            raise ValidationError(_("This day is over. Choose today or later."))
        return day

    def facts(self, person: Person | None) -> TaskFacts:
        told = self.cleaned_data
        organisation: Organisation | None = told["organisation"]
        columns = {name: told[name] for name in ("what", "due_on", "assigned_to", "line", "confirmed")}
        return TaskFacts(**columns, person=person, organisation=organisation)
