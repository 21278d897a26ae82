from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditLine
from events.models import Answer, Event, Invitation, Registration
from network.actions import merges
from network.actions.journal import Journal
from network.models import (
    Affiliation,
    DuplicatePair,
    LinePartner,
    MailAddress,
    Merge,
    Person,
    PhoneNumber,
    RelationHolder,
    Relationship,
    RelationshipType,
    Task,
)
from network.queries.merges import kept_instead, person_behind, touched
from newsletter.models import Newsletter, Subscription
from post.models import Letter, LetterClass, LetterState, Mailing, Stop
from tests.network.dumps import everything

NOW = datetime(2026, 9, 18, 10, tzinfo=UTC)
EARLIER = datetime(2026, 3, 1, 10, tzinfo=UTC)


@pytest.fixture
def pair(make_person):
    return make_person("Joost", "Berg", "joost@mkb.example.org"), make_person("J.", "Berg", "j.berg@mkb.example.org")


@pytest.fixture
def newsletter(db):
    return Newsletter.objects.create(slug="nieuwsbrief", name="Nieuwsbrief", name_en="Newsletter", description="x")


@pytest.fixture
def event(db):
    return Event.objects.create(slug="atelier", kind="kennisatelier", title="Atelier", held_on=date(2026, 12, 1))


@pytest.fixture
def say_yes(newsletter):
    def yes(person, agreed_at=EARLIER, **ended):
        return Subscription.objects.create(
            person=person, newsletter=newsletter, wording="Ja", source="form", agreed_at=agreed_at, **ended
        )

    return yes


@pytest.fixture
def everything_attached(
    pair, make_person, make_organisation, make_affiliation, make_moment, work_line, newcomer_line, colleague, event,
    newsletter, say_yes,
):  # fmt: skip
    """Two records with everything that can hang on a person, some of it on both."""
    kept, gone = pair
    third = make_person("Theo", "Mensah")
    divosa, vng = make_organisation("Divosa"), make_organisation("VNG")
    for person in pair:
        make_affiliation(person, divosa)
        MailAddress.objects.create(person=person, address="joost@thuis.example.org", preferred=False)
        PhoneNumber.objects.create(person=person, number="+31612345678")
        person.tags.add("stages")
        person.lines.add(work_line)
        Invitation.objects.create(event=event, person=person, invited_at=EARLIER, invited_by=colleague)
        Answer.objects.create(event=event, person=person, outcome="coming", source="letter", answered_at=EARLIER)
    make_affiliation(gone, vng, title="voorzitter")
    gone.tags.add("werving")
    gone.lines.add(newcomer_line)
    PhoneNumber.objects.create(person=gone, number="+31201234567")
    make_moment(kept, gone)
    make_moment(gone, third, held_on=date(2026, 5, 1))
    knows = RelationshipType.objects.create(
        slug="kent", between="people", name="kent", name_back="kent", name_en="knows", name_back_en="knows"
    )
    for one, other in ((kept, gone), (kept, third), (third, gone)):
        Relationship.objects.create(kind=knows, first_person=one, second_person=other, stated_on=date(2026, 1, 1))
    Task.objects.create(what="Bel terug", due_on=date(2026, 10, 1), assigned_to=colleague, person=gone)
    Registration.objects.create(event=event, person=kept, state="declined", answered_at=EARLIER)
    Registration.objects.create(event=event, person=gone, state="coming", answered_at=EARLIER)
    say_yes(kept)
    say_yes(gone, EARLIER - timedelta(days=300))
    told = {"title": "N", "subject": "N", "text": "x", "sender": "kis@example.org"}
    mailing = Mailing.objects.create(**told, letter_class=LetterClass.NEWSLETTER, scope=newsletter.pk)
    for person in pair:
        Letter.objects.create(mailing=mailing, person=person, address="x@example.org", state=LetterState.SENT)
    Stop.objects.create(person=gone, scope=999, how="page", at=EARLIER)
    ends = sorted((gone.pk, third.pk))
    DuplicatePair.objects.create(
        first_person_id=ends[0], second_person_id=ends[1], score=60, found_at=EARLIER, dismissed_at=EARLIER
    )
    DuplicatePair.objects.create(first_person=kept, second_person=gone, score=90, found_at=EARLIER)
    return kept, gone


