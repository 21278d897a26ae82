"""Who confirms an e-mail address gets the person it belongs to, when that is certain."""

import pytest
from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed

from accounts.models import AuditLine


@pytest.fixture
def confirm(rf):
    def confirmed(user, address):
        email = EmailAddress.objects.create(user=user, email=address, verified=True)
        email_confirmed.send(EmailAddress, request=rf.get("/"), email_address=email)

    return confirmed


@pytest.fixture
def member(make_user):
    return make_user(email="samira@gemeente.example.org")


def test_the_one_person_with_the_address_is_linked(confirm, member, make_person):
    person = make_person(address="Samira@gemeente.example.org")

    confirm(member, "samira@gemeente.example.org")

    person.refresh_from_db()
    assert person.user == member
    assert AuditLine.objects.get(action="network.account_linked").object_id == person.pk


def test_nobody_is_linked_when_two_people_share_the_mailbox(confirm, member, make_person):
    people = [
        make_person(address="samira@gemeente.example.org"),
        make_person("Theo", address="samira@gemeente.example.org"),
    ]

    confirm(member, "samira@gemeente.example.org")

    for person in people:
        person.refresh_from_db()
    assert [person.user for person in people] == [None, None]


def test_a_person_keeps_the_account_they_have(confirm, member, make_user, make_person):
    other = make_user()
    person = make_person(address="samira@gemeente.example.org", user=other)

    confirm(member, "samira@gemeente.example.org")

    person.refresh_from_db()
    assert person.user == other


def test_an_account_with_a_person_gets_no_second_one(confirm, member, make_person):
    make_person(user=member)
    other = make_person(address="samira@gemeente.example.org")

    confirm(member, "samira@gemeente.example.org")

    other.refresh_from_db()
    assert other.user is None
