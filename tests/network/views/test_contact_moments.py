import pytest
from django.urls import reverse
from django.utils import timezone

from network.models import ContactMoment, LineAssignment
from tests.network.views.conftest import ERRORS

CREATE = reverse("network:contact_create")


@pytest.fixture
def told(work_line):
    return {
        "channel": "talk",
        "line": work_line.pk,
        "held_on": timezone.localdate().isoformat(),
        "summary": "Over de pilot eerlijk werven.",
    }


class TestCreate:
    def test_several_people_at_once_with_where_they_work(
        self, browse, told, colleague, make_person, make_organisation, make_affiliation
    ):
        people, organisation = [make_person(), make_person("Theo", "Mensah")], make_organisation()
        make_affiliation(people[0], organisation)

        answer = browse.post(CREATE, {**told, "people": [person.pk for person in people]})

        moment = ContactMoment.objects.get()
        assert answer.url == reverse("network:contact_detail", args=[moment.pk])
        assert set(moment.people.all()) == set(people)
        assert list(moment.organisations.all()) == [organisation]
        assert (moment.channel, moment.logged_by, moment.held_on) == ("talk", colleague, timezone.localdate())

    def test_what_was_typed_is_there_again_after_the_session_ended(
        self, client, browse, read, told, colleague, make_person
    ):
        people = [make_person(), make_person("Theo", "Mensah")]

        answer = client.post(CREATE, {**told, "people": [person.pk for person in people]})
        entrance = read(client.get(answer.url))
        client.force_login(colleague)
        page = read(client.get(CREATE))

        assert answer.url == f"/account/inloggen/?next={CREATE}"
        assert "Log in: wat je typte, staat er nog." in entrance.text
        assert not ContactMoment.objects.exists()
        assert page.select_one("textarea[name=summary]").text.strip() == told["summary"]
        assert {box["value"] for box in page.select("input[name=people][checked]")} == {str(each.pk) for each in people}
        assert page.select_one("input[name=channel][checked]")["value"] == "talk"
        assert "Je tekst is er nog." in page.text
        assert "Je tekst is er nog." not in read(client.get(CREATE)).text

    def test_one_is_brought_back_to_where_one_was(self, browse, told, make_person, make_organisation):
        person, organisation = make_person(), make_organisation()

        from_person = browse.post(CREATE, {**told, "people": [person.pk]})
        from_organisation = browse.post(CREATE, {**told, "people": [person.pk], "organisation": organisation.pk})

        assert from_person.url == reverse("network:person_detail", args=[person.pk])
        assert from_organisation.url == reverse("network:organisation_detail", args=[organisation.pk])

    def test_the_form_knows_the_day_the_person_and_the_likely_line(
        self, browse, read, colleague, make_person, work_line, newcomer_line
    ):
        for line in (work_line, newcomer_line):
            LineAssignment.objects.create(user=colleague, line=line, started_on=timezone.localdate())
        person = make_person()
        person.lines.add(newcomer_line)

        page = read(browse.get(CREATE, {"person": person.pk}))

        assert page.select_one("input[name=held_on]")["value"] == timezone.localdate().isoformat()
        assert page.select_one("input[name=people][checked]")["value"] == str(person.pk)
        assert page.select_one("select[name=line] option[selected]")["value"] == str(newcomer_line.pk)
        assert page.select_one("input[name=channel][checked]")["value"] == "call"
        assert "Schrijf niets over geloof, afkomst of gezondheid van een persoon." in page.text

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"held_on": "2999-01-01"}, "Deze dag moet nog komen."),
            ({"held_on": "31-2-2026"}, "Schrijf een dag die bestaat"),
            ({"people": []}, "Kies minstens één persoon of een organisatie."),
            ({"people": [], "organisations": ["999999"]}, "999999"),
            ({"people": ["999999"]}, "999999"),
            ({"summary": ""}, "Vul dit in"),
            ({"summary": "x" * 501}, "500"),
            ({"channel": "rook"}, "rook"),
            ({"line": ""}, "Kies er één."),
        ],
    )
    def test_a_mistake_is_told_and_nothing_typed_is_lost(self, change, said, browse, read, told, make_person):
        person = make_person()

        page = read(browse.post(CREATE, {**told, "people": [person.pk], **change}))

        assert said in page.select_one(ERRORS).text
        if "summary" not in change:
            assert page.select_one("textarea[name=summary]").text.strip() == told["summary"]
        assert not ContactMoment.objects.exists()

    def test_p5_special_words_are_asked_about_once(self, browse, read, told, make_person):
        about = {**told, "people": [make_person().pk], "summary": "Over de positie van Roma en Sinti op school."}

        page = read(browse.post(CREATE, about))

        assert "Roma, Sinti" in page.select_one(ERRORS).text
        assert page.select_one("input[name=confirmed]")
        assert not ContactMoment.objects.exists()
        browse.post(CREATE, {**about, "confirmed": "on"})
        assert ContactMoment.objects.get().summary == about["summary"]

    def test_without_special_words_nothing_is_asked(self, browse, read, make_person):
        page = read(browse.get(CREATE))

        assert not page.select_one("input[name=confirmed]")

    def test_people_are_looked_for_without_javascript(self, browse, read, told, make_person):
        chosen, found = make_person("Joost", "Berg"), make_person("Theo", "Mensah")

        page = read(browse.post(CREATE, {**told, "people": [chosen.pk], "find": "mensah", "look": "1"}))

        boxes = {box["value"]: box.has_attr("checked") for box in page.select("input[name=people]")}
        assert boxes == {str(chosen.pk): True, str(found.pk): False}
        assert page.select_one("textarea[name=summary]").text.strip() == told["summary"]
        assert not page.select_one(ERRORS)
        assert not ContactMoment.objects.exists()

    def test_looking_for_people_says_nothing_yet_of_what_is_still_empty(self, browse, read, make_person):
        make_person("Theo", "Mensah")

        page = read(browse.post(CREATE, {"find": "mensah", "look": "1"}))

        assert [box["value"] for box in page.select("input[name=people]")]
        assert not page.select(".msg--bad:not([hidden]), .error")

    def test_who_was_found_comes_after_the_search_on_the_way_of_the_tab_key(self, browse, read, make_person):
        make_person("Theo", "Mensah")

        page = read(browse.post(CREATE, {"find": "mensah", "look": "1"}))

        names = [one["name"] for one in page.select("main [name=find], main [name=people], main [name=line]")]
        assert names == ["find", "people", "line"]

    def test_htmx_gets_the_people_alone(self, browse, told, make_person):
        make_person("Theo", "Mensah")

        fragment = browse.post(CREATE, {**told, "find": "theo", "look": "1"}, headers={"HX-Request": "true"})

        assert "Theo Mensah" in fragment.content.decode()
        assert "<form" not in fragment.content.decode()

    def test_nobody_is_recorded_who_may_not_be_seen(self, browser_of, told, make_person):
        """A member cannot reach the form at all."""
        answer = browser_of("member").post(CREATE, {**told, "people": [make_person().pk]})

        assert answer.status_code == 404
        assert not ContactMoment.objects.exists()


