import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from network.actions import reach
from post.actions import reports
from post.models import Letter, Mailing, Report
from tests.newsletter.conftest import NOW
from tests.newsletter.views.test_progress import numbers, text
from tests.post import bounces

TERUG = "/verzendingen/terug/"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(client, colleague, now):
    client.force_login(colleague)
    return client


@pytest.fixture
def page(released):
    return f"/verzendingen/{released.pk}/"


@pytest.fixture
def back(released, deliver):
    """Return a function that lets the letter to somebody come back."""
    deliver()

    def come(name, status="5.1.1", number=1):
        letter = Letter.objects.get(mailing=released.mailing, person__given_name=name)
        raw = bounces.dsn(letter, bounces.block(letter.address, status), number=number, at=NOW)
        reports.take(raw=raw, now=NOW)
        return letter

    return come


def test_m25_what_came_back_stands_in_a_list_with_what_to_do(desk, back):
    back("Joost")
    back("Fatma", "5.7.1")

    shown = text(desk.get(TERUG))

    for words in ("Dit postvak bestaat niet meer.", "5.1.1", "Zoek een ander adres", "Joost", "Aanpak institutioneel"):
        assert words in shown
    assert "Het ligt niet aan de ontvanger." in shown


def test_m24_both_codes_stand_beside_the_reason_and_the_words_of_the_server(desk, released, deliver):
    deliver()
    letter = Letter.objects.get(mailing=released.mailing, person__given_name="Joost")
    block = bounces.block(letter.address, words="550 5.1.1 No such mailbox here")
    reports.take(raw=bounces.dsn(letter, block, at=NOW), now=NOW)

    shown = text(desk.get(TERUG))

    assert "Dit postvak bestaat niet meer. 550 5.1.1 No such mailbox here" in shown


def test_the_list_can_be_narrowed_to_one_kind(desk, back):
    back("Joost")
    back("Fatma", "5.7.1")

    ours = text(desk.get(f"{TERUG}?soort=ours"))
    complaints = text(desk.get(f"{TERUG}?soort=complaint"))
    fragment = desk.get(f"{TERUG}?soort=hard", headers=HTMX).content.decode()

    assert "Fatma" in ours
    assert "Joost" not in ours
    assert "Niets van deze soort kwam terug" in complaints
    assert fragment.strip().startswith("<section")


def test_an_empty_list_says_when_it_fills(desk):
    assert "Er kwam niets terug" in text(desk.get(TERUG))


def test_the_list_costs_the_same_with_one_report_and_with_twenty(desk, back):
    back("Joost")
    desk.get(TERUG)
    with CaptureQueriesContext(connection) as one:
        desk.get(TERUG)
    for number in range(2, 21):
        back("Fatma", "5.7.1", number)
    with CaptureQueriesContext(connection) as many:
        desk.get(TERUG)

    assert Report.objects.count() == 20
    assert len(many) == len(one)


def test_a_sealed_letter_is_in_no_list(desk, back):
    back("Joost")
    Mailing.objects.update(sealed=True)

    assert "Joost" not in text(desk.get(TERUG))


def test_an_address_that_works_again_says_so(desk, back, colleague):
    letter = back("Joost")
    reach.works_again(address=letter.person.mail_addresses.get(), by=colleague, now=NOW)

    assert "Het adres werkt weer" in text(desk.get(TERUG))


def test_who_does_not_work_at_kis_finds_no_list(client, make_user):
    client.force_login(make_user("member"))

    assert client.get(TERUG).status_code == 404


def test_q0_a_letter_that_came_back_is_counted_apart_and_leads_to_whose_it_is(desk, page, back, released):
    back("Joost")
    fatma = Letter.objects.get(mailing=released.mailing, person__given_name="Fatma")
    reports.take(raw=bounces.complaint(fatma, to=bounces.returns_to(fatma)), now=NOW)

    shown = numbers(desk.get(page))
    lists = {slug: text(desk.get(f"{page}brieven/{slug}/")) for slug in ("verstuurd", "teruggekomen", "ongewenst")}

    assert {name: number for name, number in shown.items() if number} == {
        "verstuurd": 1,
        "teruggekomen": 1,
        "als ongewenst gemeld": 1,
    }
    assert [name for name in ("Samira", "Joost", "Fatma") if name in lists["verstuurd"]] == ["Samira"]
    assert "Joost" in lists["teruggekomen"]
    assert "Fatma" in lists["ongewenst"]


def test_the_timeline_of_a_person_says_that_the_letter_came_back(desk, back):
    letter = back("Joost")

    shown = text(desk.get(f"/netwerk/personen/{letter.person_id}/?kind=post"))

    assert "teruggekomen" in shown
    assert "Dit postvak bestaat niet meer." in shown


def test_who_has_a_dead_address_is_left_out_of_the_next_letter(desk, back, released, colleague):
    from newsletter.queries.audiences import LeftOut, sorted_out

    letter = back("Joost")
    released.event = None

    found = dict(sorted_out(released, NOW).values_list("pk", "left_out"))

    assert found[letter.person_id] == LeftOut.DEAD_ADDRESS
