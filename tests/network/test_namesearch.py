import pytest
from django.utils import timezone

from network.models import Organisation, Person
from network.queries import near, rows


@pytest.fixture
def found():
    return lambda words: [person.name_in_lists for person in Person.objects.matching(words).by_name()]


@pytest.fixture
def meant(colleague):
    """Return a function that names whom a search that found nobody may have meant."""

    def names(words):
        keys = near.people(colleague, words)
        return [row.person.full_name for row in rows.people(keys, colleague, timezone.localdate())]

    return names


@pytest.mark.parametrize(
    "words", ["vd Berg", "v.d. Berg", "van den berg", "berg", "J. Berg", "j berg", "Joost van der B", "erg joo", "BÉRG"]
)
def test_a_name_is_found_however_one_writes_it(words, found, make_person):
    make_person("Joost", "Berg", tussenvoegsel="van der")
    make_person("Theo", "Mensah")

    assert found(words) == ["Berg, Joost van der"]


def test_only_what_stands_between_names_is_looked_for_too(found, make_person):
    make_person("Joost", "Berg", tussenvoegsel="van der")
    make_person("Theo", "Mensah")

    assert found("van der") == ["Berg, Joost van der"]


def test_a_short_word_begins_a_word_of_the_name(found, make_person):
    make_person("Bo", "Jansen")

    assert [found("ja"), found("an"), found("b")] == [["Jansen, Bo"], [], ["Jansen, Bo"]]


def test_a_part_of_a_double_name_is_found(found, make_person):
    make_person("Samira", "El-Amrani")

    assert [found("amrani"), found("el-amrani"), found("mran")] == [["El-Amrani, Samira"]] * 3


@pytest.mark.parametrize("words", ["%", "_", "a%b", "'", "\\", "--", "......", "🙂", "x" * 100])
def test_odd_signs_find_nothing_and_break_nothing(words, found, make_person):
    make_person("Samira", "Amrani")

    assert found(words) == []


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Vereniging van Nederlandse Gemeenten", "VNG"),
        ("Ministerie van Sociale Zaken en Werkgelegenheid", "szw"),
        ("Sociaal en Cultureel Planbureau", "SCP"),
        ("Gemeente 's-Hertogenbosch", "hertog"),
    ],
)
def test_an_organisation_is_found_by_its_letters(name, letters, make_organisation):
    make_organisation(name)
    make_organisation("Divosa")

    assert [each.name for each in Organisation.objects.matching(letters)] == [name]


def test_people_are_found_by_the_letters_of_where_they_work(found, make_person, make_organisation, make_affiliation):
    make_affiliation(make_person("Theo", "Mensah"), make_organisation("Vereniging van Nederlandse Gemeenten"))

    assert found("vng") == ["Mensah, Theo"]


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Jansen", "Janssen"),
        ("Jansen", "Jnasen"),
        ("Dijkstra", "Dykstra"),
        ("Visscher", "Fisser"),
        ("Cornelisse", "Kornelise"),
        ("Yıldız", "Yildis"),
        ("Bouzid", "Bouzit"),
        ("Oosterhuis", "Osterhuis"),
        ("Mensah", "Mensa"),
    ],
)
def test_a_typing_error_still_finds_who_was_meant(name, typed, meant, make_person):
    make_person("Anne", name)
    make_person("Koen", "Wolters")

    assert meant(typed) == [f"Anne {name}"]


def test_the_nearest_comes_first_and_strangers_stay_away(meant, make_person):
    for family in ("Jansen", "Jansma", "Janssens", "Pietersen"):
        make_person("Piet", family)

    assert meant("Jansenn Piet")[0] == "Piet Jansen"
    assert "Piet Pietersen" not in meant("Jansenn Piet")


def test_a_wrong_name_at_the_right_organisation_is_near(meant, make_person, make_organisation, make_affiliation):
    make_affiliation(make_person("Theo", "Mensah"), make_organisation("Divosa"))

    assert meant("Mensha divosa") == ["Theo Mensah"]


def test_an_organisation_with_a_typing_error_is_near(colleague, make_organisation):
    divosa = make_organisation("Divosa")
    make_organisation("Gemeente Delft")

    assert near.organisations(colleague, "Devosa") == [divosa.pk]


def test_who_may_see_nobody_comes_near_nobody(make_user, make_person):
    make_person("Anne", "Jansen")

    assert near.people(make_user("member"), "Janssen") == []
