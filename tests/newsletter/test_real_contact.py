"""A letter to many is never real contact, whether it is promised, sent or arrives."""

from network.models import Affiliation, LineFact, Organisation, Person


def test_a_bulk_letter_never_counts_as_contact(released, deliver):
    organisation = Organisation.objects.create(name="Divosa", kind="vereniging")
    readers = list(Person.objects.all())
    Affiliation.objects.bulk_create(Affiliation(person=person, organisation=organisation) for person in readers)

    deliver()

    organisation.refresh_from_db()
    assert organisation.last_contact_on is None
    assert {person.last_contact_on for person in Person.objects.all()} == {None}
    assert len(readers) == 3
    assert not LineFact.objects.exists()
