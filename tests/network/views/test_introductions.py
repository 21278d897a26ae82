from datetime import date

import pytest
from django.urls import reverse

from network.models import IntroductionRequest
from tests.network.views.conftest import ERRORS

LIST = reverse("network:introductions")


@pytest.fixture
def target(make_organisation):
    return make_organisation("Doel", "werkgever")


@pytest.fixture
def via(make_person, make_moment, make_affiliation, target):
    person = make_person("Anouk", "Smeets")
    make_affiliation(person, target, title="directeur")
    make_moment(person, held_on=date(2026, 3, 2))
    return person


@pytest.fixture
def address(target):
    return reverse("network:organisation_ways", args=[target.pk])


def test_each_step_is_told_with_its_evidence(browse, read, address, via, colleague):
    page = read(browse.get(address))

    assert page.select_one(".card h2").text == "Weg 1: vraag Anouk Smeets"
    assert [step.text for step in page.select(".card ol li")] == [
        f"{colleague.get_full_name()} sprak met Anouk Smeets, het laatst op 2 maart 2026 (1 contactmoment)",
        "Anouk Smeets werkt bij Doel als directeur",
    ]


def test_asking_puts_it_on_the_list_and_offers_it_no_more(browse, read, address, via):
    page = read(browse.post(address, {"via": via.pk, "note": "Over stages."}, follow=True))

    assert "Anouk Smeets" in page.select_one("#lijst .lines").text
    assert read(browse.get(address)).select_one("form[method=post] input[name=via]") is None


def test_p5_a_special_word_is_asked_about_and_what_was_typed_stays(browse, read, address, via):
    page = read(browse.post(address, {"via": via.pk, "note": "Ze is ziek."}))

    assert "Gaat" in page.select_one(ERRORS).text
    assert page.select_one("input[name=note]")["value"] == "Ze is ziek."
    assert page.select_one("input[name=confirmed]") is not None


def test_no_way_says_what_to_do(browse, read, address):
    assert "Geen warme weg gevonden" in read(browse.get(address)).select_one(".empty").text


@pytest.mark.parametrize(
    ("answers", "badge"),
    [(["accepted"], "stelt ons voor"), (["declined"], "liever niet"), (["accepted", "done"], "voorgesteld")],
)
def test_what_came_of_it_is_written_down(answers, badge, browse, read, address, via):
    browse.post(address, {"via": via.pk, "note": ""})
    request = IntroductionRequest.objects.get()

    for answer in answers:
        browse.post(reverse("network:introduction_answer", args=[request.pk]), {"answer": answer})

    assert badge in read(browse.get(LIST)).select_one("#lijst .badge").text


def test_an_answer_leads_back_to_the_list_on_which_it_stood(browse, address, via):
    browse.post(address, {"via": via.pk, "note": ""})
    answer = reverse("network:introduction_answer", args=[IntroductionRequest.objects.get().pk])

    assert browse.post(f"{answer}?wie=alle", {"answer": "accepted"}).url == f"{LIST}?wie=alle"


def test_a_request_by_mistake_is_taken_away_and_put_back(browse, read, address, via):
    browse.post(address, {"via": via.pk, "note": "Over stages."})
    asked = IntroductionRequest.objects.values().get()
    remove = read(browse.get(LIST)).select_one("form[action$='/verwijder/']")["action"]

    gone = read(browse.post(remove, follow=True))
    assert "De vraag aan Anouk Smeets over Doel is weg" in gone.select_one(".msg--good").text
    assert not IntroductionRequest.objects.exists()

    browse.post(reverse("network:mistake_undo"))
    assert IntroductionRequest.objects.values().get() == asked


def test_a_request_that_was_answered_is_not_taken_away(browse, read, address, via):
    browse.post(address, {"via": via.pk, "note": ""})
    asked = IntroductionRequest.objects.get()
    browse.post(reverse("network:introduction_answer", args=[asked.pk]), {"answer": "declined"})

    refused = read(browse.post(reverse("network:introduction_remove", args=[asked.pk]), follow=True))

    assert "liever niet" in refused.select_one(".msg--bad").text
    assert IntroductionRequest.objects.get() == asked


def test_mine_are_listed_first_and_those_of_everybody_on_request(browser_of, browse, read, address, via):
    browse.post(address, {"via": via.pk, "note": ""})
    other = browser_of("line_staff")

    assert "Nog geen introductie gevraagd" in read(other.get(LIST)).select_one(".empty").text
    assert "Anouk Smeets" in read(other.get(LIST, {"wie": "alle"})).text


def test_who_may_not_write_cannot_ask_or_answer(browser_of, browse, read, address, via):
    browse.post(address, {"via": via.pk, "note": ""})
    answer = reverse("network:introduction_answer", args=[IntroductionRequest.objects.get().pk])
    officer = browser_of("privacy_officer")

    assert officer.post(address, {"via": via.pk}).status_code == 403
    assert officer.post(answer, {"answer": "accepted"}).status_code == 403
    assert read(officer.get(address)).select_one("main form[method=post]") is None


@pytest.mark.parametrize("rows", [1, 30])
def test_the_number_of_queries_does_not_grow(
    rows, browse, django_assert_num_queries, make_person, make_organisation, colleague
):
    for number in range(rows):
        IntroductionRequest.objects.create(
            organisation=make_organisation(f"O{number}"),
            via=make_person(),
            asked_by=colleague,
            asked_on=date(2026, 1, 1),
        )

    with django_assert_num_queries(5):
        browse.get(LIST)
