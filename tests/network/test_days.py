"""Days as people type them and spreadsheets count them."""

import pytest
from django.core.exceptions import ValidationError

from network.forms.fields import DayField, PastDayField
from network.importing import facts, known
from network.importing.columns import Kind


@pytest.mark.parametrize("field", [DayField, PastDayField])
def test_half_a_year_is_no_year(field):
    """A browser makes the year 0026 of 26: contact of then would count as none for every day since."""
    with pytest.raises(ValidationError, match="het hele jaar"):
        field().clean("0026-09-18")


def read(db, day):
    row = {"held_on": day, "channel": "telefoon", "summary": "Over stages."}
    told, errors = facts.facts_of(Kind.CONTACTS, row, known.everything(Kind.CONTACTS))
    return told.get("held_on") or dict(errors)["wanneer"]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("18-9-2026", "2026-09-18"),
        ("18/09/2026", "2026-09-18"),
        ("2026-09-18 00:00:00", "2026-09-18"),
        ("46283", "2026-09-18"),
        ("18-09-0026", "Schrijf het hele jaar, zoals 2026."),
        ("0026-09-18", "Schrijf het hele jaar, zoals 2026."),
        ("31-2-2026", "Schrijf een dag die bestaat, zoals 18-9-2026."),
        ("1234", "Schrijf een dag die bestaat, zoals 18-9-2026."),
    ],
)
def test_a_day_in_a_file_is_read_also_as_the_number_that_a_spreadsheet_made_of_it(db, cell, said):
    assert read(db, cell) == said
