from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from accounts.models import User

LIST = "/beheer/gebruikers/"


def names(response):
    return [cell.get_text() for cell in BeautifulSoup(response.text, "lxml").select("tbody th a")]


@pytest.fixture
def at_the_desk(log_in, administrator):
    return log_in(administrator)


@pytest.fixture
def crowd(make_user):
    """Thirty-five more accounts."""
    return [make_user("member", family_name=f"Zuid{n:02}") for n in range(35)]


class TestWhoMayOpenThem:
    """S44."""

    @pytest.mark.parametrize("role", ["member", "line_staff", "editor", "platform_coordinator", "privacy_officer", ""])
    def test_only_administrators_see_and_change_accounts(self, log_in, make_user, somebody, role):
        client = log_in(make_user(*filter(None, [role])))
        grant = somebody.grants.create(role="member")
        pages = [LIST, reverse("accounts:user_detail", args=[somebody.pk])]
        presses = [
            reverse("accounts:user_search"),
            reverse("accounts:role_give", args=[somebody.pk]),
            reverse("accounts:role_withdraw", args=[somebody.pk, grant.pk]),
            reverse("accounts:user_shut", args=[somebody.pk]),
            reverse("accounts:user_reopen", args=[somebody.pk]),
            reverse("accounts:second_factor_drop", args=[somebody.pk]),
        ]

        answers = [client.get(page).status_code for page in pages]
        answers += [client.post(press, {"role": "editor"}).status_code for press in presses]

        somebody.refresh_from_db()
        assert set(answers) == {403}
        assert (somebody.is_active, somebody.grants.holding().count()) == (True, 1)

    def test_nothing_changes_by_get(self, at_the_desk, somebody):
        """Z17."""
        for name in ("role_give", "user_shut", "user_reopen", "second_factor_drop"):
            assert at_the_desk.get(reverse(f"accounts:{name}", args=[somebody.pk])).status_code == 405


