from django.apps import apps

ROOMS = {"accounts", "network", "post", "events", "newsletter"}


def own_models():
    return [model for model in apps.get_models() if model._meta.app_label in ROOMS]


def test_every_constraint_reads_as_a_sentence():
    """Its name is what stands in the error log."""
    names = [c.name for model in own_models() for c in model._meta.constraints]

    assert [name for name in names if name.count("_") < 3] == []


def test_a_model_prints_no_name_or_address(make_person):
    """`str()` is what ends up in logs."""
    person = make_person("Samira", "Amrani", "samira@gemeente.example.org")

    assert str(person) == f"person {person.pk}"
    assert str(person.mail_addresses.get()) == f"mail address {person.mail_addresses.get().pk}"
