from urllib.parse import unquote

from django.urls import reverse

SEARCH = reverse("network:search")


def test_people_and_organisations_are_found_at_an_address_without_their_name(
    browse, read, make_person, make_organisation
):
    make_person("Samira", "Delfgaauw")
    make_organisation("Gemeente Delft")
    make_person("Theo", "Mensah")

    answer = browse.post(SEARCH, {"words": "delf"})

    assert "delf" not in unquote(answer.url).lower()
    assert [link.text for link in read(browse.get(answer.url)).select(".lines a")] == [
        "Samira Delfgaauw",
        "Gemeente Delft",
    ]


def test_many_lead_to_the_whole_list(browse, read, names_in, make_person):
    for number in range(12):
        make_person("Abel", f"Jansen{number:02}")

    page = read(browse.get(browse.post(SEARCH, {"words": "jansen"}).url))

    assert len(page.select(".lines li")) == 10
    assert len(names_in(browse.get(page.select_one("a.push")["href"]))) == 12


def test_nothing_found_says_what_to_do(browse, read):
    page = read(browse.get(browse.post(SEARCH, {"words": "niemand"}).url))

    assert page.select_one(".empty h2").text == "Niets gevonden"


def test_an_unknown_key_asks_to_search_again(browse, read):
    page = read(browse.get(reverse("network:search_results", args=["verzonnen"])))

    assert page.select_one(".empty h2").text == "Je zoekwoorden zijn hier niet meer bekend"


def test_an_empty_search_leads_to_the_list(browse):
    assert browse.post(SEARCH, {"words": "  "}).url == reverse("network:person_list")


def test_the_top_bar_posts_its_words(browse, read):
    form = read(browse.get(reverse("network:person_list"))).select_one("header form.search")

    assert (form["method"], form["action"], form.input["name"]) == ("post", SEARCH, "words")