def test_everything_moves_along_and_nothing_is_lost(everything_attached, colleague, event, newsletter):
    kept, gone = everything_attached

    merge = merges.merge(kept=kept, gone=gone, by=colleague, now=NOW)

    kept.refresh_from_db()
    assert set(kept.affiliations.values_list("organisation__name", flat=True)) == {"Divosa", "VNG"}
    assert list(kept.mail_addresses.order_by("address").values_list("address", "preferred")) == [
        ("j.berg@mkb.example.org", False),
        ("joost@mkb.example.org", True),
        ("joost@thuis.example.org", False),
    ]
    assert set(kept.tags.names()) == {"stages", "werving"}
    assert set(kept.lines.values_list("number", flat=True)) == {4, 5}
    assert kept.phone_numbers.count() == 2
    assert kept.contact_moments.count() == 2
    assert kept.last_contact_on == date(2026, 5, 1)
    assert kept.tasks.count() == 1
    assert Relationship.objects.of(kept).count() == 1
    assert kept.answers.count() == 2
    assert kept.stops.count() == 1
    assert DuplicatePair.objects.get().dismissed_at == EARLIER
    moved, aside = touched(merge)
    assert sum(count for _label, count in aside) == 12
    assert sum(count for _label, count in moved) >= 12


def test_a_merge_undone_leaves_the_database_as_it_was(everything_attached, colleague):
    kept, gone = everything_attached
    before = everything()

    merge = merges.merge(kept=kept, gone=gone, from_gone=frozenset({"given_name"}), by=colleague, now=NOW)
    assert everything() != before
    merges.take_back(merge=merge, by=colleague, now=NOW + timedelta(days=29))

    assert everything() == before
    assert Merge.objects.get().stayed == {}


def test_the_chosen_fields_and_address_win(pair, colleague):
    kept, gone = pair
    theirs = gone.mail_addresses.get()

    merges.merge(kept=kept, gone=gone, from_gone=frozenset({"given_name"}), address=theirs.pk, by=colleague, now=NOW)

    kept.refresh_from_db()
    assert kept.full_name == "J. Berg"
    assert kept.mail_addresses.get(preferred=True) == theirs


def test_the_surest_answer_to_an_event_wins(everything_attached, colleague):
    kept, gone = everything_attached

    merges.merge(kept=kept, gone=gone, by=colleague, now=NOW)

    assert list(kept.registrations.values_list("state", flat=True)) == ["coming"]
    assert kept.invitations.count() == 1


def test_of_two_consents_the_oldest_stays_as_proof(pair, say_yes, colleague):
    kept, gone = pair
    say_yes(kept)
    oldest = say_yes(gone, EARLIER - timedelta(days=300))

    merges.merge(kept=kept, gone=gone, by=colleague, now=NOW)

    assert list(kept.subscriptions.all()) == [oldest]


@pytest.mark.parametrize("who_left", [0, 1])
def test_p10_who_left_a_list_on_either_record_has_left_it(who_left, pair, say_yes, newsletter, colleague):
    left, stayed = pair[who_left], pair[1 - who_left]
    say_yes(left, ended_at=EARLIER + timedelta(days=9), ended_how="one_click")
    say_yes(stayed, EARLIER + timedelta(days=30))

    merges.merge(kept=pair[0], gone=pair[1], by=colleague, now=NOW)

    assert not pair[0].subscriptions.holding().exists()
    assert pair[0].subscriptions.order_by("-ended_at").first().ended_how == "one_click"


@pytest.mark.parametrize("who_stopped", [0, 1])
def test_p10_who_stopped_all_post_on_either_record_is_on_no_list(who_stopped, pair, say_yes, colleague):
    Stop.objects.create(person=pair[who_stopped], scope=None, how="page", at=EARLIER)
    say_yes(pair[1 - who_stopped])

    merges.merge(kept=pair[0], gone=pair[1], by=colleague, now=NOW)

    assert Stop.objects.holding().get().person == pair[0]
    assert not pair[0].subscriptions.holding().exists()


