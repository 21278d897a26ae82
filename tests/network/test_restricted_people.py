"""P11: who asked us not to use their data is met nowhere in the network, and each number equals its list."""

from datetime import date

import pytest
from django.db import IntegrityError
from django.utils import timezone

from network.export_columns import rows
from network.graph import Source
from network.models import (
    ContactMoment,
    DuplicatePair,
    Export,
    LinePartner,
    LineTargetGroup,
    Merge,
    Organisation,
    Person,
    Relationship,
    Restriction,
    Selection,
    Task,
    WithheldMoment,
)
from network.queries import (
    contact_moments,
    coverage,
    duplicates,
    graph,
    handover,
    organisations,
    people,
    threads,
    titles,
    website,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to(f"{TODAY}T12:00:00Z", tick=False)


@pytest.fixture
def known(make_person):
    return make_person("Wilhelmina", "van Dongen")


@pytest.fixture
def other(make_person):
    return make_person("Bram", "de Wit")


@pytest.fixture
def restrict(known):
    """Return a function that restricts the person, so that a test can look before and after."""

    def now():
        Restriction.objects.create(person=known, asked_on=TODAY, restricted_at=timezone.now())

    return now


@pytest.fixture
def delft(make_organisation, municipalities):
    return make_organisation(groups=[municipalities])


def test_the_database_restricts_nobody_twice(known, restrict):
    restrict()

    with pytest.raises(IntegrityError, match="person_id"):
        restrict()


def test_lists_searches_and_counts_leave_them_out(colleague, known, other, restrict):
    before = people.found(colleague, people.PeopleAsked(words="dong"), TODAY).count()

    restrict()

    assert before == 1
    assert not people.found(colleague, people.PeopleAsked(words="dong"), TODAY).exists()
    assert people.candidates(colleague, [known.pk], "wilhel", TODAY) == []
    assert list(people.found(colleague, people.PeopleAsked(), TODAY)) == [other]


def test_a_cell_counts_whom_its_list_names(
    colleague, known, other, delft, work_line, municipalities, make_affiliation, restrict
):
    """The matrix is drawn once: a restriction draws it anew."""
    LineTargetGroup.objects.create(line=work_line, target_group=municipalities)
    LinePartner.objects.create(organisation=delft, line=work_line, relation="partner")
    make_affiliation(known, delft)
    make_affiliation(other, delft)
    asked = coverage.CoverageAsked(TODAY)
    cell = (work_line.pk, municipalities.pk)
    before = coverage.matrix(colleague, asked).cells[cell].people

    restrict()

    there = coverage.people_in(colleague, asked, work_line, municipalities)
    assert before == 2
    assert list(there) == [other]
    assert coverage.matrix(colleague, asked).cells[cell].people == 1
    assert coverage.matrix(colleague, asked).cells[cell].organisations == 1
    assert website.numbers(work_line, TODAY).people.counted == 1


def test_an_organisation_shows_and_counts_its_other_people(
    colleague, known, other, delft, make_affiliation, make_moment, restrict
):
    make_affiliation(known, delft, title="wethouder")
    make_affiliation(other, delft)
    moment = make_moment(known, other, organisations=[delft])

    restrict()

    staff = organisations.staff_of(delft, colleague, TODAY)
    assert ([role.person for role in staff["present"]], staff["present_count"]) == ([other], 1)
    assert titles.in_use(colleague, "wet", TODAY) == []
    assert list(ContactMoment.objects.visible_to(colleague)) == [moment]


def test_nobody_is_reached_through_them(colleague, known, other, delft, make_affiliation, make_moment, restrict):
    """Known through two, one of whom we may not use, is known through one."""
    make_affiliation(known, delft)
    make_affiliation(other, delft)
    make_moment(known, other, organisations=[delft])
    before = threads.of_organisation(delft, colleague, TODAY)

    restrict()

    assert before is None
    assert threads.of_organisation(delft, colleague, TODAY) == threads.Thread(delft, other)


def test_an_organisation_known_through_them_alone_stands_in_no_list_of_threads(
    colleague, known, delft, make_affiliation, make_moment, restrict
):
    make_affiliation(known, delft)
    make_moment(known, organisations=[delft])
    before = list(threads.listed(colleague, TODAY, own=False))

    restrict()

    listed = threads.listed(colleague, TODAY, own=False)
    assert before == [delft]
    assert list(listed) == threads.with_people(listed, colleague, TODAY) == []


def test_ties_pairs_merges_and_tasks_about_them_are_gone(colleague, known, other, make_tie, make_task, knows, restrict):
    make_tie(known, other)
    make_task(person=known)
    first, second = sorted((known, other), key=lambda each: each.pk)
    DuplicatePair.objects.create(first_person=first, second_person=second, score=90, found_at=timezone.now())
    Merge.objects.create(kept_person=known, into=known.pk, gone=0, by=colleague, at=timezone.now())
    kinds = (Relationship, Task, DuplicatePair, Merge)
    before = [model.objects.visible_to(colleague).count() for model in kinds]

    restrict()

    asked = people.PeopleAsked(tie="any")
    assert before == [1, 1, 1, 1]
    assert [model.objects.visible_to(colleague).count() for model in kinds] == [0, 0, 0, 0]
    assert not people.found(colleague, asked, TODAY).exists()
    drawn = graph.of_people(colleague, Person.objects.visible_to(colleague), [Source.STATED], TODAY)
    assert (list(drawn.nodes), len(drawn.ties)) == ([other.pk], 0)


def test_a_task_about_them_is_handed_over_without_the_name(colleague, known, make_task, restrict):
    """Else the account of who leaves could not be shut, or the task would wait for nobody once it is back."""
    task = make_task(person=known)

    restrict()

    (left,) = handover.left_by(colleague).tasks
    assert (left, left.person) == (task, None)


def test_who_stays_unseen_in_a_contact_moment_is_in_it_still_when_it_is_changed(
    client, colleague, known, other, make_moment, restrict
):
    """The form cannot tick them, and lifting brings everything back."""
    client.force_login(colleague)
    moment = make_moment(known, other)
    restrict()

    told = {"line": moment.line_id, "channel": "call", "held_on": "2026-03-02", "summary": "Anders verteld."}
    client.post(f"/netwerk/contact/{moment.pk}/wijzig/", {**told, "people": [other.pk]})

    assert set(moment.people.all()) == {known, other}
    assert ContactMoment.objects.get().summary == "Anders verteld."


def test_a_contact_moment_with_them_alone_is_as_if_it_were_not_there(
    client, colleague, known, other, delft, make_moment, restrict
):
    client.force_login(colleague)
    alone, both, there = make_moment(known), make_moment(known, other), make_moment(known, organisations=[delft])
    restrict()

    pages = {
        page: [client.get(f"/netwerk/contact/{moment.pk}/{page}").status_code for moment in (alone, both, there)]
        for page in ("", "wijzig/")
    }

    assert pages == {"": [404, 200, 200], "wijzig/": [404, 200, 200]}
    assert set(ContactMoment.objects.visible_to(colleague)) == {both, there}
    assert contact_moments.with_party(other, colleague)[1] == contact_moments.with_party(delft, colleague)[1] == 1
    assert list(WithheldMoment.objects.values_list("moment", flat=True)) == [alone.pk]


def test_a_selection_and_an_export_that_was_asked_before_leave_them_out(colleague, known, other, restrict):
    selection = Selection.objects.create(of="people", name="Beiden", owner=colleague, created_at=timezone.now())
    for each in (known, other):
        selection.picks.create(person=each, inside=True, picked_at=timezone.now(), picked_by=colleague)
    export = Export.objects.create(
        of="people", keys=[known.pk, other.pk], columns=["family_name"], asked_by=colleague, begun_at=timezone.now()
    )

    restrict()

    assert list(people.members(selection, Person.objects.visible_to(colleague), TODAY)) == [other]
    told = str(list(rows(export, TODAY)))
    assert "Wit" in told
    assert "Dongen" not in told


def test_nobody_is_offered_as_a_duplicate_while_typing(colleague, known, restrict):
    told = duplicates.traits_of_people(TODAY, [known.pk])[known.pk]
    before = duplicates.alike(colleague, told, TODAY)

    restrict()

    assert [suspect.person for suspect in before] == [known]
    assert duplicates.alike(colleague, told, TODAY) == []


def test_an_organisation_stays_as_it_is(colleague, known, delft, make_affiliation, make_moment, restrict):
    make_affiliation(known, delft)
    make_moment(known, organisations=[delft], held_on=TODAY)

    restrict()

    assert Organisation.objects.visible_to(colleague).get().last_contact_on == TODAY
