"""Logging in, signing up and proving that an address is yours, the way people do it."""

import re
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditLine, User

PASSWORD = "een-lang-wachtwoord"
START = "/"


def code_in_mail() -> str:
    """The code stands alone on its line in the last letter."""
    return re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", mail.outbox[-1].body, re.MULTILINE).group(1)


def ask_for_code(client, email):
    return client.post(reverse("account_request_login_code"), {"email": email}, follow=True)


def fill_in(client, code):
    return client.post(reverse("account_confirm_login_code"), {"code": code})


def with_password(client, email, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def totp_code(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def logged_in(client) -> bool:
    return "_auth_user_id" in client.session


class TestByCode:
    def test_a_code_from_the_mail_lets_somebody_in(self, client, somebody):
        ask_for_code(client, somebody.email)

        response = fill_in(client, code_in_mail())

        assert (response.status_code, response.headers["Location"]) == (302, START)
        assert logged_in(client)
        assert mail.outbox[0].subject == "Je code om in te loggen"

    def test_asking_for_a_code_by_get_sends_nothing(self, client, somebody):
        """Z17."""
        client.get(reverse("account_request_login_code"), {"email": somebody.email})

        assert mail.outbox == []

    def test_a_code_works_once(self, client, somebody):
        """S37."""
        ask_for_code(client, somebody.email)
        code = code_in_mail()
        fill_in(client, code)
        client.post(reverse("account_logout"))
        fill_in(client, code)

        assert not logged_in(client)

    def test_a_code_works_ten_minutes(self, client, somebody):
        """S37."""
        with time_machine.travel(timezone.now(), tick=False) as clock:
            ask_for_code(client, somebody.email)
            clock.shift(timedelta(minutes=10, seconds=1))
            fill_in(client, code_in_mail())

        assert not logged_in(client)

    def test_a_code_can_be_guessed_three_times(self, client, somebody):
        """S38."""
        ask_for_code(client, somebody.email)
        for _ in range(3):
            fill_in(client, "NIET-DEZE")

        fill_in(client, code_in_mail())

        assert not logged_in(client)

    def test_an_unknown_address_gets_the_same_answer(self, client, somebody):
        """Z22: only the letter tells, and it goes to the owner of the address."""
        known = ask_for_code(client, somebody.email)
        client.post(reverse("account_logout"))
        unknown = ask_for_code(client, "niemand@gemeente.example.org")

        masked = [
            re.sub(r'value="[^"]*"|content="[^"]*"', "", response.text.replace(address, "ADRES"))
            for response, address in ((known, somebody.email), (unknown, "niemand@gemeente.example.org"))
        ]
        assert known.redirect_chain == unknown.redirect_chain
        assert masked[0] == masked[1]
        assert [letter.subject for letter in mail.outbox] == ["Je code om in te loggen", "Geen account met dit adres"]


class TestByPassword:
    def test_a_password_lets_somebody_in_and_is_written_down(self, client, somebody):
        """S62."""
        with_password(client, somebody.email)

        assert logged_in(client)
        assert AuditLine.objects.get().action == "user.logged_in"

    def test_the_case_of_the_address_does_not_matter(self, client, somebody):
        with_password(client, "Samira@Gemeente.Example.org")

        assert logged_in(client)

    @pytest.mark.parametrize("email", ["samira@gemeente.example.org", "niemand@gemeente.example.org"])
    def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(self, client, somebody, email):
        """Z22."""
        response = with_password(client, email, "niet-dit-wachtwoord")

        assert response.status_code == 200
        assert response.context["form"].non_field_errors() == [
            "Dit adres en dit wachtwoord horen niet bij elkaar. Kijk ze allebei na en probeer het opnieuw."
        ]

    def test_guessing_stops_after_five_tries_for_the_address(self, client, somebody):
        """S32, S13."""
        for _ in range(5):
            with_password(client, somebody.email, "niet-dit-wachtwoord")

        response = with_password(client, somebody.email)

        assert not logged_in(client)
        assert "Je probeerde dit vaak in korte tijd." in response.text

    def test_a_stranger_cannot_lock_somebody_out(self, client, somebody):
        """S32: who is locked out of the password still gets in by code."""
        for _ in range(6):
            with_password(client, somebody.email, "niet-dit-wachtwoord")

        ask_for_code(client, somebody.email)
        fill_in(client, code_in_mail())

        assert logged_in(client)

    def test_a_forged_forwarded_address_does_not_dodge_the_limit(self, client, somebody):
        """Z25, S23."""
        answers = [
            client.post(
                reverse("account_login"),
                {"login": f"niemand{n}@gemeente.example.org", "password": "x"},
                headers={"X-Forwarded-For": f"198.51.100.{n}"},
            ).status_code
            for n in range(31)
        ]

        assert answers[-1] == 429

    def test_too_many_tries_get_a_page_in_words(self, client, db):
        for n in range(31):
            response = with_password(client, f"niemand{n}@gemeente.example.org", "x")

        assert (response.status_code, "Te vaak geprobeerd" in response.text) == (429, True)

    def test_a_shut_account_does_not_get_in(self, client, somebody):
        User.objects.filter(pk=somebody.pk).update(is_active=False)

        with_password(client, somebody.email)

        assert not logged_in(client)

    def test_who_was_on_the_way_somewhere_arrives_there_and_never_elsewhere(self, client, somebody):
        """S21."""
        for asked, arrives in (("/mijn-account/", "/mijn-account/"), ("https://elders.example.org/", START)):
            response = client.post(
                reverse("account_login"), {"login": somebody.email, "password": PASSWORD, "next": asked}
            )
            client.post(reverse("account_logout"))
            assert response.headers["Location"] == arrives


class TestSecondStep:
    @pytest.fixture
    def secret(self, client, somebody):
        secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
        TOTP.activate(somebody, secret)
        RecoveryCodes.activate(somebody)
        return secret

    def test_a_password_alone_is_not_enough(self, client, somebody, secret):
        """S34."""
        response = with_password(client, somebody.email)

        assert response.headers["Location"] == reverse("mfa_authenticate")
        assert not logged_in(client)

    def test_a_code_by_mail_alone_is_not_enough(self, client, somebody, secret):
        """S34."""
        ask_for_code(client, somebody.email)

        response = fill_in(client, code_in_mail())

        assert response.headers["Location"] == reverse("mfa_authenticate")
        assert not logged_in(client)

    def test_the_code_of_the_app_lets_somebody_in_once(self, client, somebody, secret):
        """S37."""
        code = totp_code(secret)
        with_password(client, somebody.email)
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert logged_in(client)
        client.post(reverse("account_logout"))

        with_password(client, somebody.email)
        client.post(reverse("mfa_authenticate"), {"code": code})

        assert not logged_in(client)

    def test_a_recovery_code_lets_somebody_in_once(self, client, somebody, secret):
        authenticator = Authenticator.objects.get(user=somebody, type=Authenticator.Type.RECOVERY_CODES)
        code = authenticator.wrap().get_unused_codes()[0]
        for expected in (True, False):
            with_password(client, somebody.email)
            client.post(reverse("mfa_authenticate"), {"code": code})
            assert logged_in(client) is expected
            client.post(reverse("account_logout"))

    def test_its_secrets_lie_encrypted_in_the_database(self, somebody, secret):
        stored = [row.data for row in Authenticator.objects.filter(user=somebody)]

        assert secret not in str(stored)
        assert Authenticator.objects.get(user=somebody, type="totp").wrap().validate_code(totp_code(secret))

    def test_it_still_opens_after_the_secret_key_was_replaced(self, somebody, secret, settings):
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another-secret-of-the-house-that-is-long-enough-to-be-taken"

        assert Authenticator.objects.get(user=somebody, type="totp").wrap().validate_code(totp_code(secret))

    @pytest.mark.django_db(transaction=True)
    def test_turning_it_on_gives_recovery_codes_and_ends_other_sessions(self, client, log_in, somebody):
        """S41."""
        from django.test import Client

        elsewhere = Client()
        elsewhere.force_login(somebody)
        log_in(somebody)
        client.get(reverse("mfa_activate_totp"))
        code = totp_code(client.session["mfa.totp.secret"])

        response = client.post(reverse("mfa_activate_totp"), {"code": code}, follow=True)

        assert response.redirect_chain == [(reverse("mfa_view_recovery_codes"), 302)]
        assert "Bewaar deze herstelcodes" in response.text
        assert logged_in(client)
        assert elsewhere.get(START).status_code == 302

    @pytest.mark.django_db(transaction=True)
    def test_who_has_no_password_sees_the_recovery_codes_without_a_second_code_of_the_app(self, client, make_user):
        """The first administrator comes by a code in the mail; the app gives the next code half a minute later."""
        first = make_user("administrator")
        first.set_unusable_password()
        first.save()
        client.force_login(first)
        page = client.get(reverse("mfa_activate_totp")).text
        code = totp_code(client.session["mfa.totp.secret"])

        response = client.post(reverse("mfa_activate_totp"), {"code": code}, follow=True)

        codes = Authenticator.objects.get(user=first, type="recovery_codes").wrap().get_unused_codes()
        assert response.redirect_chain == [(reverse("mfa_view_recovery_codes"), 302)]
        assert [each for each in codes if each not in response.text] == []
        assert "Authenticator code" not in page

    def test_the_square_is_a_picture_of_its_own(self, client, log_in, somebody):
        """S18: no data: pictures in our policy."""
        log_in(somebody)
        page = client.get(reverse("mfa_activate_totp"))
        assert reverse("mfa_totp_qr") in page.text
        picture = client.get(reverse("mfa_totp_qr"))

        assert "data:" not in page.text
        assert picture.headers["Content-Type"] == "image/svg+xml"
        assert "no-store" in picture.headers["Cache-Control"]


class TestSignUp:
    FORM = {
        "email": "nieuw@gemeente.example.org",
        "given_name": "Joost",
        "tussenvoegsel": "van der",
        "family_name": "Berg",
        "password1": "zeven groene fietsen",
    }

    def test_an_account_waits_for_its_code_and_gets_no_role(self, client, db):
        client.post(reverse("account_signup"), self.FORM)
        assert not logged_in(client)

        response = client.post(reverse("account_email_verification_sent"), {"code": code_in_mail()})

        user = User.objects.get()
        assert response.headers["Location"] == START
        assert logged_in(client)
        assert (user.get_full_name(), user.language, user.roles) == ("Joost van der Berg", "nl", frozenset())

    def test_who_fills_in_a_role_gets_none(self, client, db):
        """S47."""
        asked = {"role": "administrator", "is_staff": "1", "roles": "editor", "is_superuser": "1"}

        client.post(reverse("account_signup"), {**self.FORM, **asked})

        user = User.objects.get()
        assert (user.roles, user.is_staff, user.is_superuser) == (frozenset(), False, False)

    def test_a_known_address_gets_the_same_answer_and_a_letter(self, client, somebody):
        """Z22."""
        known = client.post(reverse("account_signup"), {**self.FORM, "email": somebody.email})
        client.post(reverse("account_logout"))
        unknown = client.post(reverse("account_signup"), self.FORM)

        assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
        assert User.objects.filter(email=somebody.email).count() == 1
        assert mail.outbox[0].subject == "Je hebt al een account"

    def test_what_was_typed_stays_when_something_is_wrong(self, client, db):
        response = client.post(reverse("account_signup"), {**self.FORM, "password1": "kort"})

        assert 'value="nieuw@gemeente.example.org"' in response.text
        assert "Dit wachtwoord is te kort. Neem minstens 12 tekens." in response.text

    def test_the_names_are_asked_for_before_the_address_is_stored(self, client, db):
        client.post(reverse("account_signup"), {**self.FORM, "family_name": ""})

        assert not User.objects.exists()


class TestForgottenPassword:
    def test_a_code_gives_a_new_password_and_ends_other_sessions(self, client, somebody):
        """S35, S41."""
        from django.test import Client

        elsewhere = Client()
        elsewhere.force_login(somebody)
        client.post(reverse("account_reset_password"), {"email": somebody.email})
        client.post(reverse("account_confirm_password_reset_code"), {"code": code_in_mail()})

        new = "acht blauwe fietsen"
        client.post(reverse("account_complete_password_reset"), {"password1": new, "password2": new})

        assert not logged_in(client)
        assert elsewhere.get(START).status_code == 302
        with_password(client, somebody.email, new)
        assert logged_in(client)

    def test_it_does_not_go_round_the_second_step(self, client, somebody):
        """S35, S34."""
        TOTP.activate(somebody, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
        client.post(reverse("account_reset_password"), {"email": somebody.email})
        client.post(reverse("account_confirm_password_reset_code"), {"code": code_in_mail()})
        new = "acht blauwe fietsen"
        client.post(reverse("account_complete_password_reset"), {"password1": new, "password2": new})

        response = with_password(client, somebody.email, new)

        assert response.headers["Location"] == reverse("mfa_authenticate")

    def test_an_unknown_address_gets_the_same_answer(self, client, somebody):
        """Z22."""
        known = client.post(reverse("account_reset_password"), {"email": somebody.email})
        unknown = client.post(reverse("account_reset_password"), {"email": "niemand@gemeente.example.org"})

        assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])


class TestChangingTheAddress:
    def test_a_new_address_counts_when_its_code_was_filled_in(self, client, log_in, somebody):
        log_in(somebody)
        client.post(reverse("account_email"), {"action_add": "", "email": "nieuw@gemeente.example.org"})
        somebody.refresh_from_db()
        assert somebody.email == "samira@gemeente.example.org"

        client.post(reverse("account_email_verification_sent"), {"code": code_in_mail()})

        somebody.refresh_from_db()
        assert somebody.email == "nieuw@gemeente.example.org"
        assert list(EmailAddress.objects.values_list("email", "verified")) == [("nieuw@gemeente.example.org", True)]

    def test_the_old_address_hears_of_it(self, client, log_in, somebody):
        log_in(somebody)
        client.post(reverse("account_email"), {"action_add": "", "email": "nieuw@gemeente.example.org"})
        client.post(reverse("account_email_verification_sent"), {"code": code_in_mail()})

        told = {recipient for letter in mail.outbox for recipient in letter.to if "gewijzigd" in letter.subject}
        assert told == {"samira@gemeente.example.org"}

    def test_one_proves_once_more_who_one_is(self, log_in, somebody):
        """S43."""
        client = log_in(somebody, proved=False)

        response = client.post(reverse("account_email"), {"action_add": "", "email": "nieuw@gemeente.example.org"})

        assert response.headers["Location"].startswith(reverse("account_reauthenticate"))
        assert mail.outbox == []


def test_signing_out_needs_a_press(client, somebody):
    """Z17."""
    client.force_login(somebody)
    client.get(reverse("account_logout"))
    assert logged_in(client)

    client.post(reverse("account_logout"))

    assert not logged_in(client)


def test_a_letter_to_an_account_speaks_our_language_and_names_the_house(client, somebody):
    ask_for_code(client, somebody.email)

    assert mail.outbox[0].body.startswith("Dag,\n")
    assert "Kennisplatform Inclusief Samenleven (KIS)" in mail.outbox[0].body
