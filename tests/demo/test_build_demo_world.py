import pytest
from django.core.management import CommandError, call_command

from accounts.models import User


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
