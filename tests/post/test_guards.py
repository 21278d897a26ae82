"""A letter is of a mailing and a person that exist: the database guards it, once per statement."""

import pytest
from django.db import IntegrityError, connection, transaction

from network.models import Person
from post.models import Letter, Mailing

BELONGS = "a_letter_is_of_a_mailing_and_a_person_that_exist"


def refused():
    return pytest.raises(IntegrityError, match=BELONGS)


@pytest.mark.django_db
def test_a_letter_to_nobody_is_refused(promise):
    letter = promise(1).letters.get()

    with refused(), transaction.atomic():
        Letter.objects.create(mailing=letter.mailing, person_id=987_654_321)
    with refused(), transaction.atomic():
        Letter.objects.create(mailing_id=987_654_321)
    with refused(), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(person=987_654_321)
    with refused(), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(mailing=987_654_321)


@pytest.mark.django_db
def test_nobody_goes_and_leaves_letters_behind(promise):
    letter = promise(1).letters.get()

    with connection.cursor() as cursor:
        for table, pk in (("network_person", letter.person_id), ("post_mailing", letter.mailing_id)):
            with refused(), transaction.atomic():
                cursor.execute("DELETE FROM post_parcel")
                cursor.execute("DELETE FROM network_mailaddress")
                cursor.execute(f"DELETE FROM {table} WHERE id = %s", [pk])


@pytest.mark.django_db
def test_a_person_who_is_forgotten_leaves_the_letter_without_a_name(promise):
    letter = promise(1).letters.get()

    Person.objects.get(pk=letter.person_id).delete()

    letter.refresh_from_db()
    assert letter.person_id is None
    assert Mailing.objects.filter(pk=letter.mailing_id).exists()
