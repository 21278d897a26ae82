from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from accounts.models import AuditLine
from network.actions import contact_moments
from network.models import ContactMoment

NOW = datetime(2026, 9, 18, 10, tzinfo=UTC)


@pytest.fixture
def told(make_person, work_line):
    return contact_moments.Told([make_person()], work_line, "talk", date(2026, 9, 18), "Over de pilot eerlijk werven.")


def log(told, by):
    return contact_moments.log(told=told, by=by, now=NOW)


def test_it_is_recorded_with_where_people_worked_on_that_day(told, colleague, make_organisation, make_affiliation):
    old, new = make_organisation("MBO Raad"), make_organisation("Divosa")
    [person] = told.people
    make_affiliation(person, old, ended_on=date(2026, 9, 1))
    make_affiliation(person, new, started_on=date(2026, 9, 1))

    earlier = log(replace(told, held_on=date(2026, 8, 30)), colleague)
    later = log(told, colleague)

    assert [list(moment.organisations.all()) for moment in (earlier, later)] == [[old], [new]]


def test_the_day_of_the_last_contact_follows(told, colleague):
    log(told, colleague)

    [person] = told.people
    person.refresh_from_db()
    assert person.last_contact_on == date(2026, 9, 18)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"held_on": date(2026, 9, 19)}, "Deze dag moet nog komen"),
        ({"people": []}, "minstens één persoon"),
        ({"summary": ""}, "Schrijf in één zin"),
        ({"summary": "Ze is ziek."}, "Schrijf niets over geloof"),
    ],
)
def test_what_cannot_be_recorded_is_refused_whole(change, said, told, colleague):
    with pytest.raises(contact_moments.CannotLog, match=said):
        log(replace(told, **change), colleague)

    assert not ContactMoment.objects.exists()


def test_today_is_today_in_amsterdam(told, colleague):
    just_after_midnight = datetime(2026, 9, 18, 22, 30, tzinfo=UTC)

    moment = contact_moments.log(told=replace(told, held_on=date(2026, 9, 19)), by=colleague, now=just_after_midnight)

    assert moment.held_on == date(2026, 9, 19)


def test_p5_words_that_were_asked_about_are_counted_in_the_audit_trail_and_not_written_there(told, colleague):
    log(replace(told, summary="Over de positie van Roma en Sinti.", confirmed=True), colleague)

    line = AuditLine.objects.get(action="network.contact_logged")
    assert line.facts == {"people": 1, "special_words": 2, "files": 0}


def test_a_removed_moment_comes_back_as_it_was(told, colleague):
    moment = log(told, colleague)

    contact_moments.remove(moment=moment, by=colleague, now=NOW)
    gone = list(ContactMoment.objects.visible_to(colleague))
    contact_moments.restore(moment=moment, by=colleague, now=NOW)

    assert gone == []
    assert list(ContactMoment.objects.visible_to(colleague)) == [moment]
    assert list(moment.people.all()) == told.people


def test_removing_or_restoring_twice_leaves_one_trace(told, colleague):
    moment = log(told, colleague)

    for _ in range(2):
        contact_moments.remove(moment=moment, by=colleague, now=NOW)
    for _ in range(2):
        contact_moments.restore(moment=moment, by=colleague, now=NOW)

    actions = AuditLine.objects.filter(object_id=moment.pk, object_type="network.contactmoment")
    assert list(actions.order_by("pk").values_list("action", flat=True)) == [
        "network.contact_logged",
        "network.contact_removed",
        "network.contact_restored",
    ]


def test_a_correction_asks_nothing_about_words_that_were_kept_before(told, colleague):
    summary = "Over de positie van Roma en Sinti."
    moment = log(replace(told, summary=summary, confirmed=True), colleague)

    contact_moments.change(moment=moment, told=replace(told, summary=summary, channel="mail"), by=colleague, now=NOW)

    moment.refresh_from_db()
    assert moment.channel == "mail"


def test_who_joins_a_moment_brings_where_they_worked_that_day(
    told, colleague, make_person, make_organisation, make_affiliation
):
    delft, divosa = make_organisation("Gemeente Delft"), make_organisation("Divosa")
    [first], other = told.people, make_person("Theo", "Mensah")
    make_affiliation(first, delft)
    make_affiliation(other, divosa)
    moment = log(told, colleague)

    both = replace(told, people=[first, other], organisations=[delft])
    contact_moments.change(moment=moment, told=both, by=colleague, now=NOW)

    assert set(moment.organisations.all()) == {delft, divosa}


def test_another_day_looks_up_again_where_they_worked(told, colleague, make_organisation, make_affiliation):
    old, new = make_organisation("MBO Raad"), make_organisation("Divosa")
    [person] = told.people
    make_affiliation(person, old, ended_on=date(2026, 9, 1))
    make_affiliation(person, new, started_on=date(2026, 9, 1))
    moment = log(told, colleague)

    earlier = replace(told, held_on=date(2026, 8, 30), without=[new])
    contact_moments.change(moment=moment, told=earlier, by=colleague, now=NOW)

    assert list(moment.organisations.all()) == [old]