class TestTheOrganisationItself:
    """What is recorded from the page of an organisation is contact with that organisation."""

    @pytest.fixture
    def delft(self, make_organisation):
        return make_organisation("Gemeente Delft")

    def test_it_stands_ticked_when_one_comes_from_its_page(self, browse, read, delft):
        page = read(browse.get(CREATE, {"organisation": delft.pk}))

        [box] = page.select("input[name=organisations]")
        assert box["value"] == str(delft.pk)
        assert box.has_attr("checked")

    def test_contact_with_somebody_from_elsewhere_counts_for_it(self, browse, told, delft, make_person):
        person = make_person()
        known = {"organisation": delft.pk, "organisations": [delft.pk]}

        browse.post(CREATE, {**told, **known, "people": [person.pk]})

        delft.refresh_from_db()
        assert list(ContactMoment.objects.get().organisations.all()) == [delft]
        assert delft.last_contact_on == timezone.localdate()

    def test_contact_without_a_name_counts_for_it(self, browse, read, told, delft):
        browse.post(CREATE, {**told, "organisations": [delft.pk]})

        delft.refresh_from_db()
        assert (ContactMoment.objects.get().people.count(), delft.last_contact_on) == (0, timezone.localdate())
        assert (
            "met Gemeente Delft" in read(browse.get(reverse("network:contact_list"))).select_one("#resultaten li").text
        )

    def test_unticked_it_is_left_out_even_when_somebody_works_there(
        self, browse, told, delft, make_person, make_affiliation
    ):
        person = make_person()
        make_affiliation(person, delft)

        browse.post(CREATE, {**told, "organisation": delft.pk, "people": [person.pk]})

        assert not ContactMoment.objects.get().organisations.exists()

    def test_it_is_found_with_the_words_that_find_people(self, browse, read, told, delft):
        page = read(browse.post(CREATE, {**told, "find": "delft", "look": "1"}))

        [box] = page.select("input[name=organisations]")
        assert not box.has_attr("checked")
        assert "1 organisatie" in page.select_one("[id^=wie-] [role=status]").text

    def test_correcting_shows_and_keeps_it_whatever_became_of_the_role(
        self, browse, read, told, delft, make_person, make_affiliation, make_moment, make_organisation
    ):
        person = make_person()
        moment = make_moment(person, organisations=[delft])
        make_affiliation(person, make_organisation("Divosa"))
        address = reverse("network:contact_edit", args=[moment.pk])

        [box] = read(browse.get(address)).select("input[name=organisations][checked]")
        kept = {"people": [person.pk], "organisations": [box["value"]], "held_on": moment.held_on.isoformat()}
        browse.post(address, {**told, **kept})

        assert list(moment.organisations.all()) == [delft]

    def test_correcting_takes_it_off(self, browse, told, delft, make_person, make_affiliation, make_moment):
        person = make_person()
        make_affiliation(person, delft)
        moment = make_moment(person, organisations=[delft])

        browse.post(reverse("network:contact_edit", args=[moment.pk]), {**told, "people": [person.pk]})

        delft.refresh_from_db()
        assert (moment.organisations.count(), delft.last_contact_on) == (0, None)


