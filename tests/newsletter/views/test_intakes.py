"""Z34: an import of readers can be undone for thirty days; what anybody did since stays, and is told."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditLine
from network.actions import merges
from network.models import MailAddress, Person
from newsletter.actions import bringing_in, intakes, subscriptions
from newsletter.models import Intake, Preference, Subscription
from newsletter.models.subscription import EndSource
from newsletter.queries.intakes import Fate, fates
from post.models import Letter, LetterState, Mailing, Stop
from tests.newsletter.conftest import NOW

pytestmark = pytest.mark.django_db
SAID = {"wording": "Mogen we je mailen?", "proof": "lijst van de werksessie", "agreed_at": NOW - timedelta(days=1)}


@pytest.fixture
def bring(letter_list, colleague):
    """Return a function that puts these addresses on the newsletter."""

    def put(*addresses, at=NOW):
        return bringing_in.bring_in(newsletter=letter_list, addresses=addresses, by=colleague, now=at, **SAID)

    return put


@pytest.fixture
def undo(colleague):
    return lambda intake, at=NOW: intakes.undo(intake=intake, by=colleague, now=at)


@pytest.fixture
def editor(client, make_user, now):
    client.force_login(make_user("editor"))
    return client


@pytest.fixture
def write_to(letter_list, colleague):
    """Return a function that promises somebody a letter of the newsletter."""

    def promise(person):
        facts = {"letter_class": "newsletter", "title": "Nieuwsbrief", "subject": "Kom", "sender": "KIS <p@kis.nl>"}
        bodies = {"html": "x", "text": "x"}
        mailing = Mailing.objects.create(**facts, **bodies, scope=letter_list.pk, created_by=colleague, created_at=NOW)
        Letter.objects.create(mailing=mailing, person=person, address="x@example.org", state=LetterState.WAITING)

    return promise


def reader(address):
    return Person.objects.get(mail_addresses__address=address)


def fate_of(intake, person):
    return fates(intake)[Subscription.objects.get(intake=intake, person=person).pk]


def test_z34_an_import_undone_leaves_people_addresses_and_places_as_they_were(
    bring, undo, make_person, subscribed, letter_list
):
    known = make_person("Bekend", "Iemand", "bekend@kis.example.org")
    before = [set(model.objects.values_list("pk", flat=True)) for model in (Person, MailAddress, Subscription)]
    intake = bring("nieuw@kis.example.org", "bekend@kis.example.org")

    gone = undo(intake)

    after = [set(model.objects.values_list("pk", flat=True)) for model in (Person, MailAddress, Subscription)]
    assert gone == 2
    assert after == before
    assert known in Person.objects.all()
    assert not Letter.objects.exists()
    assert not Stop.objects.exists()


def test_z34_an_undo_is_written_down_in_numbers(bring, undo, colleague):
    intake = bring("nieuw@kis.example.org")

    undo(intake)

    line = AuditLine.objects.get(action="newsletter.intake_undone")
    assert (line.actor, line.object_id, line.facts["counted"]["record"]) == (colleague, intake.pk, 1)
    assert "nieuw" not in str(line.facts)


def test_z34_after_thirty_days_nothing_is_undone(bring, undo):
    intake = bring("nieuw@kis.example.org")

    with pytest.raises(intakes.CannotUndo):
        undo(intake, NOW + timedelta(days=30, seconds=1))
    undo(intake, NOW + timedelta(days=30))

    assert not Subscription.objects.exists()


def test_z34_undone_twice_is_refused_and_touches_nobody_who_came_since(bring, undo):
    intake = bring("nieuw@kis.example.org")
    undo(intake)
    bring("nieuw@kis.example.org")

    with pytest.raises(intakes.CannotUndo):
        undo(intake)

    assert Subscription.objects.holding().count() == 1


def test_z34_another_import_of_the_same_list_stays(bring, undo):
    first = bring("een@kis.example.org")
    bring("twee@kis.example.org")

    undo(first)

    assert set(MailAddress.objects.values_list("address", flat=True)) == {"twee@kis.example.org"}


def test_p10_who_left_stays_left_and_no_later_import_brings_them_back(bring, undo, letter_list):
    intake = bring("weg@kis.example.org")
    subscriptions.end(person=reader("weg@kis.example.org"), newsletter=letter_list, how=EndSource.PAGE, now=NOW)
    told = fate_of(intake, reader("weg@kis.example.org"))

    undo(intake)
    again = bring("weg@kis.example.org")

    assert told == Fate.LEFT
    assert Subscription.objects.get().ended_how == EndSource.PAGE
    assert again.came == 0


def test_who_got_a_letter_goes_off_the_list_and_that_they_were_on_it_stays_on_record(bring, undo, write_to):
    """P1: the place is the ground of that letter."""
    intake = bring("nieuw@kis.example.org")
    write_to(reader("nieuw@kis.example.org"))

    undo(intake)

    place = Subscription.objects.get()
    assert (place.ended_how, place.ended_at, place.wording) == (EndSource.UNDONE, NOW, SAID["wording"])


def test_an_undone_import_is_no_leaving_so_a_right_one_may_follow(bring, undo, write_to):
    intake = bring("nieuw@kis.example.org")
    write_to(reader("nieuw@kis.example.org"))
    undo(intake)

    again = bring("nieuw@kis.example.org")

    assert again.came == 1
    assert Subscription.objects.holding().get().intake == again


def test_who_left_before_stays_away_after_an_undo_of_a_later_import(bring, undo, subscribed, letter_list):
    """P10: an undone import hides no leaving that stands behind it."""
    subscriptions.end(person=subscribed, newsletter=letter_list, how=EndSource.PAGE, now=NOW)
    Stop.objects.all().delete()
    told = {"wording": "x", "source": "import", "agreed_at": NOW, "ended_at": NOW, "ended_how": EndSource.UNDONE}
    Subscription.objects.create(person=subscribed, newsletter=letter_list, **told)

    assert bring("samira@gemeente.example.org").came == 0


@pytest.mark.parametrize("change", ["named", "other address", "tagged", "on another list"])
def test_z34_a_record_that_somebody_changed_since_stays_and_its_place_ends(
    bring, undo, colleague, change, invitations, agree
):
    from network.actions import people

    intake = bring("nieuw@kis.example.org")
    person = reader("nieuw@kis.example.org")
    if change == "tagged":
        person.tags.add("taal")
    elif change == "on another list":
        agree(person, invitations)
    else:
        facts = people.facts_of(person)
        said = {"given_name": "Noor"} if change == "named" else {"addresses": ("nieuw@elders.example.org",)}
        people.change(person=person, facts=type(facts)(**{**vars(facts), **said}), by=colleague, now=NOW)

    undo(intake)

    assert Person.objects.get() == person
    assert Subscription.objects.get(intake=intake).ended_how == EndSource.UNDONE


def test_z34_who_chose_how_often_since_stays_on_the_list(bring, undo):
    intake = bring("nieuw@kis.example.org")
    Preference.objects.create(person=reader("nieuw@kis.example.org"), fewer=True, changed_at=NOW)

    assert undo(intake) == 0
    assert Subscription.objects.holding().count() == 1


def test_z34_who_said_yes_again_since_stays_on_the_list(bring, undo, letter_list, agree):
    intake = bring("nieuw@kis.example.org")
    Subscription.objects.update(ended_at=NOW, ended_how=EndSource.RENEWED)
    mine = agree(reader("nieuw@kis.example.org"), letter_list)

    assert undo(intake) == 0
    assert Subscription.objects.holding().get() == mine


def test_z34_a_record_that_was_merged_since_stays_as_it_is(bring, undo, make_person, colleague):
    intake = bring("nieuw@kis.example.org")
    kept = make_person("Noor", "Bakker", "noor@kis.example.org")
    merges.merge(kept=kept, gone=reader("nieuw@kis.example.org"), by=colleague, now=NOW)
    told = fate_of(intake, kept)

    assert undo(intake) == 0
    assert told == Fate.MERGED
    assert Subscription.objects.holding().get().person == kept


def test_a_letter_that_waits_does_not_leave_for_who_went_off_the_list(bring, undo, write_to, letter_list):
    from newsletter import receivers

    intake = bring("nieuw@kis.example.org")
    person = reader("nieuw@kis.example.org")
    write_to(person)
    asked = {"scope": letter_list.pk, "letter_class": "newsletter", "since": NOW, "people": [person.pk]}
    before = receivers.tell_lost_consent(**asked, today=NOW.date())
    undo(intake)

    assert before == {}
    assert list(receivers.tell_lost_consent(**asked, today=NOW.date())) == [person.pk]


def test_z34_the_page_says_who_stays_and_why_before_anything_happens(editor, bring, letter_list, shown):
    intake = bring("weg@kis.example.org", "nieuw@kis.example.org")
    subscriptions.end(person=reader("weg@kis.example.org"), newsletter=letter_list, how=EndSource.PAGE, now=NOW)

    listed = shown(editor.get(f"/verzendingen/lijsten/{letter_list.pk}/toegevoegd/"))
    page = shown(editor.get(f"/verzendingen/lijsten/toegevoegd/{intake.pk}/"))
    asked = shown(editor.get(f"/verzendingen/lijsten/toegevoegd/{intake.pk}/ongedaan/"))

    assert "1 september 2026" in listed
    assert page.index("meldde zich al af, en blijft weg") < page.index("gaat weg, met het dossier dat de import maakte")
    assert "Eén lezer gaat van de lijst" in asked
    assert "Voor één lezer verandert niets" in asked
    assert Subscription.objects.holding().count() == 1


def test_z34_one_press_undoes_and_a_second_press_says_that_it_was_done(editor, bring, shown):
    intake = bring("nieuw@kis.example.org")
    where = f"/verzendingen/lijsten/toegevoegd/{intake.pk}/ongedaan/"

    first = BeautifulSoup(editor.post(where, follow=True).content, "lxml").get_text(" ")
    second = BeautifulSoup(editor.post(where, follow=True).content, "lxml").get_text(" ")

    assert "Een lezer ging van de lijst" in first
    assert "Er is niets over van deze import" in first
    assert "al ongedaan gemaakt" in second
    assert editor.get(where).status_code == 302


def test_the_list_leads_to_its_imports(editor, bring, letter_list):
    bring("nieuw@kis.example.org")

    page = BeautifulSoup(editor.get(f"/verzendingen/lijsten/{letter_list.pk}/").content, "lxml")

    assert page.select_one(f"a[href='/verzendingen/lijsten/{letter_list.pk}/toegevoegd/']").text == (
        "1 keer toegevoegd uit een bestand"
    )


@pytest.mark.parametrize(("role", "seen", "asked"), [("privacy_officer", 200, 403), ("member", 404, 404)])
def test_s44_only_who_records_consent_undoes_an_import(client, make_user, bring, now, role, seen, asked):
    intake = bring("nieuw@kis.example.org")
    client.force_login(make_user(role))
    where = f"/verzendingen/lijsten/toegevoegd/{intake.pk}/"

    assert client.get(where).status_code == seen
    assert client.get(f"{where}ongedaan/").status_code == asked
    assert client.post(f"{where}ongedaan/").status_code == asked
    assert Intake.objects.get().undone_at is None


def test_the_page_costs_the_same_with_one_and_with_thirty_readers(editor, bring):
    one, thirty = bring("nieuw@kis.example.org"), bring(*[f"lezer{number}@kis.example.org" for number in range(30)])
    editor.get(f"/verzendingen/lijsten/toegevoegd/{one.pk}/")
    with CaptureQueriesContext(connection) as few:
        editor.get(f"/verzendingen/lijsten/toegevoegd/{one.pk}/")

    with CaptureQueriesContext(connection) as many:
        editor.get(f"/verzendingen/lijsten/toegevoegd/{thirty.pk}/")

    assert len(many) == len(few)


class TestAtOnce:
    pytestmark = pytest.mark.django_db(transaction=True)

    def test_z34_of_two_undos_at_once_one_wins(self, bring, undo):
        from tests.events.actions.test_at_once import all_at_once

        intake = bring(*[f"lezer{number}@kis.example.org" for number in range(5)])

        def press(_number):
            try:
                return undo(intake)
            except intakes.CannotUndo:
                return None

        answers = all_at_once(press, [1, 2])

        assert sorted(answers, key=str) == [5, None]
        assert not Person.objects.exists()
