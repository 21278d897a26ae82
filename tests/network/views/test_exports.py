import io
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import load_workbook

from accounts.models import AuditLine
from network.actions import exports
from network.models import Export
from tests.logins import prove
from tests.network.views.conftest import ERRORS

CHOOSE = reverse("network:bulk_create", args=["people"])
LIST = reverse("network:export_list")
TOLD = {"columns": ["given_name", "family_name"], "format": "csv", "purpose": "badges voor de jaarbijeenkomst"}


@pytest.fixture
def browse(browse, colleague):
    """The browser of a colleague who has just proved once more who they are."""
    prove(browse, colleague)
    return browse


@pytest.fixture
def begin(browse):
    """Return a function that ticks people in the list and gives the page of the export that begins."""
    return lambda people: browse.post(CHOOSE, {"chosen": [person.pk for person in people], "verb": "export"}).url


@pytest.fixture
def few(settings):
    settings.EXPORT_APPROVAL_ABOVE = 1


@pytest.fixture
def judge(make_user):
    client = Client()
    client.force_login(make_user("privacy_officer", given_name="Paula"))
    return client


def content(answer):
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_s43_a_file_is_handed_over_only_after_one_proved_once_more_who_one_is(begin, browse, colleague, make_person):
    page = begin([make_person("Anne", "Adjei")])
    browse.post(page, TOLD)
    later = Client()
    later.force_login(colleague)

    asked = later.post(f"{page}bestand/", follow=True)

    assert asked.redirect_chain[-1][0].startswith(reverse("account_reauthenticate"))
    assert not AuditLine.objects.filter(action="network.exported").exists()


def test_who_proved_who_one_is_comes_back_to_the_file(begin, colleague, make_person, read):
    """A password that is answered with a file leaves the question for it on the screen."""
    page = begin([make_person("Anne", "Adjei")])
    colleague.set_password("samen-leven-2026")
    colleague.save()
    later = Client()
    later.force_login(colleague)
    later.post(page, TOLD)
    asked = later.post(f"{page}bestand/", follow=True)

    proved = later.post(asked.redirect_chain[-1][0], {"password": "samen-leven-2026"}, follow=True)

    assert proved.redirect_chain[-1][0] == page
    assert read(proved).select_one("form[action$='/bestand/']")
    assert later.post(f"{page}bestand/").status_code == 200


def test_z33_a_file_holds_the_chosen_columns_and_is_in_the_audit_trail(begin, browse, make_person):
    page = begin([make_person("Anne", "Adjei"), make_person("Joost", "Berg", tussenvoegsel="van der")])
    browse.post(page, {**TOLD, "columns": ["family_name", "tussenvoegsel", "given_name"]})

    answer = browse.post(f"{page}bestand/")

    assert content(answer) == (
        "\ufeffAchternaam;Voornaam;Tussenvoegsel\r\nAdjei;Anne;\r\nBerg;Joost;van der\r\n".encode()
    )
    assert answer["Cache-Control"] == "no-store"
    assert "adjei" not in answer["Content-Disposition"].lower()
    line = AuditLine.objects.get(action="network.exported")
    assert line.facts["number"] == 2
    assert line.facts["columns"] == ["family_name", "given_name", "tussenvoegsel"]


def test_z33_what_would_calculate_is_text_in_both_kinds_of_file(begin, browse, make_person):
    person = make_person("=1+1", "@SUM(A1)")
    shown = [["Voornaam", "'=1+1"], ["Achternaam", "'@SUM(A1)"]]
    files = {}
    for kind in ("csv", "xlsx"):
        page = begin([person])
        browse.post(page, {**TOLD, "format": kind})
        files[kind] = content(browse.post(f"{page}bestand/"))

    rows = load_workbook(io.BytesIO(files["xlsx"])).get_sheet_by_index(0).to_python()
    assert sorted(map(list, zip(*rows, strict=True)), reverse=True) == sorted(shown, reverse=True)
    assert files["csv"].decode("utf-8-sig").splitlines()[1] == "'@SUM(A1);'=1+1"


def test_above_the_limit_a_second_person_approves_first(few, begin, browse, read, judge, make_person):
    page = begin([make_person("Anne", "A"), make_person("Bo", "B")])
    browse.post(page, TOLD)
    early = browse.post(f"{page}bestand/")
    waiting = read(judge.get(LIST)).select_one("#h-wait").parent.parent.text

    judge.post(page, {"decision": "approve", "reason": "hoort bij de bijeenkomst"})

    assert early.status_code == 302
    assert "badges voor de jaarbijeenkomst" in waiting
    assert "hoort bij de bijeenkomst" in read(browse.get(page)).text
    assert content(browse.post(f"{page}bestand/")).decode("utf-8-sig").count("\r\n") == 3


def test_a_refusal_says_why_and_nothing_leaves(few, begin, browse, read, judge, make_person):
    page = begin([make_person("Anne", "A"), make_person("Bo", "B")])
    browse.post(page, TOLD)

    silent = read(judge.post(page, {"decision": "refuse"}))
    judge.post(page, {"decision": "refuse", "reason": "te veel kolommen"})

    assert "Schrijf waarom" in silent.select_one(ERRORS).text
    assert "te veel kolommen" in read(browse.get(page)).text
    assert browse.post(f"{page}bestand/").status_code == 302
    assert not AuditLine.objects.filter(action="network.exported").exists()


def test_who_judges_what_was_judged_meanwhile_is_told(few, begin, browse, read, judge, make_person):
    page = begin([make_person("Anne", "A"), make_person("Bo", "B")])
    browse.post(page, TOLD)
    judge.post(page, {"decision": "approve"})

    late = judge.post(page, {"decision": "refuse", "reason": "te veel"}, follow=True)

    assert "Je oordeel telt niet" in read(late).select_one(".msg--bad").text
    assert Export.objects.get().approved


