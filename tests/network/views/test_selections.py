from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from network.actions import closing, selections
from network.models import Organisation, Person, Restriction, Selection
from network.queries import organisations, people

PEOPLE, CREATE = reverse("network:person_list"), reverse("network:selection_create", args=["people"])
NOW = timezone.now()


def address(name, selection):
    return reverse(f"network:selection_{name}", args=[selection.pk])


def members(page):
    return [link.text for link in page.select("#resultaten .lines .grow a")]


@pytest.fixture
def on_line(colleague, work_line):
    """A selection of who works on the line."""
    asked = {"line": str(work_line.pk)}
    return selections.keep(of="people", name="Lijn 4", asked=asked, shared=False, by=colleague, now=NOW)


def test_what_a_list_asks_is_kept_with_its_words(browse, read, make_person, work_line, colleague):
    make_person("Samira", "Amrani").lines.add(work_line)
    list_address = browse.post(PEOPLE, {"words": "amrani", "line": work_line.pk}).url
    keep = next(a["href"] for a in read(browse.get(list_address)).select(".saved a") if "nieuw" in a["href"])

    answer = browse.post(keep, {"name": "Mijn lijn", "how": "filter"})

    selection = Selection.objects.get()
    assert answer.url == address("detail", selection)
    assert selection.asked == {"line": str(work_line.pk), "words": "amrani"}
    assert members(read(browse.get(answer.url))) == ["Samira Amrani"]


def test_a_selection_stays_up_to_date(browse, read, make_person, work_line, on_line):
    first = make_person("Anne", "Eerste")
    first.lines.add(work_line)
    assert members(read(browse.get(address("detail", on_line)))) == ["Anne Eerste"]

    first.lines.clear()
    make_person("Bo", "Tweede").lines.add(work_line)

    assert members(read(browse.get(address("detail", on_line)))) == ["Bo Tweede"]


def test_who_is_left_out_by_hand_stays_out_until_put_back(browse, read, make_person, work_line, on_line):
    person = make_person("Anne", "Eerste")
    person.lines.add(work_line)

    browse.post(address("pick", on_line), {"party": person.pk, "what": "leave_out"})
    without = members(read(browse.get(address("detail", on_line))))
    browse.post(address("pick", on_line), {"party": person.pk, "what": "put_back"})

    assert not on_line.picks.exists()
    assert (without, members(read(browse.get(address("detail", on_line))))) == ([], ["Anne Eerste"])


@pytest.mark.parametrize("asked", [None, {"region": "NL-UT"}])
def test_who_was_added_by_hand_and_left_out_comes_back_too(asked, browse, read, make_person, colleague):
    told = {"shared": False, "by": colleague, "now": NOW}
    selection = selections.keep(of="people", name="Meedenkers", asked=asked, **told)
    person = make_person("Anne", "Eerste")
    selections.pick(selection=selection, parties=[person], inside=True, by=colleague, now=NOW)
    browse.post(address("pick", selection), {"party": person.pk, "what": "leave_out"})

    page = read(browse.post(address("pick", selection), {"party": person.pk, "what": "put_back"}, follow=True))

    assert "Teruggezet." in page.select("main > .msg--good")[-1].text
    assert members(page) == ["Anne Eerste"]


def test_an_organisation_that_was_left_out_comes_back(browse, read, make_organisation, colleague):
    told = {"shared": False, "by": colleague, "now": NOW}
    selection = selections.keep(of="organisations", name="Meedenkers", asked=None, **told)
    divosa = make_organisation("Divosa")
    selections.pick(selection=selection, parties=[divosa], inside=False, by=colleague, now=NOW)

    page = read(browse.post(address("pick", selection), {"party": divosa.pk, "what": "put_back"}, follow=True))

    assert members(page) == ["Divosa"]


def test_who_is_added_by_hand_is_in_it_whatever_the_filter_says(browse, read, make_person, on_line, colleague):
    person = make_person("Bo", "Buiten")
    selections.pick(selection=on_line, parties=[person], inside=True, by=colleague, now=NOW)

    page = read(browse.get(address("detail", on_line)))

    assert members(page) == ["Bo Buiten"]
    assert "met de hand toegevoegd" in page.select_one("#resultaten").text


