from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import User
from network.models import Person


def build(day):
    """Build the world on an empty database, forget it again, and return everybody's name."""
    with transaction.atomic():
        call_command("load_reference_data", verbosity=0)
        call_command("build_demo_world", today=day)
        built = [person.full_name for person in Person.objects.order_by("pk")]
        transaction.set_rollback(True)
    return built


def test_the_same_world_comes_every_time_whatever_the_day(db, monkeypatch):
    monkeypatch.setattr("demo.world.remembered.MONTHS", 1)  # of each month the same is remembered, which takes a while

    assert build(date(2026, 3, 4)) == build(date(2026, 12, 31))


def test_outside_the_demo_nobody_gets_a_known_password(db, settings):
    """Bar S33."""
    settings.DEMO = False
    call_command("load_reference_data", verbosity=0)

    with pytest.raises(CommandError, match="KIS_DEMO=1"):
        call_command("build_demo_world")

    assert not User.objects.exists()


def test_without_reference_data_it_says_what_to_do(db):
    with pytest.raises(CommandError, match="load_reference_data"):
        call_command("build_demo_world")