def test_nobody_judges_their_own_export(few, make_user, make_person, read):
    chief = make_user("administrator")
    client = Client()
    client.force_login(chief)
    people = [make_person("Anne", "A"), make_person("Bo", "B")]
    page = client.post(CHOOSE, {"chosen": [person.pk for person in people], "verb": "export"}).url
    client.post(page, TOLD)

    client.post(page, {"decision": "approve"})

    export = Export.objects.get()
    assert export.waits
    assert not read(client.get(page)).select("input[name=decision]")
    with pytest.raises(exports.CannotDecide):
        exports.decide(export=export, approved=True, reason="", by=chief, now=timezone.now())
    with pytest.raises(IntegrityError, match="an_export_is_judged_by_somebody_else"), transaction.atomic():
        Export.objects.update(decided_by=chief, decided_at=timezone.now(), approved=True)


def test_after_a_day_the_file_is_gone(begin, browse, make_person, colleague):
    page = begin([make_person()])
    browse.post(page, TOLD)

    with pytest.raises(exports.CannotExport):
        exports.fetch(export=Export.objects.get(), by=colleague, now=timezone.now() + timedelta(hours=25))


def test_who_was_forgotten_since_is_not_in_the_file(begin, browse, make_person):
    gone = make_person("Anne", "Weg")
    page = begin([gone, make_person("Bo", "Blijft")])
    browse.post(page, TOLD)
    gone.delete()

    assert content(browse.post(f"{page}bestand/")).decode("utf-8-sig").splitlines()[1:] == ["Blijft;Bo"]


def test_the_purpose_and_a_column_are_asked(begin, browse, read, make_person):
    page = begin([make_person()])

    refused = read(browse.post(page, {"format": "csv", "purpose": ""}))

    assert len(refused.select(".field--error")) == 2
    assert Export.objects.get().asked_at is None


def test_organisations_and_contact_moments_leave_in_the_same_way(
    browse, make_organisation, make_moment, make_person, work_line
):
    divosa = make_organisation("Divosa", "vereniging")
    make_moment(make_person(), organisations=[divosa], held_on=date(2026, 3, 2))
    choose = reverse("network:bulk_create", args=["organisations"])
    first = browse.post(choose, {"all": "1", "verb": "export"}).url
    second = browse.post(f"{reverse('network:export_contacts')}?line={work_line.pk}").url

    found = []
    for page, columns in ((first, ["name", "kind"]), (second, ["day", "organisations"])):
        browse.post(page, {**TOLD, "columns": columns})
        found += content(browse.post(f"{page}bestand/")).decode("utf-8-sig").splitlines()[1:]

    assert found == ["Divosa;vereniging", "02-03-2026;Divosa"]


def test_an_export_of_a_colleague_does_not_exist_for_others(begin, browse, browser_of, make_person):
    page = begin([make_person()])
    browse.post(page, TOLD)

    assert browser_of("line_staff").get(page).status_code == 404
    assert browser_of("administrator").get(page).status_code == 404
    assert browser_of("editor").post(f"{page}bestand/").status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_the_number_of_queries_does_not_grow(rows, begin, browse, make_person, queries_for):
    for _ in range(rows):
        browse.post(begin([make_person()]), TOLD)

    assert queries_for(LIST) == 5


def test_before_an_export_the_page_names_the_first_twelve_and_counts_the_rest(begin, browse, read, make_person):
    page = read(browse.get(begin([make_person("Anne", f"Naam{number:02}") for number in range(14)])))

    chips = [tag.text for tag in page.select(".chips .tag")]
    assert (chips[0], len(chips)) == ("Anne Naam00", 12)
    assert "en nog 2" in page.select_one(".chips").text
    assert page.select_one("#h-wie").text == "14 rijen komen in het bestand"


def test_a_file_is_let_go_at_once_and_cannot_be_fetched_after_that(begin, browse, read, make_person):
    page = begin([make_person("Anne", "Adjei")])
    browse.post(page, TOLD)

    browse.post(f"{page}neem-terug/")

    assert browse.post(f"{page}bestand/").status_code == 302
    assert "Niemand kan het nog ophalen" in read(browse.get(page)).select_one("main").text
    assert AuditLine.objects.get(action="network.export_withdrawn").facts["waited"] is False
    assert not AuditLine.objects.filter(action="network.exported").exists()


def test_a_request_that_is_taken_back_waits_for_nobody(begin, browse, few, judge, read, make_person):
    page = begin([make_person("Anne", "Adjei"), make_person("Bo", "Berg")])
    browse.post(page, TOLD)

    browse.post(f"{page}neem-terug/")

    assert not Export.objects.waiting().exists()
    late = judge.post(page, {"decision": "approve"}, follow=True)
    assert "Je oordeel telt niet" in read(late).select_one(".msg--bad").text
    assert Export.objects.get().approved is None


def test_nobody_takes_back_the_export_of_a_colleague(begin, browse, few, judge, make_person):
    page = begin([make_person("Anne", "Adjei"), make_person("Bo", "Berg")])
    browse.post(page, TOLD)

    judge.post(f"{page}neem-terug/")

    assert Export.objects.get().withdrawn_at is None


def test_what_was_taken_and_let_go_counts_along_for_the_day(begin, browse, settings, colleague, make_person):
    settings.EXPORT_APPROVAL_ABOVE = 2
    people = [make_person("Anne", "Adjei"), make_person("Bo", "Berg")]
    first = begin(people)
    browse.post(first, TOLD)
    browse.post(f"{first}neem-terug/")

    browse.post(begin(people), TOLD)

    assert Export.objects.order_by("-pk").first().needs_approval is True
