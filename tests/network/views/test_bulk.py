from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from taggit.models import TaggedItem

from accounts.models import AuditLine
from network.actions import bulk
from network.models import BulkAction, LinePartner, Person, Selection, Task
from tests.network.views.conftest import ERRORS

PEOPLE = reverse("network:person_list")
CHOOSE = {of: reverse("network:bulk_create", args=[of]) for of in ("people", "organisations")}


@pytest.fixture
def begin(browse):
    """Return a function that ticks rows, chooses a verb, tells what to change, and gives the page that follows."""

    def put(parties, verb, facts, of="people"):
        page = browse.post(CHOOSE[of], {"chosen": [party.pk for party in parties], "verb": verb}).url
        browse.post(page, facts)
        return page

    return put


@pytest.fixture
def trio(make_person):
    return [make_person(name, name[0]) for name in ("Anne", "Bo", "Cas")]


def tags_of(people):
    return [sorted(person.tags.names()) for person in people]


def test_what_is_going_to_change_is_shown_with_who_is_skipped_and_why(begin, browse, read, trio):
    trio[0].tags.add("Stages")

    page = read(browse.get(begin(trio, "tag", {"tag": "stages"})))

    assert page.h1.text == "Geef het label ‘stages’"
    assert [tag.text for tag in page.select(".chips .tag")] == ["Bo B", "Cas C"]
    assert page.select_one("tbody tr").get_text(" ", strip=True) == "Heeft dit label al 1"
    assert tags_of(trio) == [["Stages"], [], []]


def test_before_anything_is_told_the_page_says_what_kind_of_change_it_is_and_proposes_a_day(browse, read, trio):
    chosen = {"chosen": [person.pk for person in trio], "verb": "task"}

    page = read(browse.get(browse.post(CHOOSE["people"], chosen).url))

    assert (page.h1.text, page.select_one(".lede").text.strip()) == ("Taak", "Je koos 3 mensen.")
    in_two_weeks = timezone.localdate() + timedelta(days=14)
    assert page.select_one("input[name=due_on]")["value"] == in_two_weeks.isoformat()


def test_the_summary_of_faults_puts_no_colon_behind_a_question(browse, read):
    page = read(browse.post(reverse("network:task_create"), {"what": ""}))

    assert "Wat is er te doen? Vul dit in." in [line.text for line in page.select(f"{ERRORS} li")]


def test_a_change_pressed_twice_is_done_once_and_undone_exactly(begin, browse, trio):
    trio[0].tags.add("stages")
    page = begin(trio, "tag", {"tag": "stages"})
    for _twice in range(2):
        browse.post(f"{page}voer-uit/")
    assert tags_of(trio) == [["stages"]] * 3
    assert TaggedItem.objects.count() == 3

    browse.post(f"{page}maak-ongedaan/")

    assert tags_of(trio) == [["stages"], [], []]
    lines = AuditLine.objects.filter(action__startswith="network.bulk").order_by("pk")
    assert [(line.action, line.facts["number"]) for line in lines] == [
        ("network.bulk_done", 2),
        ("network.bulk_undone", 2),
    ]


def test_undo_leaves_what_somebody_changed_later(begin, browse, trio):
    page = begin(trio, "tag", {"tag": "stages"})
    browse.post(f"{page}voer-uit/")
    trio[1].tags.remove("stages")
    trio[1].tags.add("stages")

    browse.post(f"{page}maak-ongedaan/")

    assert tags_of(trio) == [[], ["stages"], []]


def test_a_tag_is_taken_off_and_given_back(begin, browse, trio):
    for person in trio[:2]:
        person.tags.add("stages")
    page = begin(trio, "tag", {"tag": "stages", "off": "off"})
    browse.post(f"{page}voer-uit/")
    off = tags_of(trio)
    trio[0].tags.add("stages")

    browse.post(f"{page}maak-ongedaan/")

    assert off == [[], [], []]
    assert tags_of(trio) == [["stages"], ["stages"], []]
    assert TaggedItem.objects.count() == 2


def test_people_go_on_a_line_and_off_it(begin, browse, trio, work_line):
    trio[0].lines.add(work_line)
    on = begin(trio, "line", {"line": work_line.pk})
    browse.post(f"{on}voer-uit/")
    off = begin(trio[:2], "line", {"line": work_line.pk, "off": "off"})
    browse.post(f"{off}voer-uit/")
    between = set(work_line.people.all())

    browse.post(f"{off}maak-ongedaan/")
    browse.post(f"{on}maak-ongedaan/")

    assert between == {trio[2]}
    assert set(work_line.people.all()) == {trio[0], trio[1]}


