from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.models import ProgrammeLine, Theme
from network.provinces import Province
from network.queries.coverage import CoverageAsked

from .fields import Choice, DayField, PastDayField

FIRST_DAY = date(2015, 1, 1)  # KIS exists since 2015


class CoverageFilter(forms.Form):
    """The day on which the matrix stands, and to which theme, line and region it is narrowed. Holds no names."""

    day = PastDayField(label=gettext_lazy("As it stood on"), required=False)
    theme = Choice(Theme.objects.all(), label=gettext_lazy("Theme"), required=False, empty_label=gettext_lazy("All"))
    line = Choice(
        ProgrammeLine.objects.all(),
        label=gettext_lazy("Programme line"),
        required=False,
        empty_label=gettext_lazy("All"),
    )
    region = forms.ChoiceField(
        label=gettext_lazy("Region"), choices=[("", gettext_lazy("All")), *Province.choices], required=False
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.label_suffix = today, ""
        if "day" in self.fields:
            self.fields["day"].widget.attrs |= {"max": today.isoformat(), "min": FIRST_DAY.isoformat()}

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"] or self.today
        if day < FIRST_DAY:
            raise ValidationError(_("KIS began in 2015. Choose a later day."))
        return day

    def asked(self) -> CoverageAsked:
        """Return what is asked; what cannot be understood asks nothing, and the day is today."""
        self.is_valid()
        told = self.cleaned_data
        return CoverageAsked(told.get("day") or self.today, told.get("theme"), told.get("line"), told.get("region", ""))


class PromiseFilter(CoverageFilter):
    """A promise is about a line and a target group as a whole, so it has no region."""

    region = None  # type: ignore[assignment]


class GapFilter(CoverageFilter):
    """Gaps are those of today, of all lines or of one."""

    day = None  # type: ignore[assignment]
    theme = None  # type: ignore[assignment]
    region = None  # type: ignore[assignment]


class CompareFilter(forms.Form):
    """Two days to lay beside each other; without them the past year."""

    before = DayField(label=gettext_lazy("From"), required=False)
    after = DayField(label=gettext_lazy("Up to and including"), required=False)

    def __init__(self, data: dict[str, Any], *, today: date, **kwargs: Any) -> None:
        a_year_ago = today - timedelta(days=365)
        super().__init__({"before": a_year_ago.isoformat(), "after": today.isoformat(), **data}, **kwargs)
        self.today, self.a_year_ago, self.label_suffix = today, a_year_ago, ""
        for field in self.fields.values():
            field.widget.attrs |= {"max": today.isoformat(), "min": FIRST_DAY.isoformat()}

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        before, after = told.get("before"), told.get("after")
        for name, day in (("before", before), ("after", after)):
            if day and not FIRST_DAY <= day <= self.today:
                self.add_error(name, _("Choose a day from 2015 up to today."))
        if before and after and before >= after:
            self.add_error("after", _("The second day must come after the first."))
        return told

    def days(self) -> tuple[date, date]:
        """Return the two days; the past year when what is asked cannot be compared."""
        if not self.is_valid():
            return self.a_year_ago, self.today
        return self.cleaned_data["before"] or self.a_year_ago, self.cleaned_data["after"] or self.today
