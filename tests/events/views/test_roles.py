"""S44: every page of the room with every role, and S45: what does not exist for somebody."""

import pytest
from django.urls import get_resolver, reverse

from post import links

pytestmark = pytest.mark.django_db

MAKERS = {"line_staff", "editor", "platform_coordinator", "administrator"}
COLLEAGUES = MAKERS | {"privacy_officer"}
EVERY_ROLE = [None, "", "member", *sorted(COLLEAGUES)]  # nobody, somebody without a role, and each role

# Who may get a page, by its method; everybody else is sent away.
PAGES = {
    ("event_list", "get"): "everybody",
    ("event_detail", "get"): "everybody",
    ("sign_up", "post"): "everybody",
    ("sign_up_asked", "get"): "everybody",
    ("sign_up_confirm", "get"): "everybody",
    ("answer", "get"): "everybody",
    ("my_events", "get"): "who is logged in",
    ("my_answer", "post"): "who is logged in",
    ("start_registrations", "get"): COLLEAGUES,
    ("event_manage", "get"): COLLEAGUES,
    ("event_standing", "get"): COLLEAGUES,
    ("people_search", "post"): COLLEAGUES,
    ("people_print", "get"): COLLEAGUES,
    ("people_export", "post"): COLLEAGUES,
    ("event_create", "get"): MAKERS,
    ("event_edit", "get"): MAKERS,
    ("event_publish", "post"): MAKERS,
    ("event_take_down", "post"): MAKERS,
    ("event_call_off", "get"): MAKERS,
    ("event_capacity", "post"): MAKERS,
    ("event_attendance", "get"): MAKERS,
    ("person_find", "get"): MAKERS,
    ("registration_edit", "get"): MAKERS,
    ("place_give", "post"): MAKERS,
}


def arguments(name, event, person):
    return {
        "event_detail": [event.slug],
        "sign_up": [event.slug],
        "sign_up_asked": [event.slug],
        "sign_up_confirm": [links.seal("sign_up", 1, 0, 1)],
        "answer": [True, links.seal("answer", event.pk, person.pk, 1)],
        "registration_edit": [event.pk, person.pk],
        "place_give": [event.pk, person.pk],
    }.get(name, [] if name in {"event_list", "my_events", "event_create", "start_registrations"} else [event.pk])


def expected(allowed, role):
    """Return what somebody with this role gets: in, to the log-in page, a closed door, or nothing there at all."""
    if allowed == "everybody":
        return "in"
    if role is None:
        return "log in"
    return "in" if allowed == "who is logged in" or role in allowed else "closed"


def what_happened(response):
    if response.status_code == 302 and "/inloggen/" in response.headers["Location"]:
        return "log in"
    return {403: "closed", 404: "not there"}.get(response.status_code, "in")


def test_every_page_of_the_room_is_in_the_list():
    room = next(one for one in get_resolver().url_patterns if getattr(one, "namespace", None) == "events")

    assert {pattern.name for pattern in room.url_patterns} == {name for name, _method in PAGES}


@pytest.mark.parametrize("role", EVERY_ROLE, ids=["nobody", "no role", *EVERY_ROLE[2:]])
def test_s44_each_role_gets_the_pages_it_may_see_and_no_other(client, make_user, make_person, event, say, role):
    user = make_user(*[role] if role else []) if role is not None else None
    if user:
        client.force_login(user)
    person = make_person(user=user)
    say(event, person)

    outcomes = {}
    for name, method in PAGES:
        url = reverse(f"events:{name}", args=arguments(name, event, person))
        outcomes[name] = what_happened(getattr(client, method)(url, {"antwoord": "ja"}))
    del outcomes["sign_up_confirm"]  # the sign-up of that link is not there, for anybody

    assert outcomes == {name: expected(allowed, role) for (name, _m), allowed in PAGES.items() if name in outcomes}


@pytest.mark.parametrize(("name", "method"), [page for page in PAGES if page[1] == "post"])
def test_s20_what_changes_something_is_not_done_by_a_look(desk, event, make_person, say, name, method):
    person = make_person()
    say(event, person)
    before = list(event.registrations.values_list("state", flat=True))

    response = desk.get(reverse(f"events:{name}", args=arguments(name, event, person)))

    assert response.status_code in ({302} if name == "sign_up" else {405})
    assert list(event.registrations.values_list("state", flat=True)) == before


def test_s45_an_event_or_person_that_is_not_there_gives_404(desk, event, make_person, now):
    person = make_person()
    for name, method in PAGES:
        known = arguments(name, event, person)
        if not known or name in {"answer", "sign_up_confirm"}:
            continue
        gone = [999_999 if isinstance(part, int) else "weg" for part in known]
        assert getattr(desk, method)(reverse(f"events:{name}", args=gone)).status_code == 404, name
