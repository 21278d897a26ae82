"""Erasing somebody who asks it (AVG art. 17)."""

from datetime import date, time, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditLine, User
from events.models import Answer, Event, Invitation, Registration
from events.queries import standing
from network.models import ContactMoment, MailAddress, Person, PhoneNumber, ProgrammeLine, Theme
from newsletter.models import Newsletter, Subscription, SubscriptionRequest
from post.actions import mailings
from post.links import address_hash
from post.models import Letter, LetterClass, Stop, StopSource
from privacy.queries import erasure_of

NAME, ADDRESS = "Wilhelmina", "wilhelmina@gemeente.example.org"
NOW = timezone.now()


@pytest.fixture
def officer(make_user):
    return make_user("privacy_officer")


@pytest.fixture
def line(db):
    theme = Theme.objects.create(number=1, slug="t", name="T", name_en="T", level="x", valid_from=2022)
    return ProgrammeLine.objects.create(number=1, slug="l", theme=theme, name="L", name_en="L", valid_from=2022)


def make_event(slug, days, capacity=None):
    day = timezone.localdate() + timedelta(days=days)
    return Event.objects.create(
        slug=slug, kind="kennisatelier", title=slug, held_on=day, starts_at=time(10), capacity=capacity
    )


@pytest.fixture
def known(make_person, line, colleague, make_user):
    """Somebody of whom the house holds something in every room."""
    account = make_user(email=ADDRESS, given_name=NAME)
    person = make_person(NAME, "van Dongen", ADDRESS, source="Jaarbijeenkomst", user=account)
    person.lines.add(line)
    person.tags.add("stages")
    PhoneNumber.objects.create(person=person, number="+31612345678")
    news = Newsletter.objects.create(slug="kis-nieuwsbrief", name="KIS-nieuwsbrief", name_en="KIS newsletter")
    Subscription.objects.create(person=person, newsletter=news, wording="Ja", source="form", agreed_at=NOW)
    SubscriptionRequest.objects.create(address=ADDRESS.upper(), form="/nieuwsbrief/", asked_at=NOW)
    for summary, people in ((f"Over {NAME}", [person]), ("Met z'n tweeën", [person, make_person()])):
        moment = ContactMoment.objects.create(
            held_on=date(2026, 1, 5), channel="call", line=line, summary=summary, logged_by=colleague
        )
        moment.people.set(people)
    mailing = mailings.compose(letter_class=LetterClass.NEWSLETTER, title="x", subject="x", text="x", now=NOW)
    people = MailAddress.objects.filter(person=person).values_list("person_id", "address")
    mailings.freeze(mailing=mailing, people=people, now=NOW)
    Letter.objects.update(state=1, settled_at=NOW)
    return person


@pytest.fixture
def past(known, colleague):
    """An event that is over, to which they were invited and came."""
    event = make_event("voorbij", -30)
    Invitation.objects.create(event=event, person=known, invited_at=NOW, invited_by=colleague)
    Registration.objects.create(event=event, person=known, state="coming", answered_at=NOW, came=True)
    Answer.objects.create(event=event, person=known, outcome="coming", source="letter", answered_at=NOW)
    return event


@pytest.fixture
def press(client, officer, known):
    """Return a function by which the privacy officer presses the button, with this name typed."""
    client.force_login(officer)

    def send(name=f"{NAME} van Dongen", asked_on="2026-01-05"):
        return client.post(f"/privacy/personen/{known.pk}/wissen/", {"name": name, "asked_on": asked_on})

    return send


def everywhere(word):
    """Return the tables of the whole database in which this word stands."""
    found = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed:
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ILIKE %s", [f"%{word}%"])
                if cursor.fetchone()[0]:
                    found.append(model._meta.label)
    return found


def test_the_page_says_what_goes_and_what_stays_and_changes_nothing(client, officer, known, past):
    client.force_login(officer)

    page = client.get(f"/privacy/personen/{known.pk}/wissen/").content.decode()

    assert "Eén contactmoment met alleen deze persoon" in page
    together = ContactMoment.objects.get(summary__startswith="Met")
    assert reverse("network:contact_detail", args=[together.pk]) in page
    assert "Telefoonnummers: 1" in page
    assert Person.objects.filter(pk=known.pk).exists()


