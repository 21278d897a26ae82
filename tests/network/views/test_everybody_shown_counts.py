"""Every page of the network that shows people by name counts them among the people seen today (Z39)."""

from datetime import date, timedelta

from django.utils import timezone

from network import urls
from network.models import Person
from tests.network.views.test_role_walk import FILES, READS, WRITES, address_of

__all__ = ["address_of"]
PAGES = sorted(pattern.name for pattern in urls.urlpatterns if pattern.name in (READS | WRITES) - FILES)


def named_in(text):
    return {person.pk for person in Person.objects.all() if person.full_name in text}


def test_z39_every_page_that_names_somebody_counts_them(browse, address_of, counted):
    addresses = {name: address_of(name) for name in PAGES}
    for number, person in enumerate(Person.objects.all()):
        Person.objects.filter(pk=person.pk).update(given_name="Zonne", family_name=f"Bloem-{number}-e")

    shown, left_out = set(), []
    for name, address in addresses.items():
        counted.clear()
        named = named_in(browse.get(address, follow=True).text)
        shown |= {name} if named else set()
        left_out += [name] if named - counted else []

    assert left_out == []
    assert len(shown) > 15  # the walk met people


def test_z39_who_is_found_to_tick_in_a_form_counts(browse, make_person, counted):
    found = make_person("Hava", "Demir")
    make_person("Paul", "Verhoeven")

    browse.post("/netwerk/contact/nieuw/", {"look": "1", "find": "demir"})

    assert counted == {found.pk}


def test_z39_who_takes_a_card_along_saw_that_person(browse, make_person, counted):
    person = make_person()

    browse.post(f"/netwerk/personen/{person.pk}/vcard/")

    assert counted == {person.pk}


def test_z39_who_is_our_only_thread_counts_among_many_who_work_there(
    browse, make_person, make_organisation, make_affiliation, make_moment, counted
):
    organisation = make_organisation()
    for number in range(13):
        make_affiliation(make_person("Anna", f"Aalbers {number}"), organisation)
    thread = make_person("Zeynep", "Zwart")
    make_affiliation(thread, organisation)
    make_moment(thread, held_on=timezone.localdate() - timedelta(days=60), organisations=[organisation])

    page = browse.get(f"/netwerk/organisaties/{organisation.pk}/")

    assert thread.full_name in page.text
    assert thread.pk in counted


def test_z39_who_is_named_in_the_timeline_of_an_organisation_counts(
    browse, make_person, make_organisation, make_moment, counted
):
    organisation, guest = make_organisation(), make_person("Zeynep", "Zwart")
    make_moment(guest, organisations=[organisation])

    browse.get(f"/netwerk/organisaties/{organisation.pk}/")

    assert counted == {guest.pk}


def test_z39_who_is_named_in_the_timeline_of_a_person_counts(browse, make_person, make_moment, make_tie, counted):
    person, guest, known = make_person("Hava", "Demir"), make_person("Zeynep", "Zwart"), make_person("Paul", "Bos")
    make_moment(person, guest)
    make_tie(person, known, started_on=date(2020, 1, 1), ended_on=date(2021, 1, 1))

    browse.get(f"/netwerk/personen/{person.pk}/")

    assert counted == {person.pk, guest.pk, known.pk}
