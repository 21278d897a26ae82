import pytest
from django.utils import timezone


@pytest.fixture
def asks(make_user, django_capture_on_commit_callbacks):
    """Record what somebody asks: to be left alone, or to be used again."""
    officer = make_user("privacy_officer")

    def record(what, person, **told):
        with django_capture_on_commit_callbacks(execute=True):
            what(person=person, by=officer, now=timezone.now(), **told)

    return record
