"""The database keeps the day of the last contact, whichever way a moment comes in or goes."""

from datetime import date, timedelta

from django.utils import timezone

from network.models import ContactMoment, Person
from network.models.contact_moment import PersonInContact
from network.templatetags.network import last_contact as tag


def last(party):
    party.refresh_from_db()
    return party.last_contact_on


def test_the_latest_of_several_moments_counts(make_person, make_moment):
    person = make_person()

    make_moment(person, held_on=date(2026, 5, 1))
    make_moment(person, held_on=date(2026, 3, 1))

    assert last(person) == date(2026, 5, 1)


def test_a_removed_moment_does_not_count_and_counts_again_when_put_back(make_person, make_moment):
    person = make_person()
    make_moment(person, held_on=date(2026, 3, 1))
    moment = make_moment(person, held_on=date(2026, 5, 1))

    ContactMoment.objects.filter(pk=moment.pk).update(removed_at=moment.logged_at)
    after_removal = last(person)
    ContactMoment.objects.filter(pk=moment.pk).update(removed_at=None)

    assert (after_removal, last(person)) == (date(2026, 3, 1), date(2026, 5, 1))


def test_another_day_is_followed(make_person, make_moment, make_organisation):
    person, organisation = make_person(), make_organisation()
    moment = make_moment(person, held_on=date(2026, 3, 1), organisations=[organisation])

    ContactMoment.objects.filter(pk=moment.pk).update(held_on=date(2026, 4, 1))

    assert (last(person), last(organisation)) == (date(2026, 4, 1), date(2026, 4, 1))


def test_who_is_taken_off_a_moment_loses_it(make_person, make_moment):
    person, other = make_person(), make_person()
    moment = make_moment(person, other)

    moment.people.remove(other)

    assert (last(person), last(other)) == (date(2026, 3, 2), None)


def test_a_merge_moves_the_contact_along(make_person, make_moment):
    gone, kept = make_person(), make_person()
    make_moment(gone)

    PersonInContact.objects.filter(person=gone).update(person=kept)

    assert (last(gone), last(kept)) == (None, date(2026, 3, 2))


def test_a_moment_that_is_deleted_counts_no_more(make_person, make_moment):
    person = make_person()
    make_moment(person).delete()

    assert last(person) is None


def test_a_person_can_be_deleted_with_all_contact(make_person, make_moment):
    person = make_person()
    make_moment(person)

    person.delete()

    assert not Person.objects.filter(pk=person.pk).exists()
    assert not PersonInContact.objects.exists()


def test_how_long_ago_is_written_the_dutch_way(db):
    assert "1.003 dagen" in tag(timezone.localdate() - timedelta(days=1003))
    assert "1 dag<" in tag(timezone.localdate() - timedelta(days=1))