def test_a_selection_is_a_filter_of_the_list_beside_the_others(browse, names_in, make_person, work_line, on_line):
    for name, region in (("Anne", "NL-UT"), ("Bo", "")):
        make_person(name, "Lid", province=region).lines.add(work_line)
    make_person("Cas", "Ander", province="NL-UT")

    assert names_in(browse.get(PEOPLE, {"selection": on_line.pk, "region": "NL-UT"})) == ["Lid, Anne"]


def test_a_selection_within_a_selection_holds_what_both_say(make_person, work_line, on_line, colleague):
    asked = {"selection": str(on_line.pk), "region": "NL-UT"}
    inner = selections.keep(of="people", name="Utrecht", asked=asked, shared=False, by=colleague, now=NOW)
    for name, region in (("Anne", "NL-UT"), ("Bo", "")):
        make_person(name, "Lid", province=region).lines.add(work_line)

    found = people.members(inner, Person.objects.all(), NOW.date())

    assert [person.given_name for person in found] == ["Anne"]


def test_what_asks_for_something_that_is_gone_finds_nobody_and_says_so(browse, read, make_person, colleague):
    person = make_person()
    person.tags.add("stages")
    tag = person.tags.get()
    selection = selections.keep(
        of="people", name="Stages", asked={"tag": str(tag.pk)}, shared=False, by=colleague, now=NOW
    )
    tag.delete()

    page = read(browse.get(address("detail", selection)))

    assert members(page) == []
    assert "is verdwenen" in page.select_one(".msg--warn:not([hidden])").text


def test_what_is_kept_by_hand_begins_empty(browse, make_person, colleague):
    make_person()

    browse.post(CREATE, {"name": "Vaste contacten", "how": "hand"})

    selection = Selection.objects.get()
    assert list(people.members(selection, Person.objects.all(), NOW.date())) == []


def test_somebody_elses_own_selection_does_not_exist_and_a_shared_one_cannot_be_changed(on_line, browser_of, colleague):
    other = browser_of("line_staff")
    assert other.get(address("detail", on_line)).status_code == 404

    selections.change(selection=on_line, name="Lijn 4", shared=True, by=colleague, now=NOW)

    assert other.get(address("detail", on_line)).status_code == 200
    posts = [other.post(address(name, on_line)).status_code for name in ("edit", "delete", "pick", "restore")]
    assert posts == [403, 403, 403, 404]


def test_a_selection_gets_other_filters_and_keeps_who_was_chosen_by_hand(browse, read, make_person, on_line):
    added = make_person("Anne", "Eerste")
    selections.pick(selection=on_line, parties=[added], inside=True, by=on_line.owner, now=NOW)
    make_person("Bo", "Tweede").tags.add("stages")

    answer = browse.post(f"{CREATE}?tag=stages", {"existing": on_line.pk}, follow=True)

    assert sorted(members(read(answer))) == ["Anne Eerste", "Bo Tweede"]
    assert "vraagt vanaf nu deze filters" in read(answer).text


def test_a_selection_never_asks_for_itself(browse, read, on_line, colleague):
    other = selections.keep(
        of="people", name="Ander", asked={"selection": str(on_line.pk)}, shared=False, by=colleague, now=NOW
    )

    for circle in (on_line, other):
        answer = browse.post(f"{CREATE}?selection={circle.pk}", {"existing": on_line.pk}, follow=True)

        assert "vragen zelf om deze selectie" in read(answer).text
    on_line.refresh_from_db()
    assert "selection" not in on_line.asked


def test_without_a_choice_nothing_gets_other_filters(browse, read, on_line):
    answer = browse.post(f"{CREATE}?tag=stages", {"existing": ""}, follow=True)

    assert "Kies welke selectie deze filters krijgt" in read(answer).text


def test_what_a_colleague_shared_who_left_can_be_changed_by_the_others(on_line, browser_of, colleague):
    other = browser_of("line_staff")
    Selection.objects.update(shared=True)
    assert other.post(address("edit", on_line), {"name": "Nieuw", "shared": "on"}).status_code == 403

    colleague.is_active = False
    colleague.save()

    assert other.post(address("edit", on_line), {"name": "Nieuw", "shared": "on"}).status_code == 302


def test_a_name_is_used_once_and_tells_nothing_special(browse, read, on_line):
    twice = read(browse.post(CREATE, {"name": "Lijn 4", "how": "hand"}))
    special = read(browse.post(CREATE, {"name": "Moslims", "how": "hand"}))

    assert "al een selectie met deze naam" in twice.select_one(".error").text
    assert "geloof" in special.select_one(".error").text
    assert Selection.objects.count() == 1


