"""Z41: a database that is put back from a backup restricts again who was restricted since."""

from datetime import date

import pytest
from django.utils import timezone

from network.actions import merges
from network.models import Restriction
from post.links import address_hash
from post.models import Stop, StopSource
from privacy import journal
from privacy.actions import doing_again, restricting
from privacy.queries import lost
from tests.privacy.putting_back import Backup, said

pytestmark = pytest.mark.django_db
ADDRESS = "wilhelmina@gemeente.example.org"


def restricted_people():
    return list(Restriction.objects.order_by("person").values_list("person", flat=True))


def test_z41_who_was_restricted_after_the_backup_is_restricted_again_and_gets_no_letter(make_person, asks):
    person = make_person("Wilhelmina", "van Dongen", ADDRESS)
    make_person("Joost", "de Wit")
    backup = Backup()
    asks(restricting.restrict, person, asked_on=date(2026, 1, 5))
    backup.put_back()

    told, done, after = said(), said("--yes"), said()

    assert f"1 people who were restricted are not: {person.pk}." in told
    assert "1 people are restricted again, and 0 no more." in done
    assert "0 people who were restricted are not: none." in after
    assert restricted_people() == [person.pk]
    assert Stop.objects.holding().get(address_hash=address_hash(ADDRESS)).how == StopSource.RESTRICTED


def test_z41_whose_restriction_ended_after_the_backup_is_used_again(make_person, asks):
    person = make_person("Wilhelmina", "van Dongen", ADDRESS)
    asks(restricting.restrict, person, asked_on=date(2026, 1, 5))
    backup = Backup()
    asks(restricting.end, person)
    backup.put_back()

    done = doing_again.do_again(now=timezone.now())

    assert (done.restricted, done.used_again, restricted_people()) == (0, 1, [])
    assert not Stop.objects.holding().exists()


def test_of_what_somebody_asked_and_took_back_the_last_word_counts(make_person, asks):
    first, second = make_person(), make_person()
    asks(restricting.restrict, second, asked_on=date(2026, 1, 5))
    backup = Backup()
    asks(restricting.restrict, first, asked_on=date(2026, 1, 5))
    asks(restricting.end, first)
    asks(restricting.end, second)
    asks(restricting.restrict, second, asked_on=date(2026, 2, 5))
    backup.put_back()

    assert not lost()
    assert restricted_people() == [second.pk]


def test_nobody_is_restricted_again_by_a_journal_that_did_not_hear_of_the_end(make_person, asks, settings, tmp_path):
    person = make_person()
    asks(restricting.restrict, person, asked_on=date(2026, 1, 5))
    written = journal.place().read_text()
    asks(restricting.end, person)
    journal.place().write_text(written)

    assert not lost()


def test_f28_nothing_is_let_go_while_who_was_restricted_is_not(make_person, asks, colleague):
    from newsletter.queries import gate

    person = make_person()
    backup = Backup()
    asks(restricting.restrict, person, asked_on=date(2026, 1, 5))
    backup.put_back()

    before = gate.refusal(count=1, unseen=0, by=colleague, now=timezone.now())
    doing_again.do_again(now=timezone.now())

    assert "privacy_after_restore" in before
    assert gate.refusal(count=1, unseen=0, by=colleague, now=timezone.now()) == ""


def test_who_was_made_one_record_of_two_and_restricted_after_the_backup_is_restricted_twice(
    make_person, asks, colleague
):
    kept, gone = make_person("Wilhelmina", "van Dongen"), make_person("Mina", "van Dongen")
    backup = Backup()
    merges.merge(kept=kept, gone=gone, by=colleague, now=timezone.now())
    asks(restricting.restrict, kept, asked_on=date(2026, 1, 5))
    backup.put_back()

    doing_again.do_again(now=timezone.now())

    assert restricted_people() == sorted([kept.pk, gone.pk])