class TestList:
    def test_it_stands_in_the_dutch_order(self, at_the_desk, make_user):
        make_user("editor", given_name="Els", tussenvoegsel="", family_name="aalders")
        make_user("editor", given_name="Zoë", family_name="Cornelissen")

        assert names(at_the_desk.get(LIST)) == ["aalders, Els", "Berg, Anton van der", "Cornelissen, Zoë"]

    def test_it_costs_as_many_queries_with_one_as_with_thirty(
        self, at_the_desk, crowd, django_assert_num_queries, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(6) as one:
            at_the_desk.get(LIST, {"role": "administrator"})
        with django_assert_num_queries(len(one.captured_queries)):
            assert len(names(at_the_desk.get(LIST, {"role": "member"}))) == 30

    def test_the_second_page_works_and_keeps_the_question(self, at_the_desk, crowd):
        first = at_the_desk.get(LIST, {"role": "member"})
        link = BeautifulSoup(first.text, "lxml").find("a", rel="next")["href"]

        second = at_the_desk.get(LIST + link)

        assert link == "?role=member&page=2"
        assert names(second) == [f"Zuid{n}, Nadia" for n in range(30, 35)]

    def test_words_are_searched_without_standing_in_the_address(self, at_the_desk, crowd, somebody):
        """Z38, S58."""
        response = at_the_desk.post(reverse("accounts:user_search"), {"words": "amrani samira"}, follow=True)

        assert names(response) == ["Amrani, Samira"]
        assert "amrani" not in response.redirect_chain[0][0].lower()

    def test_words_of_somebody_else_say_nothing(self, at_the_desk, make_user, somebody):
        from django.test import Client

        found = at_the_desk.post(reverse("accounts:user_search"), {"words": "amrani"})
        other = Client()
        other.force_login(make_user("administrator"))

        assert len(names(other.get(found.headers["Location"]))) == 3

    def test_shut_accounts_can_be_asked_for(self, at_the_desk, make_user):
        make_user(is_active=False, family_name="Dicht")

        assert names(at_the_desk.get(LIST, {"state": "shut"})) == ["Dicht, Nadia"]

    def test_nobody_found_says_what_to_do(self, at_the_desk):
        response = at_the_desk.get(LIST, {"role": "editor"})

        assert "Niemand gevonden" in response.text
        assert "Toon iedereen" in response.text

    def test_an_address_that_makes_no_sense_shows_everybody(self, at_the_desk):
        response = at_the_desk.get(LIST, {"role": "king", "state": "x", "page": "zeven", "zoek": "\x00"})

        assert names(response) == ["Berg, Anton van der"]

    def test_htmx_gets_the_results_alone_and_the_back_button_the_page(self, at_the_desk):
        fragment = at_the_desk.get(LIST, headers={"HX-Request": "true"})
        page = at_the_desk.get(LIST, headers={"HX-Request": "true", "HX-History-Restore-Request": "true"})

        assert fragment.text.strip().startswith('<div id="results">')
        assert fragment.text.strip() in page.text


class TestOneAccount:
    def test_it_shows_roles_with_who_gave_them(self, at_the_desk, administrator, somebody):
        somebody.grants.create(role="editor", granted_by=administrator)

        response = at_the_desk.get(reverse("accounts:user_detail", args=[somebody.pk]))

        assert "Redacteur" in response.text
        assert "gegeven door Anton van der Berg op" in response.text

    def test_it_costs_as_many_queries_with_one_grant_as_with_thirty(
        self, at_the_desk, administrator, somebody, django_assert_num_queries, django_assert_max_num_queries
    ):
        now = timezone.now() + timedelta(days=1)
        page = reverse("accounts:user_detail", args=[somebody.pk])
        somebody.grants.create(role="editor", granted_by=administrator, ended_by=administrator, ended_at=now)
        with django_assert_max_num_queries(8) as one:
            at_the_desk.get(page)
        for _ in range(29):
            somebody.grants.create(role="editor", granted_by=administrator, ended_by=administrator, ended_at=now)

        with django_assert_num_queries(len(one.captured_queries)):
            at_the_desk.get(page)

    def test_a_role_is_given_and_withdrawn(self, at_the_desk, administrator, somebody):
        give = reverse("accounts:role_give", args=[somebody.pk])
        response = at_the_desk.post(give, {"role": "editor"}, follow=True)
        grant = somebody.grants.get()
        assert (grant.role, grant.granted_by) == ("editor", administrator)
        assert "Samira Amrani heeft nu de rol: Redacteur." in response.text

        withdraw = reverse("accounts:role_withdraw", args=[somebody.pk, grant.pk])
        response = at_the_desk.post(withdraw, follow=True)

        grant.refresh_from_db()
        assert grant.ended_by == administrator
        assert "Samira Amrani heeft deze rol niet meer: Redacteur." in response.text

    @pytest.mark.parametrize("role", ["", "king", "editor"])
    def test_a_role_that_cannot_be_given_is_refused_in_words(self, at_the_desk, somebody, role):
        somebody.grants.create(role="editor")

        response = at_the_desk.post(reverse("accounts:role_give", args=[somebody.pk]), {"role": role})

        assert response.status_code == 422
        assert "Nog niet goed. Kijk hiernaar:" in response.text
        assert somebody.grants.count() == 1

    def test_an_administrator_sees_no_buttons_for_oneself(self, at_the_desk, administrator):
        response = at_the_desk.get(reverse("accounts:user_detail", args=[administrator.pk]))

        assert "Dit is je eigen account." in response.text
        assert "<button" not in response.text.split("<main")[1].split("</main>")[0]

    def test_who_posts_to_oneself_all_the_same_is_refused_in_words(self, at_the_desk, administrator):
        response = at_the_desk.post(reverse("accounts:user_shut", args=[administrator.pk]), follow=True)

        administrator.refresh_from_db()
        assert administrator.is_active
        assert "Je kunt je eigen account niet sluiten." in response.text

    def test_a_role_of_another_account_does_not_exist_here(self, at_the_desk, somebody, colleague):
        """S45."""
        grant = colleague.grants.get()

        response = at_the_desk.post(reverse("accounts:role_withdraw", args=[somebody.pk, grant.pk]))

        assert response.status_code == 404

    def test_an_account_is_shut_and_opened(self, at_the_desk, somebody):
        at_the_desk.post(reverse("accounts:user_shut", args=[somebody.pk]))
        assert not User.objects.get(pk=somebody.pk).is_active

        response = at_the_desk.post(reverse("accounts:user_reopen", args=[somebody.pk]), follow=True)

        assert User.objects.get(pk=somebody.pk).is_active
        assert "Samira Amrani kan weer inloggen." in response.text

    def test_a_lost_second_step_is_taken_away(self, at_the_desk, somebody):
        Authenticator.objects.create(user=somebody, type=Authenticator.Type.TOTP, data={"secret": "x"})

        at_the_desk.post(reverse("accounts:second_factor_drop", args=[somebody.pk]))

        assert not Authenticator.objects.filter(user=somebody).exists()


def test_a_role_is_given_only_after_one_proved_once_more_who_one_is(log_in, administrator, somebody):
    """S43: the press waits, and goes on by itself afterwards."""
    client = log_in(administrator, proved=False)

    asked = client.post(reverse("accounts:role_give", args=[somebody.pk]), {"role": "editor"})
    assert asked.headers["Location"].startswith(reverse("account_reauthenticate"))
    assert not somebody.grants.exists()
    client.post(asked.headers["Location"], {"password": "een-lang-wachtwoord"})

    assert somebody.grants.get().role == "editor"
