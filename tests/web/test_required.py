"""A field that was left empty says what to do, in every form of the house."""

import inspect
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import translation

ROOMS = ("accounts", "network", "post", "events", "newsletter", "web")


class Asked(forms.Form):
    """One field of each kind."""

    words = forms.CharField()
    day = forms.DateField()
    one = forms.ChoiceField(choices=[("a", "a")])
    person = forms.ModelChoiceField(get_user_model().objects.none())
    more = forms.MultipleChoiceField(choices=[("a", "a")])
    people = forms.ModelMultipleChoiceField(get_user_model().objects.none())
    file = forms.FileField()
    yes = forms.BooleanField()
    own = forms.CharField(error_messages={"required": "Schrijf je naam."})


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "nl",
            {
                "words": "Vul dit in.",
                "day": "Vul dit in.",
                "one": "Kies er één.",
                "person": "Kies er één.",
                "more": "Kies er minstens één.",
                "people": "Kies er minstens één.",
                "file": "Kies een bestand.",
                "yes": "Vink dit aan.",
                "own": "Schrijf je naam.",
            },
        ),
        ("en", {"words": "Fill this in.", "one": "Choose one.", "file": "Choose a file.", "yes": "Tick this."}),
    ],
)
def test_what_was_left_empty_says_what_to_do(language, said):
    with translation.override(language):
        errors = Asked({}).errors
        heard = {name: str(errors[name][0]) for name in said}

    assert heard == said


def forms_of_the_house():
    """Find each form in a module of ours that has `forms` in its path."""
    for room in ROOMS:
        for path in sorted(Path(settings.BASE_DIR, room).rglob("*forms*.py")) + sorted(
            Path(settings.BASE_DIR, room, "forms").glob("*.py")
        ):
            module = import_module(".".join(path.relative_to(settings.BASE_DIR).with_suffix("").parts))
            yield from (
                form
                for _name, form in inspect.getmembers(module, inspect.isclass)
                if issubclass(form, forms.BaseForm) and form.__module__ == module.__name__
            )


def test_no_form_of_the_house_says_only_that_a_field_is_required():
    found = set(forms_of_the_house())
    bare = [
        f"{form.__module__}.{form.__name__}.{name}"
        for form in found
        for name, field in form.base_fields.items()
        if "required" in str(getattr(field.error_messages["required"], "_args", [""])[0])
    ]

    assert len(found) > 30
    assert bare == []


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/netwerk/organisaties/nieuw/", "/bijeenkomsten/beheer/nieuw/"])
def test_a_choice_that_is_still_open_says_so_in_words(client, make_user, address):
    client.force_login(make_user("administrator"))

    assert "-----" not in client.get(address).text
