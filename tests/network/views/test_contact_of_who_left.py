"""Contact that a colleague recorded before she left can still be corrected: by an administrator, and by nobody else."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import users
from accounts.models import AuditLine
from network.models import ContactMoment


@pytest.fixture
def administrator(make_user):
    return make_user("administrator", given_name="Ada")


@pytest.fixture
def manage(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def moment(make_moment, make_person):
    return make_moment(make_person())


@pytest.fixture
def left(moment, colleague, administrator):
    users.shut(user=colleague, by=administrator, now=timezone.now())


def addresses(moment):
    return [reverse(f"network:contact_{verb}", args=[moment.pk]) for verb in ("edit", "remove", "restore")]


def test_an_administrator_corrects_removes_and_restores_it(manage, read, left, moment, administrator):
    edit, remove, restore = addresses(moment)
    known = {"people": [moment.people.get().pk], "line": moment.line_id, "held_on": "2026-03-02", "channel": "call"}

    manage.post(edit, {**known, "summary": "Over de pilot, niet over het bezoek."})
    removed = read(manage.post(remove, follow=True))
    manage.post(restore)

    moment.refresh_from_db()
    assert "Weggehaald." in removed.text
    assert (moment.summary, moment.removed_at) == ("Over de pilot, niet over het bezoek.", None)
    assert AuditLine.objects.get(action="network.contact_changed").actor == administrator


def test_other_colleagues_still_may_not(browser_of, left, moment):
    other = browser_of("line_staff")

    assert [other.post(address).status_code for address in addresses(moment)] == [403, 404, 404]


def test_as_long_as_she_works_here_it_stays_hers(manage, moment):
    assert [manage.post(address).status_code for address in addresses(moment)] == [403, 404, 404]
    assert ContactMoment.objects.get().removed_at is None
