"""Every address of the room, walked by every role: who works at KIS reads, keepers write, for others nothing exists."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.roles import STAFF_ROLES, Role
from network import urls
from network.models import (
    BulkAction,
    DuplicatePair,
    Export,
    ImportFile,
    ImportRow,
    LinePartner,
    Merge,
    Person,
    Selection,
)

READS = {"person_list", "person_detail", "organisation_list", "organisation_detail", "contact_list", "contact_detail"}
READS |= {"start_contacts", "search_results", "attachment_download", "task_list", "start_tasks"}
READS |= {"tie_review", "thread_list", "duplicate_list", "merge_list", "merge_detail"}
POSTS_ALONE = {"search", "organisation_names", "contact_remove", "contact_restore", "mail_address_works", "holder_end"}
POSTS_ALONE |= {
    "person_vcard",
    "tie_confirm",
    "tie_end",
    "tie_remove",
    "tie_restore",
    "task_done",
    "task_reopen",
    "task_take",
}
READS |= {"import_list", "import_detail"}
POSTS_ALONE |= {"duplicate_dismiss", "duplicate_reopen", "merge_undo", "person_alike"}
POSTS_ALONE |= {"import_decide", "import_decide_many", "import_start", "import_undo", "import_throw_away"}
FILES = {"attachment_download"}
READS |= {"coverage", "coverage_cell", "promises", "start_promises", "organisation_ways", "introductions", "gaps"}
READS |= {"coverage_compare"}
MAP = {pattern.name for pattern in urls.urlpatterns if pattern.name.startswith("map")}  # see test_map.py
POSTS_ALONE |= {"introduction_answer", "introduction_remove", "import_headings"}
READS |= {"selection_list", "selection_detail", "bulk_list", "export_list"}
POSTS_ALONE |= {"selection_delete", "selection_restore", "selection_pick", "bulk_create", "bulk_do", "bulk_undo"}
POSTS_ALONE |= {"export_contacts", "export_fetch", "export_withdraw", "task_remove"}
POSTS_ALONE |= {"affiliation_remove", "partner_remove", "mistake_undo", "coverage_invite", "organisation_alike"}
READS |= {"line_work"}
POSTS_ALONE |= {"title_names", "holder_restore", "organisation_reopen"}
# Proven in test_line_work.py, test_mistakes.py and test_exports.py.
DOORS_OF_THEIR_OWN = {"line_work_edit", "line_work_of", "mistake_removed", "start_exports", "export_prove", "home"}
OWNERS_ALONE = {"selection_edit", "bulk_detail", "export_detail"}
WRITES = {pattern.name for pattern in urls.urlpatterns} - READS - POSTS_ALONE - MAP
KEEPERS = STAFF_ROLES - {Role.PRIVACY_OFFICER}


@pytest.fixture
def address_of(
    make_person,
    make_organisation,
    make_affiliation,
    make_moment,
    make_attachment,
    make_tie,
    make_task,
    make_holder,
    work_line,
    colleague,
    employers,
):
    person, organisation = make_person(), make_organisation()
    told = {"first_person": person, "second_person": make_person(), "score": 80, "found_at": timezone.now()}
    file = ImportFile.objects.create(
        kind="people", file_name="a.csv", uploaded_by=colleague, uploaded_at=timezone.now()
    )
    ImportRow.objects.create(file=file, number=2, cells=[], outcome="new")
    made = {
        "import": file,
        "duplicate": DuplicatePair.objects.create(**told),
        "merge": Merge.objects.create(kept_person=person, into=person.pk, gone=0, by=colleague, at=timezone.now()),
        "affiliation_edit": make_affiliation(person, organisation),
        "partner_edit": LinePartner.objects.create(organisation=organisation, line=work_line, relation="partner"),
        "selection": Selection.objects.create(
            of="people", name="Lijn 4", shared=True, owner=colleague, created_at=timezone.now()
        ),
        "bulk": BulkAction.objects.create(
            of="people", verb="tag", keys=[person.pk], made_by=colleague, made_at=timezone.now()
        ),
        "export": Export.objects.create(of="people", keys=[person.pk], asked_by=colleague, begun_at=timezone.now()),
        "organisation": organisation,
        "partner_create": organisation,
        "contact": make_moment(person),
        "attachment": make_attachment(make_moment(person)),
        "tie": make_tie(organisation, make_organisation("Divosa")),
        "task": make_task(person=person),
        "mail": person.mail_addresses.get(),
        "holder_create": organisation,
        "holder": make_holder(organisation),
    }

    def of(name):
        pattern = next(pattern for pattern in urls.urlpatterns if pattern.name == name)
        kind = pattern.pattern.converters
        if "key" in kind:
            return reverse(f"network:{name}", args=["sleutel"])
        if "target_group" in kind:
            return reverse(f"network:{name}", args=[work_line.number, employers.slug])
        if "of" in kind:
            return reverse(f"network:{name}", args=["people"])
        about = made.get(name) or made.get(name.split("_")[0]) or person
        if "row" in kind:
            return reverse(f"network:{name}", args=[about.pk, 2])
        return reverse(f"network:{name}", args=[about.pk] if "pk" in kind else [])

    return of


@pytest.mark.parametrize("roles", [(), ("member",)])
def test_who_does_not_work_at_kis_finds_nothing_there(roles, browser_of, address_of):
    visitor = browser_of(*roles)
    addresses = {name: address_of(name) for name in READS | WRITES | POSTS_ALONE}

    found = {
        (name, answer.status_code)
        for name, address in addresses.items()
        for answer in (visitor.get(address), visitor.post(address))
    }

    assert {(name, code) for name, code in found if code not in {404, 405}} == set()


def test_who_is_not_logged_in_is_asked_to(client, address_of):
    answers = {name: client.get(address_of(name)) for name in READS | WRITES | POSTS_ALONE}

    assert {name for name, answer in answers.items() if answer.status_code != 302} == set()
    assert {name for name, answer in answers.items() if not answer.url.startswith("/account/inloggen/")} == set()


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_every_colleague_reads(role, browser_of, address_of):
    visitor = browser_of(role)

    codes = {name: visitor.get(address_of(name)).status_code for name in READS}

    assert codes == dict.fromkeys(READS, 200)


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_keepers_may_write_and_the_privacy_officer_not(role, browser_of, address_of):
    visitor, doors = browser_of(role), WRITES - OWNERS_ALONE - DOORS_OF_THEIR_OWN - {"contact_edit", "handover"}

    codes = {name: visitor.get(address_of(name)).status_code for name in doors}

    assert codes == dict.fromkeys(doors, 200 if role in KEEPERS else 403)


def test_the_privacy_officer_sees_no_button_that_would_be_refused(browser_of, address_of, read):
    pages = [read(browser_of("privacy_officer").get(address_of(name))) for name in sorted(READS - FILES)]

    refused = ("nieuw/", "wijzig/", "functie/", "lijn/")
    assert [a["href"] for page in pages for a in page.select("main a[href]") if a["href"].endswith(refused)] == []


def test_the_short_address_leads_to_the_matrix(browse):
    assert browse.get("/netwerk/").url == reverse("network:coverage")


@pytest.mark.parametrize(
    "name", ["person_detail", "person_edit", "organisation_detail", "contact_detail", "contact_edit"]
)
def test_what_is_not_there_is_404(name, browse, db):
    assert browse.get(reverse(f"network:{name}", args=[987654])).status_code == 404


def test_a_member_with_a_person_does_not_reach_the_staff_page_of_oneself(make_user, make_person, client):
    member = make_user("member")
    person = make_person(user=member)
    client.force_login(member)

    assert Person.objects.visible_to(member).get() == person
    assert client.get(reverse("network:person_detail", args=[person.pk])).status_code == 404