def test_a_selection_is_renamed_deleted_and_put_back(browse, read, on_line):
    browse.post(address("edit", on_line), {"name": "Onze lijn", "shared": "on"})
    deleted = read(browse.post(address("delete", on_line)))
    gone = browse.get(address("detail", on_line)).status_code
    browse.post(deleted.select_one("main form")["action"])

    on_line.refresh_from_db()
    assert (on_line.name, on_line.shared, gone, on_line.deleted_at) == ("Onze lijn", True, 404, None)


def test_after_a_month_it_stays_deleted(on_line, colleague):
    selections.delete(selection=on_line, by=colleague, now=NOW)

    with pytest.raises(selections.CannotRestore):
        selections.restore(selection=on_line, by=colleague, now=NOW + timedelta(days=31))


def test_organisations_have_selections_too(browse, read, make_organisation):
    make_organisation("Divosa", "vereniging")
    make_organisation("Gemeente Delft")
    create = reverse("network:selection_create", args=["organisations"])

    answer = browse.post(f"{create}?kind=vereniging", {"name": "Verenigingen", "how": "filter"})

    assert members(read(browse.get(answer.url))) == ["Divosa"]
    assert Organisation.objects.count() == 2


def test_what_ended_goes_out_and_comes_back_when_that_was_a_mistake(browse, read, make_organisation, colleague):
    """The number of the selection is the length of the list under it as a filter."""
    told = {"shared": False, "by": colleague, "now": NOW}
    selection = selections.keep(of="organisations", name="Partners", asked=None, **told)
    divosa, delft = make_organisation("Divosa", "vereniging"), make_organisation("Gemeente Delft")
    selections.pick(selection=selection, parties=[divosa, delft], inside=True, by=colleague, now=NOW)
    end = {"ended_on": timezone.localdate(), "why": "gestopt", "by": colleague, "now": NOW}
    closing.close(organisation=divosa, **end)

    page = read(browse.get(address("detail", selection)))
    listed = read(browse.get(f"{reverse('network:organisation_list')}?selection={selection.pk}"))
    closing.reopen(organisation=divosa, by=colleague, now=NOW)
    after = read(browse.get(address("detail", selection)))

    assert members(page) == ["Gemeente Delft"]
    assert page.select_one("#resultaten .count").text == "1"
    assert "Divosa" not in listed.select_one("table").text
    assert "opgeheven" in next(line.text for line in page.select("#erbij li") if "Divosa" in line.text)
    assert members(after) == ["Divosa", "Gemeente Delft"]


def test_a_selection_that_asks_for_what_ended_holds_it(make_organisation, colleague):
    told = {"shared": False, "by": colleague, "now": NOW}
    selection = selections.keep(of="organisations", name="Alles", asked={"ended": "also"}, **told)
    divosa = make_organisation("Divosa")
    closing.close(organisation=divosa, ended_on=timezone.localdate(), why="gestopt", by=colleague, now=NOW)

    assert list(organisations.members(selection, Organisation.objects.all(), timezone.localdate())) == [divosa]


def test_p11_whom_we_may_not_use_is_named_nowhere_on_it(browse, read, make_person, on_line, colleague):
    person = make_person("Wilhelmina", "Xanthippe")
    selections.pick(selection=on_line, parties=[person], inside=True, by=colleague, now=NOW)
    before = browse.get(address("detail", on_line)).content
    Restriction.objects.create(person=person, asked_on=NOW.date(), restricted_at=NOW)

    after = browse.get(address("detail", on_line)).content

    assert b"Xanthippe" in before
    assert b"Xanthippe" not in after


@pytest.mark.parametrize("rows", [1, 30])
def test_the_number_of_queries_does_not_grow(rows, queries_for, make_person, work_line, on_line, colleague):
    people = [make_person("Anne", f"Lid{number}") for number in range(rows)]
    selections.pick(selection=on_line, parties=people, inside=True, by=colleague, now=NOW)
    for number in range(rows):
        selections.keep(of="people", name=f"S{number}", asked=None, shared=True, by=colleague, now=NOW)

    assert queries_for(address("detail", on_line)) == 12
    assert queries_for(reverse("network:selection_list")) == 5
