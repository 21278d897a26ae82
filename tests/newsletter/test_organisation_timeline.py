"""Letters to the people of an organisation stand on its timeline: per mailing, with how many."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from network.models import Affiliation, Organisation
from network.timeline import timeline_of_organisation
from post.models import Letter, LetterClass, LetterState, Mailing
from tests.newsletter.conftest import NOW

TITLE = "Uitnodiging Aanpak institutioneel racisme"


@pytest.fixture
def delft(db):
    return Organisation.objects.create(name="Gemeente Delft", kind="gemeente")


@pytest.fixture
def staff(released, delft):
    """The three readers of the invitation, who work at one organisation; their letters have left."""
    released.mailing.letters.update(state=LetterState.SENT)
    people = [letter.person for letter in released.mailing.letters.order_by("pk")]
    for person in people:
        Affiliation.objects.create(person=person, organisation=delft, title="adviseur")
    return people


def told(organisation, user, kind="post"):
    return [(entry.title, entry.text, entry.url) for entry in timeline_of_organisation(organisation, user, kind)]


def test_a_mailing_stands_there_once_with_to_how_many(released, delft, staff, colleague):
    assert told(delft, colleague) == [(TITLE, "Aan 3 mensen van hier", f"/verzendingen/{released.pk}/")]
    assert (TITLE, "Aan 3 mensen van hier", f"/verzendingen/{released.pk}/") in told(delft, colleague, "")
    assert TITLE not in [title for title, _text, _url in told(delft, colleague, "event")]


def test_only_who_worked_there_on_the_day_of_the_mailing_counts(delft, staff, colleague):
    day = NOW.date()
    Affiliation.objects.filter(person=staff[0]).update(ended_on=day)
    Affiliation.objects.filter(person=staff[1]).update(started_on=day + timedelta(days=1))
    Affiliation.objects.create(person=staff[2], organisation=delft, title="directeur", started_on=date(2020, 1, 1))

    assert [text for _title, text, _url in told(delft, colleague)] == ["Aan 1 mens van hier"]


def test_only_letters_that_left_count(released, delft, staff, colleague):
    states = (LetterState.SKIPPED, LetterState.WAITING, LetterState.UNKNOWN)
    for letter, state in zip(released.mailing.letters.all(), states, strict=True):
        Letter.objects.filter(pk=letter.pk).update(state=state, reason="stopped")

    assert [text for _title, text, _url in told(delft, colleague)] == ["Aan 1 mens van hier"]


@pytest.mark.parametrize(
    "hidden", [{"sealed": True}, {"letter_class": LetterClass.SERVICE}, {"letter_class": LetterClass.TEST}]
)
def test_what_is_sealed_or_for_somebody_alone_is_not_told_even_as_a_number(released, delft, staff, colleague, hidden):
    assert told(delft, colleague)
    Mailing.objects.filter(pk=released.mailing_id).update(**hidden)

    assert told(delft, colleague) == []


def test_who_does_not_work_at_kis_reads_nothing(delft, staff, make_user):
    assert told(delft, make_user("member")) == []


def test_the_number_of_queries_does_not_grow(released, delft, staff, colleague):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            list(timeline_of_organisation(delft, colleague, "post"))
        return len(captured)

    queries()  # the roles of the colleague are asked once
    with_one = queries()
    for number in range(29):
        copy = Mailing.objects.get(pk=released.mailing_id)
        copy.pk, copy.title = None, f"Brief {number}"
        copy.save()
        Letter.objects.bulk_create(Letter(mailing=copy, person=each, state=LetterState.SENT) for each in staff)

    assert len(told(delft, colleague)) == 30
    assert queries() == with_one
