import pytest
from django.utils import translation

from network.models import Organisation
from network.provinces import Province
from web.choices import word_of


@pytest.mark.parametrize(("value", "word"), [("NL-FR", "Fryslân"), ("NL-ZH", "Zuid-Holland"), ("", ""), ("XX", "XX")])
def test_a_choice_is_told_by_its_word_and_what_is_none_as_it_stands(value: str, word: str) -> None:
    assert word_of(Province, value) == word


def test_the_word_is_of_the_language_of_the_reader() -> None:
    organisation = Organisation(province="NL-ZH")

    with translation.override("en"):
        assert organisation.get_province_display() == "South Holland"
