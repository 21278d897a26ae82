from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from network.actions import weekly_letters
from network.models import LineAssignment, LineTargetGroup, WeeklyLetter
from network.signals import letter_written
from post.models import Letter

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONDAY = datetime(2026, 9, 14, 7, 0, tzinfo=AMSTERDAM)
SOON = date(2026, 9, 17)


@pytest.fixture
def outbox():
    """The letters that were written, as the post hears of them."""
    written = []

    def hear(user, subject, text, now, **_):
        written.append((user.email, subject, text))

    letter_written.connect(hear, weak=False)
    yield written
    letter_written.disconnect(hear)


@pytest.fixture
def delft(make_organisation):
    return make_organisation()


def write(now=MONDAY):
    return weekly_letters.write_due(now=now)


def test_one_letter_tells_all_that_waits(outbox, colleague, delft, make_organisation, make_task, make_tie):
    make_task("Bel over de pilot", SOON, organisation=delft)
    make_task("Te lang gewacht", date(2026, 9, 1))
    make_task("Pas over een maand", date(2026, 10, 20))
    make_tie(delft, make_organisation("Divosa"), stated_on=date(2020, 1, 1))

    assert write() == 1

    [(address, subject, text)] = outbox
    assert address == colleague.email
    assert subject == "Jouw week in het netwerk: 2 taken, 1 relatie om na te kijken"
    for line in (
        "- Bel over de pilot (Gemeente Delft), vóór 17 september",
        "- Te lang gewacht, te laat sinds 1 september",
        "- Gemeente Delft werkt samen met Divosa",
        "/netwerk/taken/",
        "/netwerk/relaties/nakijken/",
    ):
        assert line in text
    assert "Pas over een maand" not in text


def test_twice_is_one_letter(outbox, make_task):
    make_task(due_on=SOON)

    assert [write(), write(), write(MONDAY + timedelta(hours=3))] == [1, 0, 0]

    assert len(outbox) == 1


def test_nothing_to_say_is_no_letter_also_when_something_comes_later_that_day(outbox, colleague, make_task):
    write()
    make_task(due_on=SOON)
    write(MONDAY + timedelta(hours=2))

    assert outbox == []
    assert WeeklyLetter.objects.get().told == 0


@pytest.mark.parametrize(
    ("moment", "letters"),
    [
        (MONDAY - timedelta(minutes=1), 0),
        (MONDAY, 1),
        (MONDAY + timedelta(hours=23), 1),
        (MONDAY + timedelta(hours=25), 0),
        (MONDAY + timedelta(days=3), 0),
        (datetime(2026, 3, 30, 6, 59, tzinfo=AMSTERDAM), 0),  # the Monday after the clock went forward
        (datetime(2026, 3, 30, 7, 0, tzinfo=AMSTERDAM), 1),
    ],
)
def test_it_goes_out_on_monday_from_seven_o_clock_here(moment, letters, make_task):
    make_task(due_on=date(2026, 3, 1))

    assert write(moment) == letters


def test_the_next_week_has_its_own_letter(make_task):
    make_task(due_on=SOON)

    assert [write(), write(MONDAY + timedelta(days=7))] == [1, 1]


def test_who_does_not_want_it_or_left_gets_none(colleague, make_user, make_task):
    colleague.weekly_letter = False
    colleague.save()
    make_task(due_on=SOON)
    make_task(due_on=SOON, assigned_to=make_user("line_staff", is_active=False))

    assert write() == 0


def test_what_goes_wrong_for_one_keeps_no_letter_from_the_others(outbox, colleague, make_user, make_task, monkeypatch):
    other = make_user("editor")
    for user in (colleague, other):
        make_task(due_on=SOON, assigned_to=user)
    real = weekly_letters.weekly.waiting_for

    def breaks(user, today):
        if user == colleague:
            raise RuntimeError
        return real(user, today)

    monkeypatch.setattr(weekly_letters.weekly, "waiting_for", breaks)

    assert write() == 1
    assert [address for address, _subject, _text in outbox] == [other.email]
    assert not WeeklyLetter.objects.filter(user=colleague).exists()


def test_it_leaves_through_the_post_of_the_house(colleague, make_task):
    make_task(due_on=SOON)

    write()

    assert Letter.objects.get().address == colleague.email


def test_the_database_refuses_a_second_letter_and_a_week_that_does_not_begin_on_monday(colleague):
    told = {"user": colleague, "looked_at": MONDAY}
    WeeklyLetter.objects.create(week=MONDAY.date(), **told)

    for constraint, week in (
        ("a_colleague_gets_one_letter_a_week", MONDAY.date()),
        ("a_week_begins_on_monday", date(2026, 9, 15)),
    ):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            WeeklyLetter.objects.create(week=week, **told)


def test_the_number_of_queries_does_not_grow(colleague, make_task, django_assert_max_num_queries):
    for number in range(30):
        make_task(f"Taak {number}", SOON)

    with django_assert_max_num_queries(34):  # of which the post takes seven
        write()


def test_promises_on_her_own_lines_are_told(outbox, colleague, work_line, newcomer_line, employers):
    for line in (work_line, newcomer_line):
        LineTargetGroup.objects.create(line=line, target_group=employers)
    LineAssignment.objects.create(user=colleague, line=work_line, started_on=date(2024, 1, 1))

    assert write() == 1

    [(_address, subject, text)] = outbox
    assert subject == "Jouw week in het netwerk: 1 belofte om na te komen"
    assert "- lijn 4, Werkgevers: nog nooit gesproken" in text
    assert "lijn 5" not in text
    assert "/netwerk/belofte/" in text


def test_what_a_line_with_nobody_promised_is_told_to_an_administrator(outbox, make_user, work_line, employers):
    LineTargetGroup.objects.create(line=work_line, target_group=employers)
    make_user("administrator")

    assert write() == 1

    [(_address, _subject, text)] = outbox
    assert "- lijn 4, Werkgevers: nog nooit gesproken" in text
    assert "Op deze lijnen werkt niemand" in text
    assert "- lijn 4 · Arbeidsmarkt" in text
    assert "/netwerk/lijnen/" in text