def test_of_two_stops_the_strictest_stays(pair, colleague):
    Stop.objects.create(person=pair[0], scope=None, how="page", at=EARLIER)
    strict = Stop.objects.create(person=pair[1], scope=None, how="restricted", at=EARLIER)

    merges.merge(kept=pair[0], gone=pair[1], by=colleague, now=NOW)

    assert Stop.objects.get() == strict


def test_who_wrote_to_both_wrote_two_letters_for_ever(everything_attached, colleague):
    """The figures of a mailing that went out do not change: a letter stands by itself when its person has the like."""
    kept, gone = everything_attached

    merges.merge(kept=kept, gone=gone, by=colleague, now=NOW)

    assert sorted(Letter.objects.values_list("person", flat=True), key=str) == sorted([kept.pk, None], key=str)


def test_what_a_colleague_changed_since_stays_and_is_told(everything_attached, colleague):
    kept, gone = everything_attached
    merge = merges.merge(kept=kept, gone=gone, from_gone=frozenset({"given_name"}), by=colleague, now=NOW)
    Task.objects.update(what="Bel morgen terug")
    Person.objects.filter(pk=kept.pk).update(given_name="Joost Jan")

    merge = merges.take_back(merge=merge, by=colleague, now=NOW)

    assert merge.stayed == {"network.Task": 1, "fields": 1}
    assert Task.objects.get().person == kept
    assert Person.objects.get(pk=kept.pk).given_name == "Joost Jan"
    assert Person.objects.get(pk=gone.pk).affiliations.count() == 2


def test_what_is_new_since_stays_with_the_kept_record(pair, colleague, make_moment):
    merge = merges.merge(kept=pair[0], gone=pair[1], by=colleague, now=NOW)
    make_moment(pair[0])

    merges.take_back(merge=merge, by=colleague, now=NOW)

    assert pair[0].contact_moments.count() == 1


def test_the_account_moves_along_and_back(pair, make_user, colleague):
    kept, gone = pair
    member = make_user("member")
    Person.objects.filter(pk=gone.pk).update(user=member)

    merge = merges.merge(kept=kept, gone=gone, by=colleague, now=NOW)
    moved = Person.objects.get(user=member)
    merges.take_back(merge=merge, by=colleague, now=NOW)

    assert (moved, Person.objects.get(user=member)) == (kept, gone)


def test_two_people_with_an_account_stay_two(pair, make_user, colleague):
    for person in pair:
        Person.objects.filter(pk=person.pk).update(user=make_user("member"))

    with pytest.raises(merges.CannotMerge, match="account"):
        merges.merge(kept=pair[0], gone=pair[1], by=colleague, now=NOW)


def test_merging_twice_at_once_is_refused(pair, colleague):
    merges.merge(kept=pair[0], gone=pair[1], by=colleague, now=NOW)

    with pytest.raises(merges.CannotMerge, match="collega"):
        merges.merge(kept=pair[0], gone=pair[1], by=colleague, now=NOW)


def test_the_old_number_leads_to_who_was_kept_also_after_several_merges(make_person, colleague):
    first, second, third = make_person(), make_person(), make_person()
    inner = merges.merge(kept=second, gone=third, by=colleague, now=NOW)
    outer = merges.merge(kept=first, gone=second, by=colleague, now=NOW)

    assert kept_instead(Person, third.pk) == first.pk
    assert person_behind(third.pk) == first
    with pytest.raises(merges.CannotUndo, match="eerst"):
        merges.take_back(merge=inner, by=colleague, now=NOW)

    merges.take_back(merge=outer, by=colleague, now=NOW)
    assert kept_instead(Person, third.pk) == second.pk
    assert kept_instead(Person, second.pk) is None