def test_a_talk_with_others_is_not_counted_among_what_goes(known, past):
    going = [label for label, _number in erasure_of(known).going]

    assert ContactMoment._meta.verbose_name_plural not in going


def test_nothing_that_tells_who_it_was_is_left_in_any_table(press, known, past):
    """AVG art. 17, in one transaction: record, account, letters, consent, requests, talks about them alone."""
    before = everywhere(NAME) + everywhere(ADDRESS)

    answer = press()

    assert answer.status_code == 302
    assert {"network.Person", "accounts.User", "post.Letter"} <= set(before)
    assert everywhere(NAME) + everywhere(ADDRESS) + everywhere("612345678") == []
    assert not Person.objects.filter(pk=known.pk).exists()
    assert [moment.summary for moment in ContactMoment.objects.all()] == ["Met z'n tweeën"]
    assert User.objects.filter(is_active=False).count() == 1


def test_no_letter_and_no_import_reaches_them_again(press, known, make_person):
    press()
    back = make_person(NAME, "van Dongen", ADDRESS)

    letter = mailings.send_service(to=ADDRESS, person=back, subject="Code", text="1", now=NOW)

    stop = Stop.objects.get(address_hash=address_hash(ADDRESS))
    assert (stop.how, stop.scope, stop.person) == (StopSource.ERASURE, None, None)
    assert letter.address == MailAddress.objects.get(person=back).address


def test_what_is_over_keeps_its_counts_without_a_person(press, past):
    before = standing(past).counts

    press()

    assert (before, standing(past).counts) == ((1, 0, 0, 1, 0), (1, 0, 0, 1, 0))
    assert Letter.objects.filter(person=None, address="", mailing__title="x").count() == 1
    assert not Registration.objects.exists()


def test_a_place_at_an_event_that_comes_goes_to_who_waits(press, known, make_person):
    event = make_event("komt", 30, capacity=1)
    other = make_person("Joost")
    Registration.objects.create(event=event, person=known, state="coming", answered_at=NOW)
    Registration.objects.create(event=event, person=other, state="waiting", answered_at=NOW, waiting_since=NOW)

    press()

    assert list(event.registrations.values_list("person", "state")) == [(other.pk, "coming")]


def test_the_audit_line_holds_a_number_and_nothing_else(press, known, officer):
    press()

    line = AuditLine.objects.get(action="privacy.person_erased")
    assert (line.actor, line.object_id, line.facts) == (officer, known.pk, {"asked_on": "2026-01-05"})


@pytest.mark.parametrize(
    ("name", "asked_on", "said"),
    [
        ("Joost Berg", "2026-01-05", "Dit is een andere naam"),
        ("", "2026-01-05", "Typ de naam"),
        (f"{NAME} van Dongen", "2999-01-05", "moet nog komen"),
    ],
)
def test_another_name_or_a_day_to_come_erases_nobody(press, known, name, asked_on, said):
    answer = press(name, asked_on)

    assert said in answer.content.decode()
    assert Person.objects.filter(pk=known.pk).exists()


def test_a_colleague_keeps_their_record_while_they_have_a_role(press, known, make_user):
    known.user = make_user("line_staff")
    known.save()

    assert "Dit is een collega" in press().content.decode()
    assert Person.objects.filter(pk=known.pk).exists()


@pytest.mark.parametrize("role", ["line_staff", "editor", "administrator", "platform_coordinator"])
def test_only_the_privacy_officer_may(client, make_user, known, role):
    client.force_login(make_user(role))

    assert client.get(f"/privacy/personen/{known.pk}/wissen/").status_code == 403
    assert "wissen/" not in client.get(f"/netwerk/personen/{known.pk}/").content.decode()


def test_the_page_of_a_person_leads_the_officer_there(client, officer, known):
    client.force_login(officer)

    assert f"/privacy/personen/{known.pk}/wissen/" in client.get(f"/netwerk/personen/{known.pk}/").content.decode()
