"""What is asked of every request."""

from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

START = "/"
SETUP = "/account/tweede-stap/app/"


@pytest.fixture
def second_factor_for_staff(settings):
    settings.STAFF_SECOND_FACTOR = True


@pytest.mark.usefixtures("second_factor_for_staff")
class TestSecondFactor:
    """Z20, S34, O4."""

    @pytest.mark.parametrize("url", ["start", "accounts:account", "account_email", "accounts:user_list", "mfa_index"])
    def test_staff_without_one_are_led_to_making_it_from_every_page(self, client, administrator, url):
        client.force_login(administrator)

        response = client.get(reverse(url))

        assert (response.status_code, response.headers["Location"]) == (302, SETUP)

    def test_staff_without_one_change_nothing(self, client, administrator, colleague):
        client.force_login(administrator)

        response = client.post(reverse("accounts:user_shut", args=[colleague.pk]))

        colleague.refresh_from_db()
        assert (response.headers["Location"], colleague.is_active) == (SETUP, True)

    def test_htmx_is_led_there_with_the_whole_page(self, client, colleague):
        client.force_login(colleague)

        response = client.get(START, headers={"HX-Request": "true"})

        assert response.headers["HX-Redirect"] == SETUP

    @pytest.mark.parametrize("url", ["privacy", "accessibility", "account_logout"])
    def test_the_way_out_stays_open(self, client, colleague, url):
        client.force_login(colleague)

        assert client.get(reverse(url)).status_code == 200

    def test_staff_with_one_go_on(self, client, colleague):
        Authenticator.objects.create(user=colleague, type=Authenticator.Type.TOTP, data={"secret": "x"})
        client.force_login(colleague)

        assert client.get(START).status_code == 200

    def test_members_and_others_need_none(self, client, make_user, somebody):
        for user in (make_user("member"), somebody):
            client.force_login(user)
            assert client.get(START).status_code == 200

    def test_who_gets_a_role_is_asked_for_one_at_the_next_click(self, client, somebody):
        client.force_login(somebody)
        client.get(START)

        somebody.grants.create(role="editor")

        assert client.get(START).headers["Location"] == SETUP


class TestSessionLimits:
    """S40."""

    @pytest.fixture(autouse=True)
    def limits(self, settings):
        settings.STAFF_IDLE_SECONDS = 30 * 60

    def test_staff_are_out_after_half_an_hour_away_and_are_told(self, client, colleague):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            client.force_login(colleague)
            clock.shift(timedelta(minutes=31))
            response = client.get(START, follow=True)

        assert response.redirect_chain == [("/account/inloggen/?next=/", 302)]
        assert "Voor de veiligheid hebben we je uitgelogd." in response.text

    def test_staff_who_work_on_stay_in(self, client, colleague):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            client.force_login(colleague)
            for _ in range(5):
                clock.shift(timedelta(minutes=20))
                assert client.get(START).status_code == 200

    def test_a_page_that_asks_by_itself_keeps_nobody_in(self, client, colleague):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            client.force_login(colleague)
            for _ in range(2):
                clock.shift(timedelta(minutes=16))
                response = client.get(START, headers={"HX-Request": "true"})

        assert response.headers["HX-Refresh"] == "true"

    def test_staff_are_out_after_twelve_hours_whatever_they_do(self, client, colleague):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            client.force_login(colleague)
            answers = []
            for _ in range(13 * 3):
                clock.shift(timedelta(minutes=20))
                answers.append(client.get(START).status_code)

        assert answers.index(302) == 12 * 3

    def test_members_stay_in_for_two_weeks_since_their_last_visit(self, client, make_user):
        with time_machine.travel(timezone.now(), tick=False) as clock:
            client.force_login(make_user("member"))
            clock.shift(timedelta(days=10))
            assert client.get(START).status_code == 200
            clock.shift(timedelta(days=10))
            assert client.get(START).status_code == 200
            clock.shift(timedelta(days=15))
            assert client.get(START).status_code == 302

    def test_a_login_makes_a_new_session(self, client, colleague):
        """S39."""
        client.post(reverse("set_language"), {"language": "nl"})
        session = client.session
        session["something"] = "of before"
        session.save()
        before = session.session_key

        client.force_login(colleague)

        assert client.session.session_key != before


class TestLoginRequired:
    def test_htmx_fetches_the_page_anew_instead_of_a_login_page_in_a_fragment(self, client, db):
        response = client.get(START, headers={"HX-Request": "true"})

        assert (response.status_code, response.headers["HX-Refresh"], response.content) == (200, "true", b"")

    def test_after_the_login_one_comes_where_one_wanted_to_be(self, client, db):
        assert client.get("/mijn-account/").headers["Location"] == "/account/inloggen/?next=/mijn-account/"

    def test_a_form_that_came_too_late_leads_back_to_its_page_and_says_that_nothing_was_done(self, client, db):
        page = "http://testserver/netwerk/personen/12/?kind=post#tijdlijn"

        answer = client.post("/netwerk/taken/12/klaar/", headers={"Referer": page}, follow=True)

        assert answer.redirect_chain == [("/account/inloggen/?next=/netwerk/personen/12/%3Fkind%3Dpost", 302)]
        assert "Niet gedaan" in answer.text

    @pytest.mark.parametrize("page", ["", "https://elsewhere.example.org/netwerk/"])
    def test_a_form_from_nowhere_leads_to_the_start(self, client, db, page):
        answer = client.post("/netwerk/taken/12/klaar/", headers={"Referer": page})

        assert answer.headers["Location"] == "/account/inloggen/?next=/"


class TestLanguage:
    def test_a_visitor_reads_dutch_whatever_the_browser_asks(self, client, db):
        response = client.get(reverse("privacy"), headers={"Accept-Language": "en"})

        assert '<html lang="nl">' in response.text
        assert response.headers["Content-Language"] == "nl"

    def test_a_visitor_chooses_english_and_keeps_it(self, client, db):
        response = client.post(reverse("set_language"), {"language": "en", "next": reverse("privacy")}, follow=True)

        assert '<html lang="en">' in response.text
        assert '<html lang="en">' in client.get(reverse("privacy")).text

    def test_an_account_remembers_the_language(self, client, somebody):
        client.force_login(somebody)
        client.post(reverse("set_language"), {"language": "en"})
        client.logout()
        client.cookies.clear()

        client.force_login(somebody)

        assert '<html lang="en">' in client.get(START).text

    def test_an_unknown_language_changes_nothing(self, client, somebody):
        client.force_login(somebody)

        client.post(reverse("set_language"), {"language": "xx"})

        assert '<html lang="nl">' in client.get(START).text

    def test_the_language_is_changed_by_post_alone(self, client, db):
        """Z17, S20."""
        assert client.get(reverse("set_language"), {"language": "en"}).status_code == 405

    def test_no_open_redirect(self, client, db):
        """S21."""
        response = client.post(reverse("set_language"), {"language": "en", "next": "https://elders.example.org/"})

        assert response.headers["Location"] == "/"
