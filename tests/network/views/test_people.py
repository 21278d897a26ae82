from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from network.models import MailAddress, Person
from tests.network.views.conftest import ERRORS

LIST = reverse("network:person_list")
CREATE = reverse("network:person_create")


@pytest.fixture
def told(work_line, policy_role):
    return {
        "given_name": "Joost",
        "tussenvoegsel": "van der",
        "family_name": "Berg",
        "addresses": "joost@mkb.example.org\nj.berg@example.org",
        "language": "nl",
        "work_role": policy_role.pk,
        "province": "NL-UT",
        "lines": [work_line.pk],
        "tags": "stages, werving",
        "source": "ontmoet op het kennisatelier",
    }


class TestList:
    def test_people_stand_in_dutch_order_with_where_they_work(
        self, browse, read, names_in, make_person, make_organisation, make_affiliation, work_line
    ):
        joost = make_person("Joost", "Berg", tussenvoegsel="van der")
        joost.lines.add(work_line)
        joost.tags.add("stages")
        make_affiliation(joost, make_organisation("MKB Nederland"), title="beleidsadviseur")
        make_person("Anouk", "Adjei")

        page = browse.get(LIST)

        assert names_in(page) == ["Adjei, Anouk", "Berg, Joost van der"]
        cells = [cell.get_text(" ", strip=True) for cell in read(page).select("tbody tr")[1].select("td[data-label]")]
        assert cells == ["MKB Nederland", "4", "stages", "nog niet"]

    def test_the_second_page_holds_the_rest(self, browse, names_in, make_person):
        for number in range(30):
            make_person("Abel", f"Naam{number:02}")

        assert names_in(browse.get(LIST, {"page": 2})) == [f"Naam{number:02}, Abel" for number in range(25, 30)]

    def test_z38_words_are_posted_and_never_stand_in_the_address(self, browse, names_in, make_person):
        make_person("Samira", "Amrani")
        make_person("Theo", "Mensah")

        answer = browse.post(LIST, {"words": "amrani"})

        assert answer.status_code == 302
        assert "amrani" not in answer.url.lower()
        assert names_in(browse.get(answer.url)) == ["Amrani, Samira"]

    def test_z38_the_key_opens_nothing_for_somebody_else(self, browse, browser_of, read, make_person):
        make_person("Samira", "Amrani")
        address = browse.post(LIST, {"words": "amrani"}).url

        page = read(browser_of("editor").get(address))

        assert "Je zoekwoorden zijn hier niet meer bekend" in page.text
        assert page.select_one("input[name=words]").get("value") is None

    def test_words_choices_and_order_go_together(self, browse, names_in, make_person, work_line):
        for given in ("Abel", "Bo"):
            make_person(given, "Jansen").lines.add(work_line)
        make_person("Cas", "Jansen")

        address = browse.post(f"{LIST}?sort=-name", {"words": "jansen", "line": work_line.pk}).url

        assert names_in(browse.get(address)) == ["Jansen, Bo", "Jansen, Abel"]

    def test_each_choice_narrows(
        self, browse, names_in, make_person, make_organisation, make_affiliation, make_moment, work_line, employers,
        policy_role,
    ):  # fmt: skip
        organisation = make_organisation("MKB Nederland", groups=[employers])
        chosen = make_person("Zoë", "Gekozen", work_role=policy_role, province="NL-UT")
        chosen.lines.add(work_line)
        chosen.tags.add("stages")
        make_affiliation(chosen, organisation)
        make_moment(chosen, held_on=timezone.localdate() - timedelta(days=10))
        other = make_person("Ander", "Mens")
        make_affiliation(other, organisation, ended_on=date(2020, 1, 1))
        make_moment(other, held_on=timezone.localdate() - timedelta(days=400))

        asked = [
            {"line": work_line.pk},
            {"group": employers.pk},
            {"role": policy_role.pk},
            {"tag": chosen.tags.get().pk},
            {"region": "NL-UT"},
            {"contact": "recent"},
            {"organisation": organisation.pk},
        ]
        assert [names_in(browse.get(LIST, each)) for each in asked] == [["Gekozen, Zoë"]] * len(asked)
        assert names_in(browse.get(LIST, {"contact": "due"})) == ["Mens, Ander"]
        assert names_in(browse.get(LIST, {"contact": "late"})) == ["Mens, Ander"]
        assert names_in(browse.get(LIST, {"contact": "never"})) == []

    @pytest.mark.parametrize("sort", ["organisation", "-organisation", "contact", "-contact"])
    def test_who_has_none_stands_last_or_first(
        self, sort, browse, names_in, make_person, make_organisation, make_affiliation, make_moment
    ):
        for number, (given, organisation) in enumerate([("Abel", "Zorgbelang"), ("Bo", "Aedes")]):
            person = make_person(given, "Naam")
            make_affiliation(person, make_organisation(organisation))
            make_moment(person, held_on=date(2026, 1, 1 + number))
        make_person("Cas", "Naam")

        order = [name.split(", ")[1] for name in names_in(browse.get(LIST, {"sort": sort}))]

        assert (
            order
            == {
                "organisation": ["Bo", "Abel", "Cas"],
                "-organisation": ["Abel", "Bo", "Cas"],
                "contact": ["Cas", "Abel", "Bo"],
                "-contact": ["Bo", "Abel", "Cas"],
            }[sort]
        )

    def test_an_order_or_page_that_is_nonsense_shows_the_first_page(self, browse, names_in, make_person):
        make_person()

        assert names_in(browse.get(LIST, {"sort": "salary", "page": "veel"})) == ["Amrani, Samira"]

    @pytest.mark.parametrize("asked", [{"line": "x"}, {"tag": "999999"}, {"region": "NL-XX"}])
    def test_a_choice_that_is_nonsense_shows_nobody_rather_than_everybody(self, asked, browse, names_in, make_person):
        make_person()

        assert names_in(browse.get(LIST, asked)) == []

    def test_nobody_found_says_who_would_be_found_without_the_choices(self, browse, read, make_person, work_line):
        make_person("Samira", "Jansen")

        page = read(browse.get(browse.post(LIST, {"words": "jansen", "line": work_line.pk}).url))

        assert page.select_one(".empty h2").text == "Niemand gevonden met ‘jansen’ op lijn 4"
        assert "dan vinden we 1 persoon" in page.select_one(".empty p").text
        without = browse.get(LIST + page.select_one(".empty a.btn--main")["href"])
        assert "Jansen, Samira" in read(without).text

    @pytest.mark.parametrize(
        ("words", "offered"), [("06 12", "Nieuwe persoon"), ("noor jansen", "Voeg noor jansen toe")]
    )
    def test_only_words_that_can_be_a_name_are_offered_as_somebody_new(self, words, offered, browse, read, make_person):
        make_person()

        page = read(browse.get(browse.post(LIST, {"words": words}).url))

        assert page.select(".empty a.btn")[-1].text.strip() == offered

    def test_an_empty_network_invites_to_add_the_first(self, browse, read):
        assert read(browse.get(LIST)).select_one(".empty a")["href"] == CREATE

    def test_htmx_gets_the_results_alone_and_the_back_button_the_page(self, browse, make_person):
        make_person()

        fragment = browse.get(LIST, headers={"HX-Request": "true"}).content.decode()
        restored = browse.get(LIST, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})

        assert fragment.lstrip().startswith('<div class="stack" id="resultaten">')
        assert "<html" in restored.content.decode()

    @pytest.mark.parametrize("rows", [1, 30])
    def test_the_number_of_queries_does_not_grow(
        self, rows, browse, django_assert_num_queries, make_person, make_organisation, make_affiliation, work_line
    ):
        organisation = make_organisation()
        for _ in range(rows):
            person = make_person()
            person.lines.add(work_line)
            person.tags.add("stages")
            make_affiliation(person, organisation)

        with django_assert_num_queries(12):
            browse.get(LIST)


