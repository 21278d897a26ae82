"""Who kept a relation before: shown with the days, and put back when it ended by mistake."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditLine, Grant
from network.models import RelationHolder


@pytest.fixture
def delft(make_organisation):
    return make_organisation("Gemeente Delft")


@pytest.fixture
def card(browse, read, delft):
    """Return a function that reads the card of relation holders on the page of the organisation."""
    return lambda: read(browse.get(reverse("network:organisation_detail", args=[delft.pk]))).select_one("#houders")


@pytest.fixture
def put_back(browse, read):
    """Return a function that puts a relation back and gives the words of the page that follows."""

    def press(holder):
        page = browse.post(reverse("network:holder_restore", args=[holder.pk]), follow=True)
        return read(page).select_one(".messages, .msg").get_text(" ", strip=True)

    return press


def ago(days):
    return timezone.localdate() - timedelta(days=days)


def test_who_kept_it_before_stands_folded_with_the_line_and_the_days(card, delft, make_holder, make_user, work_line):
    make_holder(delft, ended_on=date(2025, 3, 1), line=work_line)
    later = make_user("line_staff", given_name="Lars", family_name="Vos")
    make_holder(delft, user=later, started_on=date(2025, 3, 1), ended_on=date(2026, 2, 10))
    make_holder(delft, started_on=date(2026, 2, 10))

    folded = card().select_one("details")

    assert "open" not in folded.attrs
    assert [" ".join(each.get_text(" ", strip=True).split()) for each in folded.select("li small")] == [
        "op alle lijnen, 1 maart 2025 tot 10 februari 2026",
        "lijn 4 · Arbeidsmarkt, 1 januari 2025 tot 1 maart 2025",
    ]
    assert "Lars Vos" in folded.li.text
    assert folded.select("button") == []


def test_what_one_ends_can_be_put_back_and_goes_on_as_before(browse, card, put_back, delft, make_holder):
    holder = make_holder(delft)
    browse.post(reverse("network:holder_end", args=[holder.pk]))
    assert "open" in card().select_one("details").attrs
    assert "Zet terug" in card().select_one("details li button").text

    said = put_back(holder)

    holder.refresh_from_db()
    assert (holder.started_on, holder.ended_on) == (date(2025, 1, 1), None)
    assert said == "Teruggezet. Het gaat door alsof het nooit eindigde."
    assert card().select_one("details") is None
    assert AuditLine.objects.filter(action="network.holder_restored", object_id=delft.pk).count() == 1


def test_what_began_and_ended_today_can_be_put_back_too_and_is_no_history_tomorrow(card, put_back, delft, make_holder):
    holder = make_holder(delft, started_on=ago(0), ended_on=ago(0))
    make_holder(delft, started_on=ago(1), ended_on=ago(1))
    assert len(card().select("details li")) == 1

    put_back(holder)

    assert RelationHolder.objects.filter(ended_on=None).get() == holder


def test_pressed_twice_it_is_put_back_once(put_back, delft, make_holder):
    holder = make_holder(delft, ended_on=ago(3))

    put_back(holder), put_back(holder)

    assert RelationHolder.objects.filter(ended_on=None).count() == 1
    assert AuditLine.objects.filter(action="network.holder_restored").count() == 1


def test_while_a_colleague_keeps_it_nobody_else_is_put_back(card, put_back, delft, make_holder, make_user):
    before = make_holder(delft, ended_on=ago(3))
    make_holder(delft, user=make_user("line_staff"), started_on=ago(3))

    assert card().select("details button") == []
    assert put_back(before) == "Een collega heeft deze relatie nu. Beëindig dat eerst."
    assert RelationHolder.objects.get(ended_on=None) != before


def test_after_thirty_days_it_is_history(card, put_back, delft, make_holder):
    long_ago = make_holder(delft, ended_on=ago(31))

    assert card().select("details button") == []
    assert "meer dan 30 dagen geleden" in put_back(long_ago)
    assert not RelationHolder.objects.filter(ended_on=None).exists()


def test_who_may_keep_no_relations_any_more_is_refused(put_back, delft, make_holder, make_user):
    gone = make_user("line_staff")
    holder = make_holder(delft, user=gone, ended_on=ago(2))
    Grant.objects.filter(user=gone).delete()

    assert put_back(holder) == "Deze collega kan geen relaties bijhouden. Kies iemand anders."
    assert not RelationHolder.objects.filter(ended_on=None).exists()


def test_the_number_of_queries_does_not_grow(queries_for, delft, make_holder, make_user):
    address = reverse("network:organisation_detail", args=[delft.pk])
    make_holder(delft, ended_on=ago(200))
    with_one = queries_for(address)
    for number in range(29):
        make_holder(delft, user=make_user("line_staff"), ended_on=ago(number))

    assert queries_for(address) == with_one
