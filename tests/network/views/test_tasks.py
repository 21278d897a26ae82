from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from network.models import Task
from tests.network.views.conftest import ERRORS

LIST, CREATE = reverse("network:task_list"), reverse("network:task_create")


@pytest.fixture
def soon():
    return timezone.localdate() + timedelta(days=3)


@pytest.fixture
def told(colleague, soon):
    return {"what": "Bel over de pilot", "due_on": soon.isoformat(), "assigned_to": colleague.pk}


def told_in(page):
    return [line.strong.text for line in page.select("#resultaten > .card:first-child .lines > li")]


class TestPlanning:
    def test_the_address_fills_in_about_whom_and_on_which_line(
        self, browse, read, make_person, make_organisation, work_line, colleague
    ):
        asked = {"person": make_person().pk, "organisation": make_organisation().pk, "line": work_line.pk}

        page = read(browse.get(CREATE, asked))

        assert page.select_one("input[name=person]")["value"] == str(asked["person"])
        assert page.select_one("input[name=organisation]")["value"] == "Gemeente Delft"
        assert page.select_one("select[name=line] option[selected]")["value"] == str(work_line.pk)
        assert page.select_one("select[name=assigned_to] option[selected]")["value"] == str(colleague.pk)
        assert page.select_one("input[name=what]")["value"] == "Neem contact op met Gemeente Delft"

    def test_it_stands_on_the_page_of_whom_it_is_about(
        self, browse, read, told, make_person, make_organisation, colleague, soon
    ):
        person, delft = make_person(), make_organisation()

        answer = browse.post(CREATE, {**told, "person": person.pk, "organisation": "Gemeente Delft"})

        task = Task.objects.get()
        assert answer.url == reverse("network:person_detail", args=[person.pk])
        assert (task.person, task.organisation, task.due_on, task.created_by) == (person, delft, soon, colleague)
        for page in (answer.url, reverse("network:organisation_detail", args=[delft.pk])):
            assert "Bel over de pilot" in read(browse.get(page)).select_one("#taken").text

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"what": ""}, "Vul dit in"),
            ({"due_on": "2020-01-01"}, "Deze dag is voorbij."),
            ({"assigned_to": ""}, "Kies er één."),
            ({"organisation": "Bestaat Niet"}, "Bestaat Niet"),
            ({"what": "Vraag of Samira moslim is"}, "moslim"),
        ],
    )
    def test_a_mistake_is_told(self, change, said, browse, read, told):
        page = read(browse.post(CREATE, {**told, **change}))

        assert said in page.select_one(ERRORS).text
        assert not Task.objects.exists()

    def test_only_who_may_do_tasks_is_offered(self, browse, read, make_user):
        make_user("member"), make_user("privacy_officer"), make_user("line_staff", is_active=False)
        editor = make_user("editor", given_name="Ruben")

        offered = [option.text for option in read(browse.get(CREATE)).select("select[name=assigned_to] option")]

        assert editor.get_full_name() in offered
        assert len(offered) == 2


class TestList:
    def test_what_is_overdue_comes_first_and_only_mine_unless_asked(self, browse, read, make_task, make_user, soon):
        make_task("Later", soon)
        make_task("Te laat", date(2026, 1, 1))
        make_task("Van een ander", date(2025, 1, 1), assigned_to=make_user("line_staff"))

        mine, everybody = read(browse.get(LIST)), read(browse.get(LIST, {"whose": "all"}))

        assert told_in(mine) == ["Te laat", "Later"]
        assert told_in(everybody) == ["Van een ander", "Te laat", "Later"]
        assert "te laat" in mine.select_one("#resultaten li").text

    def test_it_is_narrowed_to_a_line(self, browse, read, make_task, work_line):
        make_task("Zonder lijn")
        make_task("Met lijn", line=work_line)

        assert told_in(read(browse.get(LIST, {"line": work_line.pk}))) == ["Met lijn"]

    def test_nothing_to_do_says_what_to_do_next(self, browse, read, db):
        assert read(browse.get(LIST)).select_one(".empty a")["href"] == CREATE

    def test_htmx_gets_the_results_alone(self, browse, make_task):
        make_task()

        fragment = browse.get(LIST, headers={"HX-Request": "true"}).content.decode()

        assert fragment.lstrip().startswith('<div class="stack" id="resultaten">')

    def test_the_number_of_queries_does_not_grow(self, queries_for, make_task, make_person, make_organisation):
        make_task(person=make_person(), organisation=make_organisation())
        with_one = queries_for(LIST)
        for number in range(30):
            make_task(person=make_person(), organisation=make_organisation(f"Nummer {number}"))

        assert queries_for(LIST) == with_one <= 12


class TestDoing:
    def test_done_is_undone_from_the_same_list(self, browse, read, make_task):
        task = make_task()

        page = read(browse.post(reverse("network:task_done", args=[task.pk]), follow=True))

        assert Task.objects.get().done_at
        [undo] = [button for button in page.select("#resultaten button") if "Toch niet" in button.text]
        browse.post(undo.find_parent("form")["action"])
        assert Task.objects.get().done_at is None

    def test_from_a_page_one_stays_on_that_page(self, browse, make_task, make_person):
        task = make_task(person=make_person())

        answer = browse.post(reverse("network:task_done", args=[task.pk]), {"from": "person"})

        assert answer.url == reverse("network:person_detail", args=[task.person_id])

    @pytest.mark.parametrize("where", ["", "organisation", "//evil.example.org", "user"])
    def test_an_unknown_page_leads_to_the_list(self, where, browse, make_task):
        assert browse.post(reverse("network:task_done", args=[make_task().pk]), {"from": where}).url == LIST

    def test_it_moves_to_another_colleague(self, browse, told, make_task, make_person, make_user):
        task, other = make_task(person=make_person()), make_user("line_staff")

        browse.post(reverse("network:task_edit", args=[task.pk]), {**told, "assigned_to": other.pk, "what": "Mail hen"})

        task.refresh_from_db()
        assert (task.what, task.assigned_to, task.person is None) == ("Mail hen", other, False)

    def test_an_overdue_task_is_changed_without_moving_its_day(self, browse, told, make_task):
        task = make_task(due_on=date(2026, 1, 1))

        browse.post(reverse("network:task_edit", args=[task.pk]), {**told, "due_on": "2026-01-01", "what": "Mail hen"})

        task.refresh_from_db()
        assert (task.what, task.due_on) == ("Mail hen", date(2026, 1, 1))


def test_the_start_page_shows_what_to_do_first(browse, read, make_task, soon):
    for number in range(7):
        make_task(f"Taak {number}", soon + timedelta(days=number))

    page = read(browse.get(reverse("network:start_tasks")))

    assert [line.strong.text for line in page.select("li")] == [f"Taak {number}" for number in range(5)]
    assert "Alle 7 taken" in page.text
