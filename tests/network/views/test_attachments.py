from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from network.models import Attachment, ContactMoment
from tests.network.test_files import PDF
from tests.network.views.conftest import ERRORS

CREATE = reverse("network:contact_create")


@pytest.fixture
def told(work_line, make_person):
    return {
        "channel": "talk",
        "line": work_line.pk,
        "held_on": timezone.localdate().isoformat(),
        "summary": "Over de pilot.",
        "people": [make_person().pk],
    }


def pdf(name="verslag.pdf"):
    return SimpleUploadedFile(name, PDF, content_type="text/html")


@pytest.fixture
def attached(browse, told):
    browse.post(CREATE, {**told, "uploads": [pdf()]})
    return Attachment.objects.get()


class TestAdding:
    def test_several_files_come_along_under_a_name_of_ours(self, browse, told, colleague, settings):
        browse.post(CREATE, {**told, "uploads": [pdf(), pdf("twee.pdf")]})

        first, second = Attachment.objects.all()
        assert (first.name, second.name) == ("verslag.pdf", "twee.pdf")
        assert (first.content_type, first.size, first.added_by) == ("application/pdf", len(PDF), colleague)
        assert "verslag" not in first.file.name
        assert Path(settings.MEDIA_ROOT, first.file.name).read_bytes() == PDF

    def test_a_wrong_file_is_refused_and_nothing_typed_is_lost(self, browse, read, told):
        page = read(browse.post(CREATE, {**told, "uploads": [SimpleUploadedFile("virus.exe", b"MZ")]}))

        assert "bewaren we niet" in page.select_one(ERRORS).text
        assert page.select_one("textarea[name=summary]").text.strip() == told["summary"]
        assert not ContactMoment.objects.exists()

    def test_s25_a_sixth_file_is_refused(self, browse, read, told):
        page = read(browse.post(CREATE, {**told, "uploads": [pdf(f"{number}.pdf") for number in range(6)]}))

        assert "hoogstens 5 bestanden" in page.select_one(ERRORS).text
        assert not Attachment.objects.exists()

    def test_five_is_also_the_most_in_two_times(self, browse, read, told, attached):
        address = reverse("network:contact_edit", args=[attached.moment_id])

        page = read(browse.post(address, {**told, "uploads": [pdf(f"{number}.pdf") for number in range(5)]}))

        assert "hoogstens 5 bestanden" in page.select_one(ERRORS).text
        assert Attachment.objects.count() == 1

    def test_one_is_taken_off_and_leaves_the_disk(
        self, browse, told, attached, settings, django_capture_on_commit_callbacks
    ):
        address = reverse("network:contact_edit", args=[attached.moment_id])

        with django_capture_on_commit_callbacks(execute=True):
            browse.post(address, {**told, "gone": [attached.pk]})

        assert not Attachment.objects.exists()
        assert not Path(settings.MEDIA_ROOT, attached.file.name).exists()


class TestTaking:
    def test_z35_it_is_always_kept_and_never_opened_in_a_page(self, browse, attached):
        answer = browse.get(reverse("network:attachment_download", args=[attached.pk]))

        assert answer.content == PDF
        assert answer["Content-Disposition"] == 'attachment; filename="verslag.pdf"'
        assert answer["Content-Type"] == "application/pdf"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Security-Policy"].startswith("sandbox")

    def test_a_moment_that_was_removed_takes_its_files_along(self, browse, attached):
        ContactMoment.objects.update(removed_at=timezone.now())

        assert browse.get(reverse("network:attachment_download", args=[attached.pk])).status_code == 404

    def test_a_file_that_is_lost_is_not_there(self, browse, attached, settings):
        Path(settings.MEDIA_ROOT, attached.file.name).unlink()

        assert browse.get(reverse("network:attachment_download", args=[attached.pk])).status_code == 404

    def test_it_shows_with_its_moment_and_on_the_timeline(self, browse, read, attached):
        moment, person = attached.moment, attached.moment.people.get()
        address = reverse("network:attachment_download", args=[attached.pk])

        for page in (
            reverse("network:contact_detail", args=[moment.pk]),
            reverse("network:person_detail", args=[person.pk]),
        ):
            assert read(browse.get(page)).select_one(f"a[href='{address}']").text.strip() == "verslag.pdf"


class TestFromAnyPage:
    def test_the_top_bar_offers_it_to_who_may(self, browse, browser_of, read, db):
        page = read(browse.get(reverse("network:organisation_list")))
        officer = read(browser_of("privacy_officer").get(reverse("network:organisation_list")))

        assert page.select_one("[data-quick-contact]")["href"] == CREATE
        assert page.select_one("dialog[data-quick-contact-dialog]")
        assert not officer.select("[data-quick-contact], [data-quick-contact-dialog]")

    def test_htmx_gets_the_form_with_ids_of_its_own(self, browse, read, make_person):
        person = make_person()

        page = read(browse.get(CREATE, {"person": person.pk}, headers={"HX-Request": "true"}))

        assert page.select_one("form")["action"] == CREATE
        assert page.select_one("textarea")["id"] == "snel_summary"
        assert page.select_one("input[name=people][checked]")["value"] == str(person.pk)
        assert page.select_one("input[name=find]")["hx-target"] == "#" + page.select_one(".who-list")["id"]
        on_page = read(browse.get(reverse("network:person_detail", args=[person.pk])))
        ids = {tag["id"] for tag in page.select("[id]")}
        assert ids & {tag["id"] for tag in on_page.select("[id]")} == set()

    def test_a_follow_up_is_planned_with_what_is_known(self, browse, told, work_line):
        answer = browse.post(CREATE, {**told, "then": "task"})

        person = ContactMoment.objects.get().people.get()
        assert answer.url == f"{reverse('network:task_create')}?line={work_line.pk}&person={person.pk}"
