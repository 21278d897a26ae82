"""A second person hears at once that an export waits, and who asked hears what came of it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from network.actions import exports
from network.signals import letter_written

TOLD = {"columns": ["given_name"], "format": "csv", "purpose": "badges voor mevrouw Adjei"}


@pytest.fixture
def outbox():
    """The letters that were written, as the post hears of them."""
    written = []

    def hear(user, subject, text, **_):
        written.append((user, subject, text))

    letter_written.connect(hear, weak=False)
    yield written
    letter_written.disconnect(hear)


@pytest.fixture
def ask(settings, colleague):
    """Return a function that asks for a file above the limit."""
    settings.EXPORT_APPROVAL_ABOVE = 1

    def asked(by=colleague, keys=(1, 2)):
        export = exports.begin(of="people", keys=keys, by=by, now=timezone.now())
        return exports.ask(export=export, **TOLD, by=by, now=timezone.now())

    return asked


@pytest.fixture
def judges(make_user):
    make_user("privacy_officer", is_active=False)
    return [make_user("administrator", family_name="Aa"), make_user("privacy_officer", family_name="Bo")]


def test_everybody_who_may_judge_it_hears_at_once(outbox, judges, ask):
    export = ask()

    assert [user for user, _subject, _text in outbox] == judges
    [(_user, subject, text), _other] = outbox
    assert subject == "Een export wacht op jouw oordeel"
    assert "2 rijen" in text
    assert reverse("network:export_detail", args=[export.pk]) in text
    assert "Adjei" not in text


def test_who_asks_never_hears_of_her_own(outbox, judges, ask):
    ask(by=judges[0])

    assert [user for user, _subject, _text in outbox] == judges[1:]


def test_below_the_limit_nobody_is_bothered(outbox, judges, ask):
    ask(keys=[1])

    assert outbox == []


@pytest.mark.parametrize(("approved", "told"), [(True, "Je export is goedgekeurd"), (False, "Je export is geweigerd")])
def test_who_asked_hears_what_was_decided(approved, told, outbox, judges, ask, colleague):
    export = ask()
    outbox.clear()

    exports.decide(export=export, approved=approved, reason="te veel", by=judges[1], now=timezone.now())

    [(user, subject, text)] = outbox
    assert (user, subject) == (colleague, told)
    assert judges[1].get_full_name() in text