def test_organisations_become_partners_and_stop_being_so_as_history(begin, browse, make_organisation, work_line):
    known, new = make_organisation("Bekend"), make_organisation("Nieuw")
    partner = LinePartner.objects.create(
        organisation=known, line=work_line, relation="adviseur", started_on=date(2024, 1, 1)
    )
    on = begin([known, new], "line", {"line": work_line.pk}, of="organisations")
    browse.post(f"{on}voer-uit/")
    off = begin([known, new], "line", {"line": work_line.pk, "off": "off"}, of="organisations")
    browse.post(f"{off}voer-uit/")
    partner.refresh_from_db()
    ended = partner.ended_on

    browse.post(f"{off}maak-ongedaan/")
    browse.post(f"{on}maak-ongedaan/")

    partner.refresh_from_db()
    assert (ended, partner.ended_on) == (timezone.localdate(), None)
    assert list(LinePartner.objects.all()) == [partner]


def test_organisations_come_to_belong_to_a_target_group_and_that_is_undone(
    begin, browse, read, make_organisation, municipalities
):
    delft, divosa = make_organisation(), make_organisation("Divosa", groups=[municipalities])

    page = begin([delft, divosa], "group", {"group": municipalities.pk}, of="organisations")
    shown = read(browse.get(page))
    assert shown.h1.text == "Voeg toe aan de doelgroep ‘Gemeenten’"
    assert shown.select_one("tbody tr").get_text(" ", strip=True) == "Hoort al bij deze doelgroep 1"
    browse.post(f"{page}voer-uit/")
    assert [*delft.target_groups.all()] == [municipalities]

    browse.post(f"{page}maak-ongedaan/")
    assert not delft.target_groups.exists()
    assert divosa.target_groups.exists()


def test_organisations_leave_a_target_group_and_come_back(begin, browse, make_organisation, municipalities):
    delft, divosa = make_organisation(groups=[municipalities]), make_organisation("Divosa", groups=[municipalities])

    page = begin([delft, divosa], "group", {"group": municipalities.pk, "off": "off"}, of="organisations")
    browse.post(f"{page}voer-uit/")
    assert not municipalities.organisations.exists()
    divosa.target_groups.add(municipalities)  # somebody was quicker

    browse.post(f"{page}maak-ongedaan/")
    assert municipalities.organisations.count() == 2


def test_people_belong_to_no_target_group(browse, trio):
    assert browse.post(CHOOSE["people"], {"chosen": [trio[0].pk], "verb": "group"}).status_code == 404


def test_people_are_added_to_a_selection_by_hand_and_taken_off_again(begin, browse, trio, colleague):
    now = timezone.now()
    selection = Selection.objects.create(of="people", name="Vast", owner=colleague, created_at=now)
    selection.picks.create(person=trio[0], inside=False, picked_by=colleague, picked_at=now)
    page = begin(trio, "selection", {"selection": selection.pk})
    browse.post(f"{page}voer-uit/")
    added = selection.picks.filter(inside=True).count()

    browse.post(f"{page}maak-ongedaan/")

    assert added == 3
    assert list(selection.picks.values_list("person", "inside")) == [(trio[0].pk, False)]


def test_each_gets_a_task_and_what_was_done_stays(begin, browse, trio, colleague):
    due = timezone.localdate() + timedelta(days=7)
    facts = {"what": "Bel om contact te plannen", "due_on": due.isoformat(), "assigned_to": colleague.pk}
    page = begin(trio, "task", facts)
    browse.post(f"{page}voer-uit/")
    made = list(Task.objects.values_list("person", "what", "due_on", "assigned_to"))
    Task.objects.filter(person=trio[0]).update(done_at=timezone.now())

    browse.post(f"{page}maak-ongedaan/")

    assert made == [(person.pk, facts["what"], due, colleague.pk) for person in trio]
    assert list(Task.objects.values_list("person", flat=True)) == [trio[0].pk]


def test_a_task_for_who_may_do_none_by_now_is_refused(begin, browse, read, trio, make_user):
    lars, reader = make_user("line_staff"), make_user("privacy_officer")
    facts = {"what": "Bel", "due_on": timezone.localdate().isoformat(), "assigned_to": lars.pk}
    page = begin(trio, "task", facts)
    offered = [option["value"] for option in read(browse.get(f"{page}?anders")).select("[name=assigned_to] option")]
    type(lars).objects.filter(pk=lars.pk).update(is_active=False)

    answer = browse.post(f"{page}voer-uit/", follow=True)

    assert str(lars.pk) in offered
    assert str(reader.pk) not in offered
    assert "Deze collega kan geen taken doen" in read(answer).text
    assert not Task.objects.exists()


def test_a_selection_that_is_gone_by_now_is_refused(begin, browse, read, trio, colleague):
    selection = Selection.objects.create(name="Zomer", of="people", owner=colleague, created_at=timezone.now())
    page = begin(trio, "selection", {"selection": selection.pk})
    Selection.objects.filter(pk=selection.pk).update(deleted_at=timezone.now())

    answer = browse.post(f"{page}voer-uit/", follow=True)

    assert "Deze selectie is weg" in read(answer).text
    assert not selection.picks.exists()


