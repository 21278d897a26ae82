"""A5: how each form is written, in one place."""

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.utils import translation


class Example(forms.Form):
    name = forms.CharField(label="Naam", help_text="Zoals op je pas")
    note = forms.CharField(label="Notitie", required=False, widget=forms.TextInput(attrs={"placeholder": "Typ hier"}))
    agreed = forms.BooleanField(label="Ik ga akkoord", help_text="elke maand")
    kind = forms.ChoiceField(label="Soort", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    secret = forms.CharField(widget=forms.HiddenInput, initial="x")


def drawn(data=None):
    with translation.override("nl"):
        return BeautifulSoup(Example(data).render(), "html.parser")


@pytest.fixture
def wrong():
    return drawn({"name": "", "note": "getypt", "kind": "c", "secret": "x"})


def test_every_field_has_a_label():
    form = drawn()

    assert form.find("label", attrs={"for": "id_name"}).get_text(strip=True) == "Naam"
    assert form.find("input", id="id_agreed").parent.name == "label"
    assert form.fieldset.legend.get_text(strip=True) == "Soort"
    assert [option.get_text(strip=True) for option in form.fieldset.select("label")] == ["A", "B"]


def test_what_may_stay_empty_says_so():
    assert drawn().find("label", attrs={"for": "id_note"}).get_text(" ", strip=True) == "Notitie (mag leeg)"


def test_help_is_tied_to_its_field():
    form = drawn()

    assert form.find(id=form.find("input", id="id_name")["aria-describedby"]).get_text() == "Zoals op je pas"


def test_a_placeholder_is_never_shown():
    assert "Typ hier" not in str(drawn())


def test_an_error_stands_at_its_field_in_words_with_an_icon(wrong):
    name = wrong.find("input", id="id_name")
    told = [wrong.find(id=each) for each in name["aria-describedby"].split()]

    assert name["aria-invalid"] == "true"
    assert told[1].get_text(strip=True) == "Dit veld is verplicht."
    assert told[1].svg["aria-hidden"] == "true"


def test_what_was_typed_stays(wrong):
    assert wrong.find("input", id="id_note")["value"] == "getypt"


def test_a_summary_above_the_form_leads_to_each_error(wrong):
    summary = wrong.find(role="alert")
    links = summary.select("a")

    assert [link.get_text() for link in links] == [
        "Naam: Dit veld is verplicht.",
        "Ik ga akkoord: Dit veld is verplicht.",
        "Soort: Selecteer een geldige keuze. c is geen beschikbare keuze.",
    ]
    assert all(wrong.find(id=link["href"].removeprefix("#")) for link in links)
    assert summary.has_attr("autofocus")


def test_a_form_without_errors_has_no_summary():
    assert drawn().find(role="alert") is None
