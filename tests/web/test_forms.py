"""What our renderer draws in Python is what Django's own templates draw, but for the white space between tags."""

import re

import pytest
from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.safestring import mark_safe

from web.forms import Renderer

CHOICES = [("", "Alle"), ("a&b", "Zaanstad & <Wormer>"), ("Noord", [(1, "Delfzijl"), (2, mark_safe("<b>vet</b>"))])]


BETWEEN_TAGS = re.compile(r">\s+<")


class Everything(forms.Form):
    words = forms.CharField(
        label="Naam & <zo>", max_length=9, widget=forms.TextInput(attrs={"placeholder": "Typ", "autofocus": True})
    )
    kind = forms.ChoiceField(
        choices=CHOICES, required=False, widget=forms.Select(attrs={"data-x": '"', "hidden": False})
    )
    several = forms.MultipleChoiceField(choices=CHOICES)
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    number = forms.IntegerField(min_value=1)
    address = forms.EmailField(help_text="Waar post aankomt")
    password = forms.CharField(widget=forms.PasswordInput)
    secret = forms.CharField(widget=forms.HiddenInput)
    website = forms.URLField(assume_scheme="https")


@pytest.mark.parametrize("name", list(Everything.base_fields))
@pytest.mark.parametrize(
    "data",
    [None, {}, dict.fromkeys(Everything.base_fields, '"><script>'), {"kind": "1", "number": 12, "day": "2026-1-1"}],
)
def test_a_field_looks_as_django_draws_it(name, data):
    ours, django = (Everything(data, renderer=renderer) for renderer in (Renderer(), TemplatesSetting()))

    assert str(ours[name]) == BETWEEN_TAGS.sub("><", str(django[name]))
    assert ours[name].label_tag() == django[name].label_tag()
