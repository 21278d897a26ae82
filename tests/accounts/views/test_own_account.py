from django.test import Client
from django.urls import reverse

from accounts.models import AuditLine

PAGE = "/mijn-account/"
NAMES = {"given_name": "Samira", "tussenvoegsel": "el", "family_name": "Amrani"}


def test_somebody_changes_their_name_and_language(client, somebody):
    client.force_login(somebody)

    response = client.post(PAGE, {**NAMES, "language": "en"}, follow=True)

    somebody.refresh_from_db()
    assert (somebody.get_full_name(), somebody.language) == ("Samira el Amrani", "en")
    assert '<html lang="en">' in response.text
    assert AuditLine.objects.filter(action="user.described", actor=somebody).exists()


def test_the_page_of_ones_own_account_is_no_administration(client, make_user):
    client.force_login(make_user("administrator"))

    assert 'aria-current="true">Beheer' not in client.get(PAGE).text
    assert 'aria-current="true">Beheer' in client.get(reverse("accounts:api_token_list")).text


def test_a_name_is_needed_and_what_was_typed_stays(client, somebody):
    client.force_login(somebody)

    response = client.post(PAGE, {**NAMES, "given_name": "", "language": "nl"})

    somebody.refresh_from_db()
    assert somebody.family_name == "Amrani"
    assert 'value="el"' in response.text
    assert "Nog niet goed. Kijk hiernaar:" in response.text


def test_other_fields_in_a_post_are_ignored(client, somebody):
    """S47."""
    client.force_login(somebody)

    client.post(PAGE, {**NAMES, "language": "nl", "email": "x@example.org", "is_staff": "1", "is_active": ""})

    somebody.refresh_from_db()
    assert (somebody.email, somebody.is_staff, somebody.is_active) == ("samira@gemeente.example.org", False, True)


def test_somebody_signs_out_everywhere_else(client, somebody):
    """S42."""
    elsewhere = Client()
    elsewhere.force_login(somebody)
    client.force_login(somebody)

    client.post(reverse("accounts:end_other_sessions"))

    assert client.get(PAGE).status_code == 200
    assert elsewhere.get(PAGE).status_code == 302


def test_a_colleague_turns_the_weekly_letter_off_and_others_are_not_asked(client, somebody, make_user):
    colleague = make_user("line_staff")
    client.force_login(colleague)
    assert 'name="weekly_letter"' in client.get(PAGE).text
    client.post(PAGE, {**NAMES, "language": "nl"})
    client.force_login(somebody)
    asked = client.get(PAGE).text
    client.post(PAGE, {**NAMES, "language": "nl"})

    colleague.refresh_from_db(), somebody.refresh_from_db()
    assert (colleague.weekly_letter, somebody.weekly_letter) == (False, True)
    assert 'name="weekly_letter"' not in asked
