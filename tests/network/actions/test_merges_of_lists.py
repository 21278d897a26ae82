"""What was ticked in a list goes along in a merge, and comes back when it is undone."""

from datetime import UTC, datetime, timedelta

import pytest

from network.actions import bulk, merges
from network.models import BulkAction, BulkChange, Pick, Selection
from tests.network.dumps import everything

NOW = datetime(2026, 9, 18, 10, tzinfo=UTC)


@pytest.fixture
def pair(make_person):
    return make_person("Joost", "Berg", "joost@mkb.example.org"), make_person("J.", "Berg", "j.berg@mkb.example.org")


@pytest.fixture
def selection(colleague):
    return Selection.objects.create(name="Werkwijzer", of="people", owner=colleague, created_at=NOW)


@pytest.fixture
def pick(selection, colleague):
    def chosen(person, *, inside):
        return Pick.objects.create(
            selection=selection, person=person, inside=inside, picked_by=colleague, picked_at=NOW
        )

    return chosen


@pytest.fixture
def tagged(pair, colleague):
    """A tag that both records got at once, from a list."""
    keys = [person.pk for person in pair]
    action = bulk.begin(of="people", verb="tag", keys=keys, by=colleague, now=NOW)
    bulk.tell(action=action, facts={"tag": "stages"})
    bulk.do(action=action, by=colleague, now=NOW)
    return action


def test_a_choice_by_hand_moves_along_and_back(pair, pick, selection, colleague):
    kept, gone = pair
    pick(gone, inside=True)
    before = everything()

    merge = merges.merge(kept=kept, gone=gone, by=colleague, now=NOW)
    moved = list(Pick.objects.values_list("selection", "person", "inside"))
    merges.take_back(merge=merge, by=colleague, now=NOW + timedelta(days=1))

    assert moved == [(selection.pk, kept.pk, True)]
    assert everything() == before


def test_of_two_choices_in_one_selection_one_is_left_and_both_come_back(pair, pick, colleague):
    kept, gone = pair
    pick(kept, inside=True)
    pick(gone, inside=False)
    before = everything()

    merge = merges.merge(kept=kept, gone=gone, by=colleague, now=NOW)
    left = list(Pick.objects.values_list("person", "inside"))
    merges.take_back(merge=merge, by=colleague, now=NOW + timedelta(days=1))

    assert left == [(kept.pk, True)]
    assert everything() == before


def test_what_was_changed_for_many_moves_along_and_back(pair, tagged, colleague):
    kept, gone = pair
    before = everything()

    merge = merges.merge(kept=kept, gone=gone, by=colleague, now=NOW)
    changed = set(BulkChange.objects.values_list("person", flat=True))
    merges.take_back(merge=merge, by=colleague, now=NOW + timedelta(days=1))

    assert changed == {kept.pk}
    assert everything() == before


def test_what_was_changed_for_many_is_undone_after_a_merge(pair, tagged, colleague):
    kept, gone = pair
    merges.merge(kept=kept, gone=gone, by=colleague, now=NOW)

    bulk.undo(action=tagged, by=colleague, now=NOW)

    assert list(kept.tags.names()) == []
    assert BulkAction.objects.get().undone_at == NOW