class TestOneMoment:
    @pytest.fixture
    def moment(self, make_moment, make_person):
        return make_moment(make_person())

    def test_it_shows_who_when_and_about_what(self, browse, read, moment):
        text = read(browse.get(reverse("network:contact_detail", args=[moment.pk]))).get_text(" ", strip=True)

        for fact in (
            "Telefoon, 2 maart 2026",
            "Over de pilot.",
            "Samira Amrani",
            "4 · Arbeidsmarkt",
            "Vastgelegd door",
        ):
            assert fact in text

    def test_the_author_corrects_it(self, browse, told, moment, make_person):
        other = make_person("Theo", "Mensah")

        browse.post(reverse("network:contact_edit", args=[moment.pk]), {**told, "people": [other.pk]})

        moment.refresh_from_db()
        assert (moment.channel, moment.summary, list(moment.people.all())) == ("talk", told["summary"], [other])

    def test_the_edit_form_shows_what_was_told(self, browse, read, moment):
        page = read(browse.get(reverse("network:contact_edit", args=[moment.pk])))

        assert page.select_one("textarea[name=summary]").text.strip() == "Over de pilot."
        assert page.select_one("input[name=held_on]")["value"] == "2026-03-02"
        assert len(page.select("input[name=people][checked]")) == 1

    def test_removed_by_mistake_is_put_back_with_one_button(self, browse, read, moment):
        answer = browse.post(reverse("network:contact_remove", args=[moment.pk]), follow=True)

        [button] = [button for button in read(answer).select("main button") if "Zet terug" in button.text]
        restore = button.find_parent("form")["action"]
        assert not ContactMoment.objects.filter(removed_at=None).exists()
        assert restore == reverse("network:contact_restore", args=[moment.pk])
        browse.post(restore)
        assert ContactMoment.objects.filter(removed_at=None).exists()

    def test_somebody_else_reads_it_and_does_not_change_it(self, browser_of, moment, told):
        other = browser_of("line_staff")

        codes = [
            other.get(reverse("network:contact_detail", args=[moment.pk])).status_code,
            other.post(reverse("network:contact_edit", args=[moment.pk]), told).status_code,
            other.post(reverse("network:contact_remove", args=[moment.pk])).status_code,
        ]

        moment.refresh_from_db()
        assert codes == [200, 403, 404]
        assert moment.removed_at is None

    def test_a_removed_moment_does_not_exist_for_others(self, browse, browser_of, moment):
        browse.post(reverse("network:contact_remove", args=[moment.pk]))

        assert browser_of("line_staff").get(reverse("network:contact_detail", args=[moment.pk])).status_code == 404

    def test_z17_looking_changes_nothing(self, browse, moment):
        codes = [
            browse.get(reverse(f"network:contact_{verb}", args=[moment.pk])).status_code
            for verb in ("remove", "restore")
        ]

        moment.refresh_from_db()
        assert codes == [405, 405]
        assert moment.removed_at is None


