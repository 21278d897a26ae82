import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


def refusals(password, user):
    try:
        validate_password(password, user)
    except ValidationError as refusal:
        return [error.code for error in refusal.error_list]
    return []


@pytest.mark.parametrize(
    ("password", "codes"),
    [
        ("zeven groene fietsen", []),
        ("elf tekens!", ["password_too_short"]),
        ("twaalf teken", []),
        ("samira@gemeente.nl", ["password_too_similar"]),
        ("password1234", ["password_too_common"]),
        ("mijn Kennis-platform", []),
        ("mijn kennisplatform", ["password_too_common"]),
        ("🚲" * 12, []),
        ("x" * 127 + "y", []),
    ],
)
def test_a_password_is_long_and_not_easy_to_guess(somebody, password, codes):
    """S29, S30, S31."""
    assert refusals(password, somebody) == codes


def test_staff_take_fifteen_characters(colleague):
    """S29."""
    assert refusals("veertien teken", colleague) == ["password_too_short"]
    assert refusals("vijftien tekens", colleague) == []


def test_a_password_of_128_characters_is_kept_whole(somebody):
    """S29."""
    somebody.set_password("é" * 128)

    assert somebody.check_password("é" * 128)
    assert not somebody.check_password("é" * 127)