class TestDetail:
    def test_everything_stands_at_a_glance(
        self, browse, read, make_person, make_organisation, make_affiliation, make_moment, work_line, policy_role
    ):
        person = make_person(work_role=policy_role, province="NL-UT", source="de website")
        MailAddress.objects.create(person=person, address="tweede@example.org", preferred=False)
        person.lines.add(work_line)
        person.tags.add("stages")
        make_affiliation(person, make_organisation("Divosa"), title="teamleider", started_on=date(2024, 2, 1))
        make_moment(person, summary="Over de pilot met tien bedrijven.")

        text = read(browse.get(reverse("network:person_detail", args=[person.pk]))).get_text(" ", strip=True)

        for fact in (
            "Samira Amrani",
            "Beleidsmedewerker",
            "4 · Arbeidsmarkt",
            "tweede@example.org",
            "voorkeur",
            "Utrecht",
            "stages",
            "de website",
            "Divosa",
            "teamleider, sinds februari 2024",
            "Over de pilot met tien bedrijven.",
            "Contactmoment vastleggen",
        ):
            assert fact in text

    def test_the_links_of_the_timeline_are_told_apart_by_ear(self, browse, read, make_person, make_moment):
        person = make_person("Anne", "Adjei")
        make_moment(person, held_on=date(2026, 3, 2), summary="Over stages.")
        make_moment(person, held_on=date(2026, 3, 9), summary="Over taal.")

        links = read(browse.get(reverse("network:person_detail", args=[person.pk]))).select(".timeline li > a")

        said = [" ".join(link.text.split()).partition(", ")[2] for link in links]
        assert said == ["9 maart 2026: Over taal.", "2 maart 2026: Over stages."]

    def test_the_timeline_can_be_narrowed_and_paged(self, browse, read, make_person, make_moment):
        person = make_person()
        for number in range(21):
            make_moment(person, held_on=date(2025, 1, 1) + timedelta(days=number), summary=f"Gesprek {number}.")
        address = reverse("network:person_detail", args=[person.pk])

        contact = read(browse.get(address, {"kind": "contact", "page": 2}))
        post = read(browse.get(address, {"kind": "post"}))

        assert [entry.p.text for entry in contact.select(".timeline li:not(.year)")] == ["Gesprek 0."]
        assert [year.text for year in contact.select(".timeline .year")] == ["2025"]
        assert "Hiervan is er nog niets." in post.select_one("#tijdlijn").text

    def test_the_number_of_queries_does_not_grow(
        self, queries_for, make_person, make_moment, make_organisation, make_affiliation
    ):
        """Some of them belong to the rooms above, which answer for the timeline."""
        person = make_person()
        address = reverse("network:person_detail", args=[person.pk])

        def add(rows):
            for number in rows:
                make_moment(person, make_person())
                make_affiliation(person, make_organisation(f"Organisatie {number}"))

        add(range(1))
        with_one = queries_for(address)
        add(range(1, 30))

        assert queries_for(address) == with_one <= 34