class TestLists:
    def test_moments_are_listed_and_narrowed(
        self, browse, browser_of, read, make_person, make_moment, make_user, newcomer_line
    ):
        make_moment(make_person(), summary="Van mij op lijn 4.")
        make_moment(
            make_person(), summary="Op lijn 5.", line=newcomer_line, logged_by=make_user("editor"), channel="visit"
        )

        def listed(**asked):
            page = read(browse.get(reverse("network:contact_list"), asked))
            return [row.text for row in page.select("#resultaten .lines strong")]

        assert listed() == ["Op lijn 5.", "Van mij op lijn 4."]
        assert listed(line=newcomer_line.pk) == ["Op lijn 5."]
        assert listed(channel="call") == ["Van mij op lijn 4."]
        assert listed(own="on") == ["Van mij op lijn 4."]

    @pytest.mark.parametrize("rows", [1, 30])
    def test_the_number_of_queries_does_not_grow(
        self, rows, browse, django_assert_num_queries, make_person, make_moment
    ):
        for _ in range(rows):
            make_moment(make_person(), make_person())

        with django_assert_num_queries(8):
            browse.get(reverse("network:contact_list"))

    def test_the_second_page_holds_the_rest(self, browse, read, make_person, make_moment):
        person = make_person()
        for _ in range(27):
            make_moment(person)

        page = read(browse.get(reverse("network:contact_list"), {"page": 2}))

        assert len(page.select("#resultaten .lines li")) == 2

    def test_the_start_page_shows_contact_on_own_lines_this_month(
        self, browse, read, colleague, make_person, make_moment, work_line, newcomer_line
    ):
        today = timezone.localdate()
        LineAssignment.objects.create(user=colleague, line=work_line, started_on=today)
        make_moment(make_person(), held_on=today, summary="Vandaag op mijn lijn.")
        make_moment(make_person(), held_on=today, summary="Op een andere lijn.", line=newcomer_line)

        page = read(browse.get(reverse("network:start_contacts")))

        assert page.select_one(".stat b").text == "1"
        assert "Vandaag op mijn lijn." in page.text
        assert "Op een andere lijn." not in page.text
        assert page.select_one(f'a[href="{CREATE}"]')

    def test_who_has_no_line_and_recorded_nothing_is_led_to_all_contact(
        self, browse, read, make_user, make_moment, make_person
    ):
        make_moment(make_person(), logged_by=make_user("editor"))

        page = read(browse.get(reverse("network:start_contacts")))

        assert "Je werkt op geen lijn" in page.text
        assert page.select_one(f'a[href="{reverse("network:contact_list")}"]')

    def test_without_a_line_the_start_page_shows_what_one_recorded(
        self, browse, read, make_person, make_moment, make_user
    ):
        make_moment(make_person(), summary="Zelf vastgelegd.")
        make_moment(make_person(), summary="Door een ander.", logged_by=make_user("editor"))

        page = read(browse.get(reverse("network:start_contacts")))

        assert "Zelf vastgelegd." in page.text
        assert "Door een ander." not in page.text
