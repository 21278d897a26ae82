"""P11, Z31: who asks us not to use their data gets no letter, and nobody meets them (AVG art. 18)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AuditLine
from network.models import Person, Restriction
from newsletter.models import Newsletter, Subscription
from post import lookup
from post.actions import mailings, stops
from post.links import address_hash
from post.models import LetterClass, LetterState, Stop, StopSource
from privacy.actions import restricting

pytestmark = pytest.mark.django_db
NAME, ADDRESS = "Wilhelmina", "wilhelmina@gemeente.example.org"


@pytest.fixture
def officer(make_user):
    return make_user("privacy_officer")


@pytest.fixture
def known(make_person):
    person = make_person(NAME, "van Dongen", ADDRESS)
    news = Newsletter.objects.create(slug="kis-nieuwsbrief", name="KIS-nieuwsbrief", name_en="KIS newsletter")
    Subscription.objects.create(person=person, newsletter=news, wording="Ja", source="form", agreed_at=timezone.now())
    return person


@pytest.fixture
def page(known):
    return f"/privacy/personen/{known.pk}/beperken/"


@pytest.fixture
def restricted(known, officer):
    restricting.restrict(person=known, asked_on=timezone.localdate(), by=officer, now=timezone.now())
    return known


def state_of(person, letter_class):
    """Return what the postman finds of a letter of this kind to somebody."""
    told = {"letter_class": letter_class, "title": "x", "subject": "x", "text": "x", "now": timezone.now()}
    letter = mailings.promise_to(mailing=mailings.compose(**told), address=ADDRESS, person=person, now=timezone.now())
    (found,) = lookup.look_up(mailing=letter.mailing, letters=[letter.pk], today=timezone.localdate())
    return found.state


@pytest.mark.parametrize("kind", LetterClass)
def test_z31_no_letter_of_any_kind_leaves(restricted, kind):
    assert state_of(restricted, kind) == LetterState.SKIPPED


def test_the_record_and_what_they_agreed_to_stay(restricted):
    assert Subscription.objects.holding().get().person == restricted


def test_an_import_finds_the_address_stopped(restricted):
    """P10: nor does it come back on a second record."""
    assert Stop.objects.holding().filter(address_hash=address_hash(ADDRESS), how=StopSource.RESTRICTED).exists()


def test_ended_letters_leave_again(restricted, officer):
    restricting.end(person=restricted, by=officer, now=timezone.now() + timedelta(days=1))

    assert state_of(restricted, LetterClass.SERVICE) == LetterState.WAITING
    assert not Stop.objects.holding().exists()
    assert Stop.objects.filter(how=StopSource.RESTRICTED, lifted_at__isnull=False).exists()


def test_p10_what_they_had_stopped_themselves_stays_stopped(known, officer):
    now = timezone.now()
    stops.stop(person=known, how=StopSource.PAGE, now=now - timedelta(days=9))
    restricting.restrict(person=known, asked_on=timezone.localdate(), by=officer, now=now)

    restricting.end(person=known, by=officer, now=now + timedelta(days=1))

    assert set(Stop.objects.holding().values_list("how", flat=True)) == {StopSource.PAGE}
    assert state_of(known, LetterClass.SERVICE) == LetterState.WAITING


def test_an_address_that_is_dead_stays_dead(known, officer):
    stops.stop(address=ADDRESS, how=StopSource.BOUNCE, now=timezone.now())
    restricting.restrict(person=known, asked_on=timezone.localdate(), by=officer, now=timezone.now())

    restricting.end(person=known, by=officer, now=timezone.now())

    assert Stop.objects.holding().get().how == StopSource.BOUNCE


def test_the_officer_does_it_and_ends_it_with_the_day_on_record(client, officer, known, page):
    client.force_login(officer)

    shown = client.get(page).content.decode()
    before = Stop.objects.exists()
    after = client.post(page, {"asked_on": "2026-01-05"}, follow=True).content.decode()
    ended = client.post(f"{page}klaar/", follow=True).content.decode()

    assert "Beperk Wilhelmina van Dongen" in shown
    assert not before
    assert "Beperkt sinds" in after
    assert ADDRESS in after
    assert "Collega’s vinden deze persoon weer" in ended
    lines = AuditLine.objects.filter(action__startswith="privacy.").order_by("pk")
    assert [line.action for line in lines] == ["privacy.person_restricted", "privacy.restriction_ended"]
    assert lines[0].facts == {"asked_on": "2026-01-05"}


def test_twice_is_said_and_changes_nothing(client, officer, restricted, page):
    client.force_login(officer)

    again = client.post(page, {"asked_on": "2026-01-05"})
    client.post(f"{page}klaar/")
    ended = client.post(f"{page}klaar/", follow=True)

    assert again.status_code == 200
    assert Stop.objects.filter(person=restricted).count() == 1
    assert "We gebruiken de gegevens van deze persoon al." in ended.content.decode()


def test_a_day_to_come_restricts_nobody(client, officer, page):
    client.force_login(officer)

    client.post(page, {"asked_on": str(timezone.localdate() + timedelta(days=1))})

    assert not Stop.objects.exists()


def test_a_colleague_needs_letters_to_log_in(make_person, make_user, officer):
    person = make_person("Nadia", "Bouzid", user=make_user("editor"))

    with pytest.raises(restricting.CannotRestrict, match="collega"):
        restricting.restrict(person=person, asked_on=timezone.localdate(), by=officer, now=timezone.now())


@pytest.mark.parametrize("role", ["editor", "administrator", "privacy_officer"])
def test_p11_their_page_is_as_if_it_were_not_there(client, make_user, restricted, role):
    client.force_login(make_user(role))

    assert client.get(f"/netwerk/personen/{restricted.pk}/").status_code == 404
    assert client.get(f"/verzendingen/persoon/{restricted.pk}/").status_code == 404


def test_p11_only_the_officer_finds_them_and_may_erase_them(client, officer, make_user, restricted):
    lists = {}
    for who in (officer, make_user("administrator"), make_user("editor")):
        client.force_login(who)
        lists[who] = client.get("/privacy/beperkt/")

    assert [page.status_code for page in lists.values()] == [200, 403, 403]
    assert "Wilhelmina van Dongen" in lists[officer].content.decode()
    client.force_login(officer)
    told = {"asked_on": "2026-01-05", "name": "Wilhelmina van Dongen"}
    client.post(f"/privacy/personen/{restricted.pk}/wissen/", told)
    assert not Person.objects.exists()


def test_the_list_costs_the_same_for_many(client, officer, make_person, restricted):
    client.force_login(officer)
    client.get("/privacy/beperkt/")
    with CaptureQueriesContext(connection) as of_one:
        client.get("/privacy/beperkt/")
    for _number in range(29):
        told = {"asked_on": timezone.localdate(), "restricted_at": timezone.now(), "by": officer}
        Restriction.objects.create(person=make_person(), **told)

    with CaptureQueriesContext(connection) as of_many:
        page = client.get("/privacy/beperkt/")

    assert len(of_many) == len(of_one)
    assert "Volgende" in page.content.decode()


def test_nobody_restricted_is_said(client, officer):
    client.force_login(officer)

    assert "Niemand is beperkt" in client.get("/privacy/beperkt/").content.decode()


def test_p11_lifting_brings_everything_back(restricted, officer, make_user):
    editor = make_user("editor")
    hidden = not Person.objects.visible_to(editor).exists()

    restricting.end(person=restricted, by=officer, now=timezone.now())

    assert hidden
    assert Person.objects.visible_to(editor).get() == restricted
    assert Subscription.objects.holding().get().person == restricted


def test_p11_they_still_find_themselves(make_person, make_user, officer):
    """AVG art. 15: what we hold of them stays theirs to see."""
    member = make_user("member")
    person = make_person("Fatma", "Yildiz", user=member)
    restricting.restrict(person=person, asked_on=timezone.localdate(), by=officer, now=timezone.now())

    assert Person.objects.visible_to(member).get() == person


@pytest.mark.parametrize("role", ["editor", "administrator", "line_staff"])
def test_s44_only_the_privacy_officer_may(client, make_user, known, page, role):
    client.force_login(make_user(role))

    assert client.get(page).status_code == 403
    assert client.post(page, {"asked_on": "2026-01-05"}).status_code == 403
    assert client.post(f"{page}klaar/").status_code == 403


def test_the_page_of_a_person_leads_the_officer_there(client, officer, known, page):
    client.force_login(officer)

    assert page in client.get(f"/netwerk/personen/{known.pk}/").content.decode()
