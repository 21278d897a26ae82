import re
import time
import uuid
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.actions import api_tokens

PASSWORD = "een-lang-wachtwoord"


@pytest.fixture(autouse=True)
def _counters_of_its_own(settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "KEY_PREFIX": uuid.uuid4().hex}}


@pytest.fixture
def somebody(make_user):
    user = make_user(email="samira@gemeente.example.org", given_name="Samira", family_name="Amrani")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


@pytest.fixture
def administrator(make_user):
    return make_user("administrator", given_name="Anton", tussenvoegsel="van der", family_name="Berg")


def heading(page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


def test_somebody_signs_in_with_a_code_from_the_mail(page, somebody):
    page.goto("/")
    page.get_by_label("E-mailadres").first.fill(somebody.email)
    page.get_by_role("button", name="Mail me een code").click()
    code = re.search(r"^([A-Z0-9]{3,}-?[A-Z0-9]{3,})$", mail.outbox[-1].body, re.MULTILINE).group(1)

    page.get_by_role("textbox", name="Code").fill(code)
    page.get_by_role("button", name="Ga verder").click()

    assert "Samira" in heading(page)


def test_somebody_signs_in_with_the_keyboard_and_a_password_that_is_pasted(page, somebody):
    """A2, A5: nothing stands in the way of paste and of password managers."""
    page.goto("/account/inloggen/")
    fields = [page.locator("#id_login"), page.locator("#id_password")]
    fields[0].fill(somebody.email)
    page.evaluate(
        """text => {
            const field = document.querySelector("#id_password");
            field.focus();
            document.execCommand("insertText", false, text);
        }""",
        PASSWORD,
    )
    page.keyboard.press("Enter")

    page.get_by_role("heading", level=1, name="Samira").wait_for()


def test_the_fields_tell_a_password_manager_what_they_are(page, db):
    """A5, WCAG 1.3.5."""
    page.goto("/account/inloggen/")
    assert page.locator("#id_password").get_attribute("autocomplete") == "current-password"
    page.goto("/account/aanmaken/")

    told = {name: page.locator(f"#id_{name}").get_attribute("autocomplete") for name in ("email", "password1")}

    assert told == {"email": "email", "password1": "new-password"}


def test_an_error_is_heard_and_leads_to_its_field(page, somebody):
    """A5, WCAG 3.3.1."""
    page.goto("/account/aanmaken/")
    page.get_by_label("E-mailadres").fill("nieuw@gemeente.example.org")
    page.get_by_label("Voornaam").fill("Joost")
    page.get_by_label("Achternaam").fill("Berg")
    page.get_by_label("Wachtwoord").fill("kort")
    page.get_by_role("button", name="Maak mijn account").click()
    summary = page.get_by_role("alert").filter(has_text="Nog niet goed")
    page.locator("[role=alert]:focus").wait_for()

    summary.get_by_role("link", name="Wachtwoord").first.click()

    assert page.evaluate("location.hash") == "#id_password1"


def test_staff_make_their_second_step_before_anything_else(page, make_user, settings):
    """Z20."""
    settings.STAFF_SECOND_FACTOR = True
    colleague = make_user("line_staff")
    EmailAddress.objects.create(user=colleague, email=colleague.email, primary=True, verified=True)
    page.goto("/account/inloggen/")
    page.locator("#id_login").fill(colleague.email)
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Log in met wachtwoord").click()
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Ga verder").click()
    assert heading(page) == "Zet de tweede stap aan"
    assert (
        page.get_by_alt_text("Vierkante code voor je app").evaluate(
            "image => image.decode().then(() => image.naturalWidth)"
        )
        > 0
    )

    secret = page.locator("li code").inner_text()
    page.locator("#id_code").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.get_by_role("button", name="Zet aan").click()

    assert heading(page) == "Herstelcodes"
    assert Authenticator.objects.filter(user=colleague).count() == 2
    page.get_by_role("link", name="Ik heb ze bewaard, ga verder").click()
    assert "Nadia" in heading(page)


def test_the_menu_under_ones_name_leads_out(page_of, somebody):
    page = page_of(somebody)
    page.goto("/")

    page.get_by_role("button", name="Samira Amrani").press("Enter")
    page.get_by_role("button", name="Uitloggen").press("Enter")
    page.wait_for_url("**/account/inloggen/")

    assert page.get_by_role("status").filter(has_text="Je bent uitgelogd.").is_visible()


def test_an_administrator_searches_without_leaving_the_page_and_goes_back(page_of, administrator, somebody):
    page = page_of(administrator)
    page.goto(reverse("accounts:user_list"))
    page.evaluate("window.same = true")

    page.get_by_label("Naam of e-mailadres").fill("amrani")
    page.get_by_role("button", name="Zoek", exact=True).click()
    page.wait_for_url("**/beheer/gebruikers/?zoek=*")

    assert page.evaluate("window.same") is True
    assert page.locator("tbody th a").all_inner_texts() == ["Amrani, Samira"]
    page.locator("[data-announcer]", has_text="1 tot en met 1 van 1").wait_for(state="attached")
    page.go_back()
    page.locator("tbody tr").nth(1).wait_for()
    assert heading(page) == "Gebruikers"


def test_it_all_works_without_javascript(open_context, administrator, somebody):
    page = open_context(administrator, java_script_enabled=False).new_page()
    page.goto(reverse("accounts:user_list"))

    page.get_by_label("Naam of e-mailadres").fill("amrani")
    page.get_by_role("button", name="Zoek", exact=True).click()
    page.get_by_role("link", name="Amrani, Samira").click()
    page.get_by_label("Rol", exact=True).select_option(label="Redacteur")
    page.get_by_role("button", name="Geef deze rol").click()
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Ga verder").click()

    assert page.get_by_role("status").filter(has_text="Samira Amrani heeft nu de rol: Redacteur.").is_visible()
    assert somebody.grants.get().role == "editor"


def test_a_request_that_fails_is_told_in_words(page_of, administrator):
    page = page_of(administrator)
    page.goto(reverse("accounts:user_list"))
    page.route("**/zoeken/", lambda route: route.abort())

    page.get_by_role("button", name="Zoek", exact=True).click()

    page.get_by_role("alert").filter(has_text="Dat lukte niet.").wait_for()


def test_the_language_is_chosen_below_every_page(page, db):
    page.goto("/privacy/")

    page.get_by_role("button", name="English").click()
    page.wait_for_selector("html[lang=en]")

    assert page.get_by_role("heading", level=1).inner_text() == "What KIS keeps about you, and why"


@pytest.mark.parametrize(
    "path", ["account_login", "account_signup", "account_reset_password", "account_request_login_code", "report_hole"]
)
def test_the_way_in_is_accessible_for_all(axe_faults, db, path):
    """A1."""
    assert axe_faults(reverse(path)) == []


def test_a_form_with_errors_is_accessible_for_all(axe_faults, db):
    """A1."""

    def send(page):
        page.evaluate("document.querySelectorAll('[required]').forEach(field => field.required = false)")
        page.get_by_role("button", name="Maak mijn account").click()
        page.get_by_role("alert").filter(has_text="Nog niet goed").wait_for()

    assert axe_faults(reverse("account_signup"), prepare=send) == []


@pytest.mark.parametrize("path", ["start", "accounts:account", "mfa_index", "account_email", "account_logout"])
def test_the_pages_of_an_account_are_accessible_for_all(axe_faults, somebody, path):
    """A1."""
    assert axe_faults(reverse(path), somebody) == []


def test_the_pages_of_an_administrator_are_accessible_for_all(axe_faults, administrator, somebody):
    """A1."""
    somebody.grants.create(role="editor", granted_by=administrator)
    until = timezone.localdate() + timedelta(days=30)
    told = {"name": "website kis.nl", "scopes": ["events"], "expires_on": until}
    api_tokens.make(**told, by=administrator, now=timezone.now())
    pages = [
        reverse("accounts:api_token_list"),
        reverse("accounts:user_list"),
        reverse("accounts:user_detail", args=[somebody.pk]),
        reverse("accounts:audit_trail"),
    ]

    assert [fault for page in pages for fault in axe_faults(page, administrator)] == []


def test_a_refused_page_is_accessible_for_all(axe_faults, somebody):
    """A1."""
    assert axe_faults(reverse("accounts:user_list"), somebody) == []
