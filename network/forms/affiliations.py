from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User

from .fields import DayField, OneLineField, OrganisationField
from .words import AsksAboutWords


class AffiliationForm(AsksAboutWords):
    """A role at an organisation, with the days between which it held."""

    asked_field = "title"

    title = OneLineField(
        label=_("Role at the organisation"), help_text=_("Such as: policy adviser"), max_length=120, required=False
    )
    started_on = DayField(label=_("Since"), required=False)
    ended_on = DayField(label=_("Until"), help_text=_("The first day on which it no longer holds."), required=False)


class NewAffiliationForm(AffiliationForm):
    """The same, at an organisation that is still to be named."""

    organisation = OrganisationField(label=_("Organisation"))
    field_order = ("organisation", "title", "started_on", "ended_on")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].user = user  # type: ignore[attr-defined]
