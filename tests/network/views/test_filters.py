from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from events.models import Event, Invitation, Registration
from network.models import MailAddress, Municipality, Person, RelationHolder, Relationship, RelationshipType

PEOPLE, ORGANISATIONS = reverse("network:person_list"), reverse("network:organisation_list")


@pytest.fixture
def delft(db):
    return Municipality.objects.create(code="GM0503", name="Delft", province="NL-ZH")


@pytest.fixture
def make_kind(db):
    def make(slug, between):
        words = {"name": slug, "name_back": slug, "name_en": slug, "name_back_en": slug}
        return RelationshipType.objects.create(slug=slug, between=between, **words)

    return make


@pytest.fixture
def make_event(db):
    def make(slug, days=-30, **fields):
        day = timezone.localdate() + timedelta(days=days)
        return Event.objects.create(slug=slug, kind="kennisatelier", title=slug, held_on=day, **fields)

    return make


@pytest.fixture
def invite(colleague):
    """Return a function that invites a person to an event, and records the answer when there is one."""

    def put(person, event, answer=""):
        Invitation.objects.create(event=event, person=person, invited_at=timezone.now(), invited_by=colleague)
        if answer:
            Registration.objects.create(event=event, person=person, state=answer, answered_at=timezone.now())

    return put


def test_people_are_found_by_where_they_work_and_who_holds_that_relation(
    browse, names_in, make_person, make_organisation, make_affiliation, colleague, make_user
):
    divosa, delft = make_organisation("Divosa", "vereniging"), make_organisation("Gemeente Delft", "gemeente")
    make_affiliation(make_person("Anne", "Divosaan"), divosa)
    make_affiliation(make_person("Bo", "Delftenaar"), delft)
    make_affiliation(make_person("Cas", "Vertrokken"), divosa, ended_on=date(2020, 1, 1))
    RelationHolder.objects.create(organisation=divosa, user=colleague, started_on=date(2026, 1, 1))
    ended = {"started_on": date(2025, 1, 1), "ended_on": date(2026, 1, 1)}
    RelationHolder.objects.create(organisation=delft, user=colleague, **ended)

    asked = [{"kind": "vereniging"}, {"holder": colleague.pk}, {"organisation": divosa.pk}]

    assert [names_in(browse.get(PEOPLE, each)) for each in asked] == [["Divosaan, Anne"]] * 3
    assert names_in(browse.get(PEOPLE, {"kind": "vereniging", "holder": make_user("editor").pk})) == []


def test_people_are_found_by_place_address_and_the_day_they_were_recorded(browse, names_in, make_person, delft):
    chosen = make_person("Anne", "Gekozen", address=None, municipality=delft)
    fails = make_person("Bo", "Weg")
    fails.mail_addresses.update(arrives="dead", came_back_at=timezone.now())
    MailAddress.objects.create(person=fails, address="tweede@example.org", preferred=False)
    Person.objects.filter(pk=fails.pk).update(created_at=datetime(2020, 1, 1, tzinfo=UTC))

    assert names_in(browse.get(PEOPLE, {"municipality": delft.pk})) == ["Gekozen, Anne"]
    assert names_in(browse.get(PEOPLE, {"mail": "none"})) == ["Gekozen, Anne"]
    assert names_in(browse.get(PEOPLE, {"mail": "fails"})) == ["Weg, Bo"]
    assert names_in(browse.get(PEOPLE, {"since": "2020-01-02"})) == ["Gekozen, Anne"]
    assert chosen.pk != fails.pk


def test_people_are_found_by_their_ties_at_either_end(browse, names_in, make_person, make_kind):
    anne, bo, cas = make_person("Anne", "A"), make_person("Bo", "B"), make_person("Cas", "C")
    knows, mentors = make_kind("kent", "people"), make_kind("begeleidt", "people")
    Relationship.objects.create(kind=knows, first_person=anne, second_person=bo, stated_on=date(2026, 1, 1))
    days = {"stated_on": date(2020, 1, 1), "ended_on": date(2021, 1, 1)}
    Relationship.objects.create(kind=mentors, first_person=cas, second_person=bo, **days)

    assert names_in(browse.get(PEOPLE, {"tie": "any"})) == ["A, Anne", "B, Bo"]
    assert names_in(browse.get(PEOPLE, {"tie": "none"})) == ["C, Cas"]
    assert names_in(browse.get(PEOPLE, {"tie": "kent"})) == ["A, Anne", "B, Bo"]
    assert names_in(browse.get(PEOPLE, {"tie": "begeleidt"})) == []


