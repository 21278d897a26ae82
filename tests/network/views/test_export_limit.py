"""Nobody takes more of the network home in a day than a second person knows of (Z39)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AuditLine
from accounts.roles import STAFF_ROLES, Role
from network.actions import exports
from network.permissions import may_export
from tests.network.views.test_exports import TOLD

NOW = timezone.now()


@pytest.fixture
def limit(settings):
    settings.EXPORT_APPROVAL_ABOVE = 5


@pytest.fixture
def take(colleague):
    """Return a function that asks for a file with so many rows."""

    def taken(number, *, now=NOW, by=colleague):
        export = exports.begin(of="people", keys=range(1, number + 1), by=by, now=now)
        return exports.ask(export=export, **TOLD, by=by, now=now)

    return taken


def test_z39_many_small_files_in_one_day_are_one_large_one(limit, take):
    judged = [take(number).needs_approval for number in (3, 2, 1)]

    assert judged == [False, False, True]
    assert AuditLine.objects.filter(action="network.export_asked", facts__approval=True).count() == 1


def test_z39_after_a_day_somebody_may_take_as_much_again(limit, take):
    take(5, now=NOW - timedelta(hours=24))

    assert not take(5).needs_approval


def test_z39_what_a_second_person_judged_and_what_others_took_does_not_count(limit, take, make_user):
    take(9)
    take(5, by=make_user(Role.EDITOR))

    assert not take(5).needs_approval


def test_z39_the_page_says_before_one_asks_that_earlier_files_count(limit, take, browse, read, colleague):
    take(4)
    export = exports.begin(of="people", keys=[1, 2], by=colleague, now=NOW)

    said = read(browse.get(f"/netwerk/exports/{export.pk}/")).text

    assert "De 4 die je de afgelopen dag ophaalde, tellen mee." in said


def test_z39_who_may_read_the_lists_holds_the_right_to_export(make_user):
    assert [role for role in STAFF_ROLES if not may_export(make_user(role))] == []
