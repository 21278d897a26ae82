"""What changed in the network between the check of a file and its import."""

from datetime import UTC, date, datetime

import pytest

from network.actions import closing, merges
from network.models import Affiliation, ContactMoment, LinePartner, Person, Relationship
from network.models.import_file import ImportState

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 18, 10, tzinfo=UTC)
HEAD = "Voornaam;Achternaam;E-mail;Organisatie;Functie\n"
WHY = (
    "Deze organisatie bestaat sinds 1 september 2026 niet meer. Laat de rij weg, of laat de organisatie eerst doorgaan."
)


@pytest.fixture
def end(colleague):
    def close(organisation):
        closing.close(organisation=organisation, ended_on=date(2026, 9, 1), why="gestopt", by=colleague, now=NOW)

    return close


@pytest.fixture
def join(colleague):
    def merge(kept, gone):
        return merges.merge(kept=kept, gone=gone, by=colleague, now=NOW)

    return merge


def told(file):
    return [(row.number, row.outcome, row.errors) for row in file.rows.order_by("number")]


def test_nobody_new_starts_at_an_organisation_that_ended_since(bring, write, end, make_organisation):
    divosa = make_organisation("Divosa")
    file = bring(HEAD + "Joost;Berg;joost@mkb.example.org;Divosa;adviseur\nTheo;Mensah;theo@mkb.example.org;;\n")
    end(divosa)

    write(file)

    assert told(file) == [(2, "refused", [["organisatie", WHY]]), (3, "new", [])]
    assert file.state == ImportState.DONE
    assert not Affiliation.objects.exists()
    assert Person.objects.get().given_name == "Theo"


def test_nobody_known_starts_there_either(bring, write, end, make_organisation, make_person):
    divosa = make_organisation("Divosa")
    make_person("Joost", "Berg", "joost@mkb.example.org")
    file = bring(HEAD + "Joost;Berg;joost@mkb.example.org;Divosa;adviseur\n")
    end(divosa)

    write(file)

    assert told(file) == [(2, "refused", [["organisatie", WHY]])]
    assert not Affiliation.objects.exists()


def test_an_organisation_that_ended_since_gets_no_partnership(bring, write, end, make_organisation, work_line):
    divosa = make_organisation("Divosa", kind="gemeente")
    file = bring("Naam;Soort;Programmalijn\nDivosa;gemeente;4\n", kind="organisations")
    assert file.rows.get().outcome == "changed"
    end(divosa)

    write(file)

    assert told(file) == [(2, "refused", [["naam", WHY]])]
    assert not LinePartner.objects.exists()


def test_no_tie_to_it_begins(bring, write, end, make_organisation, works_with):
    make_organisation("SBB")
    divosa = make_organisation("Divosa")
    file = bring("Van;Relatie;Naar\nSBB;werkt samen met;Divosa\n", kind="ties")
    assert file.rows.get().outcome == "new"
    end(divosa)

    write(file)

    assert told(file) == [(2, "refused", [["tweede", WHY]])]
    assert not Relationship.objects.exists()


def test_who_was_merged_since_gets_what_the_file_says(bring, write, join, make_organisation, make_person):
    gone = make_organisation("Divosa")
    known, other = make_person("Joost", "Berg", "joost@mkb.example.org"), make_person("J.", "Berg", None)
    file = bring(
        HEAD + "Joost;Berg;joost@mkb.example.org;Divosa;adviseur\nTheo;Mensah;theo@mkb.example.org;Divosa;lid\n"
    )
    kept = make_organisation("Vereniging Divosa")
    join(kept, gone)
    join(other, known)

    write(file)

    assert [outcome for _number, outcome, _errors in told(file)] == ["changed", "new"]
    assert set(Affiliation.objects.values_list("organisation", "title")) == {(kept.pk, "adviseur"), (kept.pk, "lid")}
    assert other.affiliations.get().title == "adviseur"


def test_a_contact_with_who_was_merged_since_is_with_the_record_that_stayed(
    bring, write, join, make_organisation, make_person, work_line
):
    gone, person = make_organisation("Divosa"), make_person("Joost", "Berg", "joost@mkb.example.org")
    head = "Datum;Soort contact;Programmalijn;Onderwerp;Personen;Organisaties\n"
    file = bring(head + "2-3-2026;telefoon;4;Over stages;joost@mkb.example.org;Divosa\n", kind="contacts")
    assert file.rows.get().outcome == "new"
    kept, other = make_organisation("Vereniging Divosa"), make_person("J.", "Berg", None)
    join(kept, gone)
    join(other, person)

    write(file)

    moment = ContactMoment.objects.get()
    assert (list(moment.organisations.all()), list(moment.people.all())) == ([kept], [other])


def test_who_is_gone_since_is_said_and_the_others_come_in(bring, write, make_person, work_line):
    person = make_person("Joost", "Berg", "joost@mkb.example.org")
    make_person("Theo", "Mensah", "theo@mkb.example.org")
    head = "Datum;Soort contact;Programmalijn;Onderwerp;Personen\n"
    file = bring(
        head + "2-3-2026;telefoon;4;Stages;joost@mkb.example.org\n2-3-2026;telefoon;4;Werk;theo@mkb.example.org\n",
        kind="contacts",
    )
    person.delete()

    write(file)

    assert told(file) == [
        (2, "refused", [["met wie", "Dit staat sinds de controle niet meer in het netwerk. Laat de rij weg."]]),
        (3, "new", []),
    ]
    assert ContactMoment.objects.get().summary == "Werk"