class TestCreate:
    def test_everything_told_is_stored(self, browse, told, make_organisation, work_line, policy_role):
        divosa = make_organisation("Divosa")

        answer = browse.post(CREATE, {**told, "organisation": "divosa", "title": "adviseur"})

        person = Person.objects.get()
        assert answer.url == reverse("network:person_detail", args=[person.pk])
        assert (person.full_name, person.work_role, person.province) == ("Joost van der Berg", policy_role, "NL-UT")
        assert list(person.lines.all()) == [work_line]
        assert sorted(person.tags.names()) == ["stages", "werving"]
        assert list(person.affiliations.values_list("organisation", "title")) == [(divosa.pk, "adviseur")]
        assert list(person.mail_addresses.order_by("pk").values_list("address", "preferred")) == [
            ("joost@mkb.example.org", True),
            ("j.berg@example.org", False),
        ]

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"source": ""}, "Schrijf op waar KIS deze persoon van kent."),
            ({"addresses": "joost@mkb"}, "mist een punt"),
            ({"given_name": "Joost\r\nBcc: x@example.org"}, "op één regel"),
            ({"tags": "stages, moslim"}, "‘moslim’ kan iets zeggen over geloof"),
            ({"tags": ",".join(f"label{number}" for number in range(21))}, "hoogstens 20 labels"),
            ({"tags": "x" * 41}, "te lang voor een label"),
            ({"organisation": "Divo"}, "Bedoel je: Divosa?"),
            ({"organisation": "Onbekend BV"}, "We kennen ‘Onbekend BV’ niet"),
            ({"lines": [0]}, "0"),
        ],
    )
    def test_a_mistake_is_told_and_nothing_typed_is_lost(self, change, said, browse, read, told, make_organisation):
        make_organisation("Divosa")

        page = read(browse.post(CREATE, {**told, **change}))

        assert said in page.select_one(ERRORS).text
        assert page.select_one("input[name=family_name]")["value"] == "Berg"
        assert not Person.objects.exists()

    @pytest.mark.parametrize(
        "known", [{"address": "JOOST@mkb.example.org"}, {"given_name": "joost", "family_name": "BERG"}]
    )
    def test_a_person_who_seems_known_is_shown_and_may_still_be_added(self, known, browse, read, told, make_person):
        person = make_person(**known)

        page = read(browse.post(CREATE, told))

        assert page.select_one(f'.msg a[href="{reverse("network:person_detail", args=[person.pk])}"]')
        assert Person.objects.count() == 1
        browse.post(CREATE, {**told, "somebody_else": "on"})
        assert Person.objects.count() == 2

    def test_the_name_that_was_not_found_is_filled_in(self, browse, read):
        key = browse.post(LIST, {"words": "Joost berg"}).url.partition("search=")[2]

        page = read(browse.get(CREATE, {"search": key}))

        fields = [page.select_one(f"input[name={name}]")["value"] for name in ("given_name", "family_name")]
        assert fields == ["Joost", "Berg"]


