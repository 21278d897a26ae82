import pytest

from network import likeness
from network.likeness import PersonTraits
from network.organisation_likeness import OrganisationTraits, of_organisations


def person(name: str, **told) -> PersonTraits:
    given, infix, family = name.split("|")
    sets = {key: frozenset(value) if isinstance(value, set) else value for key, value in told.items()}
    return PersonTraits(given, infix, family, **sets)


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Joost|van der|Berg", "Joost|van der|Berg", "same_name"),
        ("Joost|van der|Berg", "Joost||van der Berg", "name_written_otherwise"),
        ("Joost|van der|Berg", "Joost||Berg", "name_written_otherwise"),
        ("Joost|van der|Berg", "J.||Berg", "initials_fit"),
        ("Joost Pieter||Berg", "J.P.||Berg", "initials_fit"),
        ("Mohammed||Aydın", "Muhammad||Aydin", "name_written_otherwise"),
        ("Mohamed||Aydin", "Mohammed||Aydin", "name_written_otherwise"),
        ("Sevda||Yıldız", "Sevda||Yildiz", "same_name"),
        ("Sevda||Yıldız", "Sevda||IJldiz", "name_nearly_same"),
        ("Wim||Dijkstra", "Wim||Dykstra", "name_written_otherwise"),
        ("Youssef||Bouali", "Yusuf||Bouali", "name_nearly_same"),
        ("Zoë||Müller", "Zoe||Muller", "same_name"),
        ("Els||Jansen-de Boer", "Els|de|Boer", "part_of_double_name"),
        ("Els||Jansen", "Els||Jansen-de Boer", "part_of_double_name"),
        ("Samira||Amrani", "Samira||Amrany", "name_nearly_same"),
        ("Samira||Hendriks", "Samira||Hendricks", "name_written_otherwise"),
        ("Samira||Bakker", "Samira||Baker", "name_written_otherwise"),
        ("Samira||Hofman", "Samira||Hofmans", "name_nearly_same"),
        ("Samira||Amrani", "Amrani||Samira", "names_swapped"),
    ],
)
def test_names_of_one_person_are_recognised(one, other, reason):
    assert likeness.name_reason(person(one), person(other)) == reason
    assert likeness.name_reason(person(other), person(one)) == reason


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jan|de|Vries", "Piet|de|Vries"),
        ("Jan||Jansen", "Jan||Pietersen"),
        ("J.||Berg", "P.||Berg"),
        ("J.P.||Berg", "J.K.||Berg"),
        ("Hassan||Amrani", "Hussein||Amrani"),
        ("Fatima||Bos", "Fatma||Vos"),
    ],
)
def test_names_of_two_people_are_not(one, other):
    assert likeness.name_reason(person(one), person(other)) is None


@pytest.mark.parametrize(
    ("one", "other", "suspect"),
    [
        (person("Jan||Jansen", employers={1}), person("Jan||Jansen", employers={2}), False),
        (person("Jan||Jansen", employers={1}), person("Jan||Jansen", employers={1}), True),
        (person("J.||Berg", employers={1}), person("Joost||Berg", employers={1}), True),
        (person("Jan||Jansen", addresses={"j@x.nl"}), person("Jan||Jansen", addresses={"j@x.nl"}), True),
        # A couple, or colleagues, with one mailbox.
        (person("Jan|de|Vries", addresses={"f@x.nl"}), person("Piet|de|Vries", addresses={"f@x.nl"}), False),
        (person("Jan||Bos", addresses={"info@x.nl"}), person("Wil||Vos", addresses={"info@x.nl"}), False),
        (person("Jan||Bos", phones={"+31201"}, addresses={"a@x.nl"}), person("Jan||Bos", phones={"+31201"}), True),
    ],
)
def test_a_score_weighs_what_fits_and_what_does_not(one, other, suspect):
    assert (likeness.of_people(one, other).score >= likeness.SUSPECT) is suspect


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Gemeente Delft", "gemeente delft", "same_organisation_name"),
        ("Gemeente Delft", "Delft", "same_but_for_kind_word"),
        ("Stichting De Brug", "De Brug", "same_but_for_kind_word"),
        ("Vereniging van Nederlandse Gemeenten", "VNG", "abbreviation"),
        ("Sociaal en Cultureel Planbureau", "SCP", "abbreviation"),
        ("Movisie Utrecht", "Mowisie Utrecht", "organisation_nearly_same"),
    ],
)
def test_names_of_one_organisation_are_recognised(one, other, reason):
    found = of_organisations(OrganisationTraits(one), OrganisationTraits(other))

    assert found.reasons == (reason,)


def test_two_municipalities_with_names_that_differ_by_letters_are_two():
    one = OrganisationTraits("Gemeente Heumen", kind="gemeente")

    assert of_organisations(one, OrganisationTraits("Gemeente Heusden", kind="gemeente")).score == 0


def test_a_website_speaks_for_or_against():
    one = OrganisationTraits("Delft", website="https://www.delft.example.org/contact")

    same = of_organisations(one, OrganisationTraits("Gemeente Delft", website="http://delft.example.org"))
    other = of_organisations(one, OrganisationTraits("Gemeente Delft", website="https://elders.example.org"))

    assert (same.score, other.score) == (98, 48)


def test_every_point_has_its_words_and_every_word_its_points():
    assert set(likeness.POINTS) == set(likeness.REASONS)
