"""People by the job title they have today: found by part of it, kept out of every address, offered while one types."""

import pytest
from django.urls import reverse
from django.utils import timezone

from network.models import Affiliation, BulkAction, Export, Selection

PEOPLE = reverse("network:person_list")
KEEP = reverse("network:selection_create", args=["people"])
CHOOSE = reverse("network:bulk_create", args=["people"])


@pytest.fixture
def trio(make_person, make_organisation, make_affiliation):
    """Three people: two make policy, one leads a team."""
    delft = make_organisation("Gemeente Delft")
    people = [make_person(given, given[0]) for given in ("Anne", "Bo", "Cas")]
    for person, title in zip(people, ("Beleidsmedewerker asiel", "Sr. beleidsadviseur", "Coördinator"), strict=True):
        make_affiliation(person, delft, title=title)
    return people


@pytest.fixture
def found(browse, names_in):
    """Return a function that types a job title in the filter and lists whom that finds."""
    return lambda title, **asked: names_in(browse.get(browse.post(PEOPLE, {"title": title, **asked}).url))


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("beleid", ["A, Anne", "B, Bo"]),
        ("ADVISEUR", ["B, Bo"]),
        ("asiel beleids", ["A, Anne"]),
        ("coordinator", ["C, Cas"]),
        ("sr", ["B, Bo"]),
        ("directeur", []),
    ],
)
def test_any_part_of_each_word_finds_a_title_whatever_its_accents(found, trio, title, names):
    assert found(title) == names


def test_z38_a_title_is_posted_and_never_stands_in_an_address(browse, read, trio):
    answer = browse.post(PEOPLE, {"title": "Coördinator", "words": "cas", "language": "nl"})
    page = read(browse.get(answer.url))

    links = [link["href"] for link in page.select("main [href]")]
    assert not [link for link in [answer.url, *links] if "rdinator" in link]
    assert [chip.get_text(" ", strip=True) for chip in page.select(".chip--on")] == [
        "Haal weg: Functie: Coördinator",
        "Haal weg: Taal van brieven: Nederlands",
    ]
    assert page.select_one("input[name=title]")["value"] == "Coördinator"


def test_taking_off_another_filter_keeps_the_title(browse, read, names_in, trio):
    page = read(browse.get(browse.post(PEOPLE, {"title": "beleid", "language": "nl"}).url))
    title, language = (chip["href"] for chip in page.select(".chip--on"))

    assert names_in(browse.get(f"{PEOPLE}{language}")) == ["A, Anne", "B, Bo"]
    assert len(names_in(browse.get(f"{PEOPLE}{title}"))) == 3


def test_z38_the_key_of_a_title_opens_nothing_for_somebody_else(browse, browser_of, read, trio):
    address = browse.post(PEOPLE, {"title": "beleid"}).url

    page = read(browser_of("editor").get(address))

    assert "Je zoekwoorden zijn hier niet meer bekend" in page.text
    assert len(page.select("tbody tr")) == 3


def test_a_former_title_finds_nobody_and_title_and_organisation_are_of_one_role(
    found, trio, make_organisation, make_affiliation
):
    today, rotterdam = timezone.localdate(), make_organisation("Gemeente Rotterdam")
    Affiliation.objects.filter(person=trio[0]).update(ended_on=today)
    make_affiliation(trio[1], rotterdam, title="Coördinator", started_on=today)

    assert found("beleidsmedewerker") == []
    assert found("beleid", organisation="Gemeente Rotterdam") == []
    assert found("coordinator", organisation="Gemeente Rotterdam") == ["B, Bo"]


def test_what_has_no_letter_is_refused_in_words(browse, read, trio):
    page = read(browse.get(browse.post(PEOPLE, {"title": "?!"}).url))

    assert "Functie: Schrijf een woord van een functie, zoals beleid." in page.text


def test_a_selection_keeps_the_title_and_says_it(browse, read, names_in, trio):
    asked = browse.post(PEOPLE, {"title": "beleid"}).url.removeprefix(PEOPLE)

    page = browse.post(f"{KEEP}{asked}", {"name": "Beleid", "how": "filter"})

    assert Selection.objects.get().asked == {"title": "beleid"}
    shown = read(browse.get(page.url))
    assert "Functie: beleid" in shown.select_one("main").get_text(" ", strip=True)
    assert names_in(browse.get(PEOPLE, {"selection": Selection.objects.get().pk})) == ["A, Anne", "B, Bo"]


@pytest.mark.parametrize(("verb", "made"), [("task", BulkAction), ("export", Export)])
def test_what_is_done_with_all_found_is_done_with_that_title_alone(browse, trio, verb, made):
    asked = browse.post(PEOPLE, {"title": "beleid"}).url.removeprefix(PEOPLE)

    browse.post(f"{CHOOSE}{asked}", {"all": "1", "verb": verb})

    assert sorted(made.objects.get().keys) == sorted(person.pk for person in trio[:2])


def test_titles_in_use_are_offered_the_commonest_first(browse, read, trio, make_person, make_affiliation):
    delft = trio[0].affiliations.get().organisation
    make_affiliation(make_person("Dee", "D"), delft, title="Sr. beleidsadviseur")
    make_affiliation(make_person("Eva", "E"), delft, title="Beleidsambtenaar", ended_on=timezone.localdate())

    page = read(browse.post(reverse("network:title_names"), {"title": "beleid"}))

    assert [option["value"] for option in page.select("option")] == ["Sr. beleidsadviseur", "Beleidsmedewerker asiel"]