def test_people_are_found_by_meetings(browse, names_in, make_person, make_event, invite):
    held, coming = make_event("gehouden"), make_event("komend", days=30)
    anne, bo, cas, _dirk = (make_person(name, name[0]) for name in ("Anne", "Bo", "Cas", "Dirk"))
    invite(anne, held, "coming")
    invite(bo, held, "declined")
    invite(cas, coming, "coming")

    asked = {
        "invited": ["A, Anne", "B, Bo", "C, Cas"],
        "came": ["A, Anne"],
        "absent": ["B, Bo", "C, Cas"],
        "never": ["B, Bo", "C, Cas", "D, Dirk"],
        f"invited-{held.pk}": ["A, Anne", "B, Bo"],
        f"came-{coming.pk}": ["C, Cas"],
        f"absent-{held.pk}": ["B, Bo"],
    }
    assert {value: names_in(browse.get(PEOPLE, {"meeting": value})) for value in asked} == asked


def test_organisations_are_found_by_everything(
    browse, names_in, make_person, make_organisation, make_affiliation, make_kind, make_event, invite, delft,
    colleague, make_moment,
):  # fmt: skip
    chosen, other = make_organisation("Divosa", municipality=delft), make_organisation("Ander")
    chosen.tags.add("inburgering")
    RelationHolder.objects.create(organisation=chosen, user=colleague, started_on=date(2026, 1, 1))
    third = make_organisation("Derde")
    kind = make_kind("partner-van", "organisations")
    Relationship.objects.create(
        kind=kind, first_organisation=chosen, second_organisation=third, stated_on=date(2026, 1, 1)
    )
    make_moment(organisations=[chosen], held_on=timezone.localdate())
    person = make_person()
    make_affiliation(person, chosen)
    invite(person, make_event("gehouden"), "coming")

    asked = [
        {"municipality": delft.pk},
        {"tag": chosen.tags.get().pk},
        {"holder": colleague.pk},
        {"tie": "partner-van", "contact": "recent"},
        {"contact": "recent"},
        {"meeting": "came"},
    ]
    assert [names_in(browse.get(ORGANISATIONS, each)) for each in asked] == [["Divosa"]] * len(asked)
    assert names_in(browse.get(ORGANISATIONS, {"meeting": "never"})) == ["Ander", "Derde"]
    assert names_in(browse.get(ORGANISATIONS, {"tie": "none"})) == ["Ander"]
    assert other.pk


def test_each_chosen_filter_can_be_taken_off_alone(browse, read, names_in, make_person, work_line, delft):
    make_person("Anne", "Gekozen", municipality=delft, province="NL-ZH").lines.add(work_line)
    make_person("Bo", "Elders", municipality=delft)
    asked = {"line": work_line.pk, "municipality": delft.pk, "sort": "-name"}

    page = read(browse.get(PEOPLE, asked))

    chips = {chip.get_text(" ", strip=True): chip["href"] for chip in page.select(".chips .chip")}
    assert list(chips) == ["Haal weg: Programmalijn: 4 · Arbeidsmarkt", "Haal weg: Gemeente: Delft"]
    without_line = chips["Haal weg: Programmalijn: 4 · Arbeidsmarkt"]
    assert names_in(browse.get(PEOPLE + without_line)) == ["Gekozen, Anne", "Elders, Bo"]
    assert "sort=-name" in without_line


def test_the_other_filters_show_when_asked_for_or_in_use(browse, read, delft):
    plain = read(browse.get(PEOPLE))
    more = read(browse.get(PEOPLE + plain.select_one(".filters__more a")["href"]))
    used = read(browse.get(PEOPLE, {"municipality": delft.pk}))

    shown = [bool(page.select("input[name=municipality]")) for page in (plain, more, used)]
    assert shown == [False, True, True]
    assert used.select_one("input[name=municipality][checked]").parent.text.strip() == "Delft"
    assert [bool(page.select("select[name=kind]")) for page in (plain, more, used)] == [False, True, False]


def test_an_organisation_is_chosen_by_its_name(browse, names_in, make_person, make_organisation, make_affiliation):
    make_affiliation(make_person("Anne", "Gekozen"), make_organisation("Divosa"))
    make_person("Bo", "Elders")

    answer = browse.post(PEOPLE, {"organisation": "divosa", "meer": "1"})

    assert names_in(browse.get(answer.url)) == ["Gekozen, Anne"]


def test_an_organisation_we_do_not_know_is_told(browse, read):
    answer = browse.post(PEOPLE, {"organisation": "Onbekend BV"})

    assert "We kennen ‘Onbekend BV’ niet" in read(browse.get(answer.url)).select_one("main").text


def test_nobody_found_offers_whom_one_may_mean(browse, read, make_person):
    make_person("Anne", "Jansen")

    page = read(browse.get(browse.post(PEOPLE, {"words": "jannsen"}).url))

    assert "Bedoel je een van deze?" in page.text
    assert [link.text for link in page.select(".lines a")] == ["Anne Jansen"]


def test_whole_words_come_first(browse, names_in, make_person):
    for family in ("Adjan", "Jan", "Bojansen"):
        make_person("Anne", family)

    assert names_in(browse.get(browse.post(PEOPLE, {"words": "jan"}).url)) == [
        "Jan, Anne",
        "Adjan, Anne",
        "Bojansen, Anne",
    ]