def test_a_task_or_partnership_that_was_changed_since_stays_and_is_told(
    begin, browse, read, trio, colleague, make_user, make_organisation, work_line
):
    facts = {"what": "Bel", "due_on": timezone.localdate().isoformat(), "assigned_to": colleague.pk}
    of_tasks = begin(trio, "task", facts)
    of_line = begin([make_organisation()], "line", {"line": work_line.pk, "off": ""}, of="organisations")
    browse.post(f"{of_tasks}voer-uit/"), browse.post(f"{of_line}voer-uit/")
    Task.objects.filter(person=trio[1]).update(assigned_to=make_user("line_staff"))
    LinePartner.objects.update(relation="financier")

    told = [read(browse.post(f"{page}maak-ongedaan/", follow=True)).text for page in (of_tasks, of_line)]

    assert ["1 is sindsdien gewijzigd en blijft" in page for page in told] == [True, True]
    assert Task.objects.get().person == trio[1]
    assert LinePartner.objects.count() == 1


def test_more_than_a_hundred_tasks_at_once_are_refused(browse, read, make_person, colleague):
    for number in range(101):
        make_person("Anne", f"Naam{number}", address=None)
    page = browse.post(CHOOSE["people"], {"all": "1", "verb": "task"}).url
    due = timezone.localdate().isoformat()

    refused = read(browse.post(page, {"what": "Bel", "due_on": due, "assigned_to": colleague.pk}))

    assert "hoogstens 100 taken" in refused.select_one(ERRORS).text


def test_all_that_was_found_is_what_the_list_asks_also_beyond_the_page(browse, make_person, work_line):
    for number in range(30):
        make_person("Anne", f"Lid{number}").lines.add(work_line)
    make_person("Bo", "Ander")

    browse.post(f"{CHOOSE['people']}?line={work_line.pk}", {"all": "1", "verb": "tag"})

    assert set(BulkAction.objects.get().keys) == set(work_line.people.values_list("pk", flat=True))


def test_nothing_ticked_leads_back_to_the_list_with_its_filter(browse, read, trio):
    answer = browse.post(f"{CHOOSE['people']}?region=NL-UT", {"verb": "tag"})

    assert answer.url == f"{PEOPLE}?region=NL-UT"
    assert "Vink er minstens één aan" in read(browse.get(answer.url)).select_one("main").text


@pytest.mark.parametrize(
    ("verb", "facts", "said"),
    [
        ("tag", {"tag": "moslim"}, "geloof"),
        ("tag", {"tag": "een, twee"}, "één label tegelijk"),
        ("task", {"what": "Vraag naar zijn ziekte", "due_on": "2000-01-01"}, "Deze dag is voorbij"),
        ("task", {"what": "Vraag naar zijn ziekte", "due_on": "2000-01-01"}, "ziekte"),
        ("line", {"line": "0"}, ""),
    ],
)
def test_what_may_not_be_kept_is_refused_in_words(verb, facts, said, browse, read, trio):
    page = browse.post(CHOOSE["people"], {"chosen": [trio[0].pk], "verb": verb}).url

    assert said in read(browse.post(page, facts)).select_one(ERRORS).text
    assert BulkAction.objects.get().facts == {}


def test_a_change_of_a_colleague_does_not_exist_for_others(begin, browser_of, trio):
    page = begin(trio, "tag", {"tag": "stages"})
    other = browser_of("line_staff")

    assert other.get(page).status_code == 404
    assert [other.post(f"{page}{what}/").status_code for what in ("voer-uit", "maak-ongedaan")] == [404, 404]
    assert tags_of(trio) == [[], [], []]


def test_the_privacy_officer_ticks_nothing(browser_of, read, trio):
    officer = browser_of("privacy_officer")

    assert not read(officer.get(PEOPLE)).select("input[name=chosen]")
    assert officer.post(CHOOSE["people"], {"chosen": [trio[0].pk], "verb": "tag"}).status_code == 403


def test_after_a_week_nothing_is_undone(begin, browse, trio, colleague):
    page = begin(trio, "tag", {"tag": "stages"})
    browse.post(f"{page}voer-uit/")

    with pytest.raises(bulk.CannotUndo):
        bulk.undo(action=BulkAction.objects.get(), by=colleague, now=timezone.now() + timedelta(days=8))
    assert tags_of(Person.objects.all()) == [["stages"]] * 3


@pytest.mark.parametrize("rows", [1, 30])
def test_the_number_of_queries_does_not_grow(rows, begin, browse, make_person, queries_for, django_assert_num_queries):
    people = [make_person("Anne", f"Naam{number}") for number in range(rows)]
    page = begin(people, "tag", {"tag": "stages"})

    assert queries_for(page) == 14
    with django_assert_num_queries(24):
        browse.post(f"{page}voer-uit/")
    assert queries_for(reverse("network:bulk_list")) == 5
