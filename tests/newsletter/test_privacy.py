from django.apps import apps

from newsletter.privacy import FIELDS


def test_every_field_of_this_room_is_called_personal_or_harmless():
    """P4"""
    models = apps.get_app_config("newsletter").get_models()
    held = {
        f"{model.__name__}.{field.name}"
        for model in models
        for field in [*model._meta.concrete_fields, *model._meta.many_to_many]
        if not field.primary_key
    }

    assert set(FIELDS) == held