class TestEdit:
    def test_changes_are_stored(self, browse, told, make_person):
        person = make_person(source="de website")

        browse.post(reverse("network:person_edit", args=[person.pk]), told)

        person.refresh_from_db()
        assert person.full_name == "Joost van der Berg"
        assert set(person.mail_addresses.values_list("address", flat=True)) == {
            "joost@mkb.example.org",
            "j.berg@example.org",
        }

    def test_the_form_shows_what_is_kept(self, browse, read, make_person):
        person = make_person(address="samira@example.org")
        MailAddress.objects.create(person=person, address="tweede@example.org", preferred=False)
        person.tags.add("werving", "stages")

        page = read(browse.get(reverse("network:person_edit", args=[person.pk])))

        assert page.select_one("textarea[name=addresses]").text.split() == ["samira@example.org", "tweede@example.org"]
        assert page.select_one("input[name=tags]")["value"] == "stages, werving"

    def test_somebody_recorded_without_source_can_be_corrected_without_one(self, browse, told, make_person):
        person = make_person()

        browse.post(reverse("network:person_edit", args=[person.pk]), {**told, "source": ""})

        person.refresh_from_db()
        assert person.family_name == "Berg"

    def test_a_retired_line_stays_with_who_works_on_it(self, browse, read, make_person, work_line, newcomer_line):
        person = make_person()
        person.lines.add(work_line)
        for line in (work_line, newcomer_line):
            line.valid_until = 2022
            line.save()

        page = read(browse.get(reverse("network:person_edit", args=[person.pk])))

        assert [box["value"] for box in page.select("input[name=lines]")] == [str(work_line.pk)]
