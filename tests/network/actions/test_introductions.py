from datetime import UTC, date, datetime

import pytest

from accounts.models import AuditLine
from network.actions import introductions
from network.models import IntroductionRequest
from network.timeline import timeline_of

NOW = datetime(2026, 9, 18, 10, tzinfo=UTC)
LATER = datetime(2026, 9, 25, 10, tzinfo=UTC)


@pytest.fixture
def via(make_person):
    return make_person()


@pytest.fixture
def asked(make_organisation, via, colleague):
    return introductions.ask(organisation=make_organisation(), via=via, note="Over stages.", by=colleague, now=NOW)


def move(request, to, by, now=LATER):
    return introductions.move(request=request, to=to, by=by, now=now)


def test_it_goes_from_asked_by_a_yes_to_done(asked, colleague):
    states = [asked.state, move(asked, "accepted", colleague).state, move(asked, "done", colleague).state]

    assert states == ["asked", "accepted", "done"]
    assert IntroductionRequest.objects.get().done_on == date(2026, 9, 25)


@pytest.mark.parametrize(
    ("before", "to"), [([], "done"), (["declined"], "accepted"), (["accepted"], "declined"), (["accepted"], "accepted")]
)
def test_a_step_that_does_not_follow_is_refused(before, to, asked, colleague):
    for step in before:
        move(asked, step, colleague)

    with pytest.raises(introductions.CannotAnswer, match="staat nu op"):
        move(asked, to, colleague)


def test_the_same_is_not_asked_twice_while_it_is_open(asked, via, colleague):
    with pytest.raises(introductions.CannotAsk, match="al gevraagd"):
        introductions.ask(organisation=asked.organisation, via=via, note="", by=colleague, now=NOW)


def test_after_a_no_it_may_be_asked_again(asked, via, colleague):
    move(asked, "declined", colleague)

    introductions.ask(organisation=asked.organisation, via=via, note="", by=colleague, now=LATER)

    assert IntroductionRequest.objects.open().count() == 1


def test_p5_special_words_are_refused_until_they_are_confirmed(make_organisation, via, colleague):
    told = {"organisation": make_organisation(), "via": via, "note": "Ze is ziek.", "by": colleague, "now": NOW}

    with pytest.raises(introductions.CannotAsk, match="Schrijf niets over geloof"):
        introductions.ask(**told)
    introductions.ask(**told, confirmed=True)

    assert AuditLine.objects.get(action="network.introduction_asked").facts == {"special_words": 1}


def test_it_stands_on_the_timeline_of_who_is_asked(asked, via, colleague):
    [entry] = [each for each in timeline_of(via, colleague) if "voor te stellen" in each.title]

    assert (entry.title, entry.day) == ("Gevraagd om ons voor te stellen aan Gemeente Delft", date(2026, 9, 18))


@pytest.mark.parametrize(
    ("steps", "back_to"), [(["declined"], "asked"), (["accepted"], "asked"), (["accepted", "done"], "accepted")]
)
def test_an_answer_that_was_a_mistake_is_taken_back(steps, back_to, asked, colleague):
    for step in steps:
        move(asked, step, colleague)

    introductions.take_back(request=asked, by=colleague, now=LATER)

    assert IntroductionRequest.objects.get().state == back_to
    assert AuditLine.objects.filter(action="network.introduction_taken_back").count() == 1


def test_without_an_answer_there_is_nothing_to_take_back(asked, colleague):
    with pytest.raises(introductions.CannotAnswer):
        introductions.take_back(request=asked, by=colleague, now=LATER)


def test_a_no_is_not_taken_back_beside_the_same_request_anew(asked, via, colleague):
    move(asked, "declined", colleague)
    introductions.ask(organisation=asked.organisation, via=via, note="", by=colleague, now=LATER)

    with pytest.raises(introductions.CannotAnswer):
        introductions.take_back(request=asked, by=colleague, now=LATER)