def test_after_thirty_days_the_journal_is_empty_and_the_way_stays(pair, colleague):
    merge = merges.merge(kept=pair[0], gone=pair[1], by=colleague, now=NOW)
    later = NOW + timedelta(days=31)

    with pytest.raises(merges.CannotUndo, match="dertig dagen"):
        merges.take_back(merge=merge, by=colleague, now=later)
    merges.forget_journals(now=later)

    merge.refresh_from_db()
    assert (merge.gone_name, merge.steps.count()) == ("", 0)
    assert kept_instead(Person, pair[1].pk) == pair[0].pk


def test_a_second_undo_is_refused(pair, colleague):
    merge = merges.merge(kept=pair[0], gone=pair[1], by=colleague, now=NOW)
    merges.take_back(merge=merge, by=colleague, now=NOW)

    with pytest.raises(merges.CannotUndo):
        merges.take_back(merge=merge, by=colleague, now=NOW)


def test_the_audit_trail_tells_numbers_and_no_names(pair, colleague):
    merge = merges.merge(kept=pair[0], gone=pair[1], by=colleague, now=NOW)
    merges.take_back(merge=merge, by=colleague, now=NOW)

    done, undone = AuditLine.objects.order_by("pk")
    assert (done.action, done.object_id, done.facts["gone"]) == ("network.merged", pair[0].pk, pair[1].pk)
    assert (undone.action, undone.facts) == ("network.merge_undone", {"back": pair[1].pk, "stayed": 0})


def test_organisations_merge_and_come_back_just_so(
    make_organisation, make_person, make_affiliation, make_moment, work_line, employers, municipalities, colleague
):
    kept = make_organisation("Gemeente Delft", groups=[municipalities])
    gone = make_organisation("Delft", groups=[employers], official_name="Delft", website="https://delft.example.org")
    person = make_person()
    for organisation in (kept, gone):
        make_affiliation(person, organisation)
        LinePartner.objects.create(organisation=organisation, line=work_line, relation="partner")
        RelationHolder.objects.create(organisation=organisation, user=colleague, started_on=date(2026, 1, 1))
        organisation.tags.add("wonen")
    make_affiliation(make_person("Theo", "Mensah"), gone)
    make_moment(person, organisations=[gone])
    before = everything()

    merge = merges.merge(kept=kept, gone=gone, from_gone=frozenset({"name", "website"}), by=colleague, now=NOW)
    kept.refresh_from_db()
    assert (kept.name, kept.official_name, kept.website) == ("Delft", "Delft", "https://delft.example.org")
    assert (kept.affiliations.count(), kept.line_partnerships.count(), kept.contact_moments.count()) == (2, 1, 1)
    assert kept.target_groups.count() == 2

    merges.take_back(merge=merge, by=colleague, now=NOW)
    assert everything() == before


def test_two_partners_of_the_programme_stay_two(make_organisation, colleague):
    one, other = (make_organisation(name, official_name=name) for name in ("VNG", "Divosa"))

    with pytest.raises(merges.CannotMerge, match="programma"):
        merges.merge(kept=one, gone=other, by=colleague, now=NOW)


def test_what_hangs_on_a_row_that_is_set_aside_goes_and_comes_with_it(pair, make_moment, colleague):
    """A contact moment set aside by itself: its links go along, and an undo brings all of it back."""
    merge = Merge.objects.create(kept_person=pair[0], into=pair[0].pk, gone=pair[1].pk, by=colleague, at=NOW)
    moment = make_moment(*pair)
    before = everything()

    Journal(merge).set_aside(type(moment), [moment.pk])
    assert not pair[0].contact_moments.exists()
    merges.take_back(merge=merge, by=colleague, now=NOW)

    assert everything() == before


def test_the_database_refuses_a_merge_of_one_record_with_itself(pair, colleague):
    with pytest.raises(IntegrityError, match="a_merge_is_of_two_records"), transaction.atomic():
        Merge.objects.create(kept_person=pair[0], into=5, gone=5, by=colleague, at=NOW)


def test_every_way_to_a_person_is_walked():
    """A model of any room that leads to a person is found by itself: nobody can forget to name it."""
    from network import rows

    found = {model for model, _field in rows.pointing_at(Person)}

    assert {Affiliation, MailAddress, Registration, Subscription, Letter, Stop, Task, Merge} <= found
