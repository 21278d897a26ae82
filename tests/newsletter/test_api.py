"""The website passes on who wants our letters."""

import pytest

from newsletter import api
from newsletter.models import Newsletter, SubscriptionRequest
from post.models import Letter
from web import limits
from web.limits import Limit

WISH = {"address": "samira@gemeente.example.org", "lists": ["kis-nieuwsbrief"]}
WHERE = "/api/v1/subscription-requests"


@pytest.fixture
def website(make_program, now):
    program = make_program("subscribe")
    return lambda **changed: program.post(WHERE, {**WISH, **changed}, content_type="application/json")


def test_the_open_lists_come_with_the_words_of_consent(make_program, letter_list, invitations):
    Newsletter.objects.create(slug="intern", name="Werkgroep", name_en="Group", public=False)

    found = make_program("subscribe").get("/api/v1/lists").json()

    assert [(one["slug"], one["words"], one["version"]) for one in found] == [
        ("kis-nieuwsbrief", "Ik wil de KIS-nieuwsbrief. Ik kan altijd stoppen.", 1)
    ]


def test_a_wish_is_kept_with_its_form_and_language_and_one_letter_leaves(website, letter_list):
    answer = website(language="en")

    asked = SubscriptionRequest.objects.get()
    assert (answer.status_code, answer.json()) == (202, {"taken": True})
    assert (asked.form, asked.language, asked.texts.get().newsletter) == ("api", "en", letter_list)
    assert Letter.objects.get().mailing.subject == "Confirm that you want our letters"


def test_p1_the_words_on_record_are_the_version_that_the_website_showed(website, letter_list, now):
    letter_list.texts.create(version=2, wording="Nieuwe woorden", wording_en="New words", from_at=now)

    website(versions={"kis-nieuwsbrief": 1})
    website(address="joost@gemeente.example.org")

    asked = SubscriptionRequest.objects.order_by("pk").values_list("texts__version", flat=True)
    assert list(asked) == [1, 2]


def test_p1_words_that_never_were_are_refused(website, letter_list):
    answer = website(versions={"kis-nieuwsbrief": 9})

    assert answer.status_code == 422
    assert answer.json()["error"]["message"].startswith("versions: these words are unknown")
    assert not SubscriptionRequest.objects.exists()


def test_z22_the_answer_is_the_same_for_an_address_on_the_list_and_takes_as_long(website, subscribed, monkeypatch):
    waited: list[float] = []
    monkeypatch.setattr(limits, "EVEN", 60)
    monkeypatch.setattr(limits.time, "sleep", waited.append)

    assert website().content == website(address="iemand@gemeente.example.org").content
    assert len(waited) == 2


@pytest.mark.parametrize(
    "wrong", [{"address": "samira@"}, {"lists": []}, {"lists": ["geen"]}, {"language": "fr"}, {"address": "a" * 300}]
)
def test_s10_what_cannot_be_right_is_refused_by_its_name(website, letter_list, wrong):
    answer = website(**wrong)

    assert answer.status_code == 422
    assert next(iter(wrong)) in answer.json()["error"]["message"]
    assert not SubscriptionRequest.objects.exists()


def test_another_scope_passes_nothing_on(make_program, letter_list, now):
    answer = make_program("events").post(WHERE, WISH, content_type="application/json")

    assert answer.status_code == 403
    assert not SubscriptionRequest.objects.exists()


@pytest.mark.parametrize("method", ["get", "head", "put", "delete", "options"])
def test_z17_nothing_but_post_passes_anything_on(make_program, letter_list, method):
    answer = getattr(make_program("subscribe"), method)(WHERE)

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


def test_a_network_may_ask_so_often_and_another_goes_on(website, letter_list, monkeypatch):
    """Z25: whatever addresses somebody tries through the website."""
    monkeypatch.setattr(api, "PER_NETWORK", Limit("test of networks", times=1))

    answers = [website(visitor=visitor) for visitor in ("2001:db8::1", "2001:db8::2", "203.0.113.7")]

    assert [answer.status_code for answer in answers] == [202, 429, 202]
    assert int(answers[1].headers["Retry-After"]) > 0


def test_a_program_that_does_not_name_the_network_may_ask_less(website, letter_list, monkeypatch):
    monkeypatch.setattr(api, "UNNAMED", Limit("test without networks", times=1))

    answers = [website(), website(address="joost@gemeente.example.org"), website(visitor="203.0.113.7")]

    assert [answer.status_code for answer in answers] == [202, 429, 202]
    assert website(visitor="thuis").status_code == 422
