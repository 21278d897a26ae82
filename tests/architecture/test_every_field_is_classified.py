"""P4: every stored field is called personal, with purpose and retention, or harmless; a new field fails here first."""

from importlib import import_module

import pytest
from django.apps import apps

from web.privacy import Harmless, Personal

# Every room with models of its own, as they come: a new one cannot be forgotten.
LIBRARIES = ("django.", "allauth.", "taggit", "pgtrigger", "csp", "template_partials", "django_")
ROOMS = sorted(
    config.label
    for config in apps.get_app_configs()
    if not config.name.startswith(LIBRARIES) and list(config.get_models())
)


def register_of(room):
    try:
        return import_module(f"{room}.privacy").FIELDS
    except ModuleNotFoundError:
        pytest.fail(f"{room}/privacy.py is missing: call each field of its models Personal or Harmless in FIELDS.")


def stored_by(room):
    return {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config(room).get_models()
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if not field.primary_key
    }


def test_the_rooms_with_models_are_found():
    assert {"accounts", "events", "network", "newsletter", "post"} <= set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_p4_every_field_is_called_personal_or_harmless(room):
    assert stored_by(room) - set(register_of(room)) == set()


@pytest.mark.parametrize("room", ROOMS)
def test_p4_the_register_names_no_field_that_is_gone(room):
    assert set(register_of(room)) - stored_by(room) == set()


@pytest.mark.parametrize("room", ROOMS)
def test_p4_what_is_personal_says_what_for_and_until_when(room):
    unsaid = [
        name
        for name, told in register_of(room).items()
        if not (isinstance(told, Harmless) or (isinstance(told, Personal) and told.purpose and told.retention))
    ]

    assert unsaid == []


@pytest.mark.parametrize("room", ROOMS)
def test_p4_whatever_points_at_a_person_or_an_account_is_personal(room):
    """A field that leads to a human being cannot be called harmless by mistake."""
    leads = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config(room).get_models()
        for field in [*model._meta.fields, *model._meta.many_to_many]
        if field.is_relation and field.related_model and field.related_model.__name__ in {"Person", "User"}
    }
    register = register_of(room)

    assert {name for name in leads if isinstance(register.get(name), Harmless)} == set()
