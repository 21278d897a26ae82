"""Z31, and the post of P11: nothing is sent to who asks us not to use their data (AVG art. 18)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditLine
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

    assert "Stuur Wilhelmina van Dongen niets" in shown
    assert not before
    assert "Geen brieven sinds" in after
    assert "Er gaan weer brieven naar deze persoon" in ended
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
    assert "Er gaan al brieven naar deze persoon." in ended.content.decode()


def test_a_day_to_come_restricts_nobody(client, officer, page):
    client.force_login(officer)

    client.post(page, {"asked_on": str(timezone.localdate() + timedelta(days=1))})

    assert not Stop.objects.exists()


def test_a_colleague_needs_letters_to_log_in(make_person, make_user, officer):
    person = make_person("Nadia", "Bouzid", user=make_user("editor"))

    with pytest.raises(restricting.CannotRestrict, match="collega"):
        restricting.restrict(person=person, asked_on=timezone.localdate(), by=officer, now=timezone.now())


def test_colleagues_read_it_beside_the_lists(client, make_user, restricted):
    client.force_login(make_user("editor"))

    assert (
        "Er gaat geen brief naar deze persoon."
        in client.get(f"/verzendingen/persoon/{restricted.pk}/").content.decode()
    )


@pytest.mark.parametrize("role", ["editor", "administrator", "line_staff"])
def test_s44_only_the_privacy_officer_may(client, make_user, known, page, role):
    client.force_login(make_user(role))

    assert client.get(page).status_code == 403
    assert client.post(page, {"asked_on": "2026-01-05"}).status_code == 403
    assert client.post(f"{page}klaar/").status_code == 403


def test_the_page_of_a_person_leads_the_officer_there(client, officer, known, page):
    client.force_login(officer)

    assert page in client.get(f"/netwerk/personen/{known.pk}/").content.decode()
