"""Where a letter went is forgotten: of an address without a person after seven days, of a person with the person."""

from datetime import timedelta

import pytest

from post.actions import forgetting, mailings
from post.models import Letter, LetterState
from tests.post.conftest import NOW

WEEK = timedelta(days=7)


@pytest.fixture
def sent_to(db):
    """Return a function that gives a service letter that was sent to an address."""

    def send(address, person=None, state=LetterState.SENT):
        letter = mailings.send_service(to=address, subject="x", text="x", person=person, now=NOW)
        Letter.objects.filter(pk=letter.pk).update(state=state, settled_at=NOW)
        return letter

    return send


def addresses():
    return set(Letter.objects.values_list("address", flat=True))


def test_z24_an_address_that_somebody_typed_is_forgotten_after_seven_days(sent_to):
    sent_to("typed@x.example.org")

    before = forgetting.forget_addresses(now=NOW + WEEK - timedelta(seconds=1)), addresses()
    after = forgetting.forget_addresses(now=NOW + WEEK), addresses()

    assert before == (0, {"typed@x.example.org"})
    assert after == (1, {""})


def test_the_letters_of_people_we_know_and_what_must_still_leave_keep_their_address(sent_to, make_person):
    sent_to("samira@x.example.org", person=make_person())
    sent_to("waits@x.example.org", state=LetterState.DEFERRED)

    assert forgetting.forget_addresses(now=NOW + WEEK) == 0


def test_p9_who_is_deleted_leaves_no_address_on_any_letter(sent_to, make_person):
    person = make_person(address="samira@x.example.org")
    sent_to("samira@x.example.org", person=person)
    sent_to("joost@x.example.org", person=make_person("Joost"))

    person.delete()

    assert addresses() == {"", "joost@x.example.org"}


def test_what_was_said_to_be_somebody_elses_is_forgotten_at_once(sent_to):
    erased, kept = sent_to("typed@x.example.org"), sent_to("other@x.example.org")

    forgetting.forget_letter(number=erased.pk)

    assert list(Letter.objects.order_by("pk").values_list("pk", "address")) == [
        (erased.pk, ""),
        (kept.pk, "other@x.example.org"),
    ]
