from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup
from django.core.paginator import Paginator
from django.template import Context, RequestContext, Template, TemplateSyntaxError
from django.test import RequestFactory
from django.utils import translation


@pytest.fixture(autouse=True)
def _in_dutch():
    with translation.override("nl"):
        yield


def draw(source, query="", **context):
    request = RequestFactory().get(f"/lijst/{query}")
    drawn = Template("{% load i18n %}" + source).render(RequestContext(request, context))
    return BeautifulSoup(drawn, "lxml")


def test_an_icon_is_left_out_by_screen_readers():
    assert draw('{% icon "send" %}').svg["aria-hidden"] == "true"


def test_an_icon_we_do_not_have_is_a_fault_in_the_template():
    with pytest.raises(FileNotFoundError):
        draw('{% icon "unicorn" %}')


def test_a_badge_has_an_icon_and_a_word():
    badge = draw('{% badge "good" "circle-check" "klaar" %}').span

    assert (badge["class"], badge.get_text(strip=True)) == (["badge", "badge--good"], "klaar")
    assert badge.svg


def test_a_badge_escapes_its_word():
    assert "<b>" not in str(draw('{% badge "" "check" word %}', word="<b>x</b>").span.decode_contents())


def test_a_tone_that_does_not_exist_is_a_fault_in_the_template():
    with pytest.raises(TemplateSyntaxError):
        draw('{% badge "pink" "check" "x" %}')


def test_a_person_is_round_and_an_organisation_square():
    assert draw('{% avatar "SA" 4 %}').span["class"] == ["avatar"]
    assert draw('{% avatar "MK" 5 kind="org" %}').span["class"] == ["avatar", "avatar--org", "avatar--2"]


def test_a_breadcrumb_leads_back():
    trail = draw('{% breadcrumb "privacy" "Privacy" "/elders/" "Elders" here %}', here="Hier & nu").select("li")

    assert [(step.a and step.a["href"], step.get_text()) for step in trail] == [
        ("/privacy/", "Privacy"),
        ("/elders/", "Elders"),
        (None, "Hier & nu"),
    ]
    assert trail[-1]["aria-current"] == "page"


@pytest.mark.parametrize(
    ("now", "said", "leads_to"),
    [("name", "ascending", "-name"), ("-name", "descending", "name"), ("kind", None, "name"), ("", None, "name")],
)
def test_a_column_says_how_it_is_sorted_and_turns_round(now, said, leads_to):
    head = draw('{% sort "name" "Naam" %}', "?lijn=4&page=3", sort=now).th

    assert (head.get("aria-sort"), head.a["href"]) == (said, f"?lijn=4&sort={leads_to}")


@pytest.mark.parametrize(("language", "written"), [("nl", "4.806"), ("en", "4,806")])
def test_numbers_are_written_the_way_of_the_reader(language, written):
    with translation.override(language):
        assert draw("{{ 4806|number }}").get_text() == written


@pytest.mark.parametrize(("language", "written"), [("nl", "11.05 uur"), ("en", "11:05")])
def test_a_time_is_that_of_amsterdam(language, written):
    moment = datetime(2025, 9, 18, 9, 5, tzinfo=UTC)

    with translation.override(language):
        assert draw("{{ moment|clock }}", moment=moment).get_text() == written


def test_nothing_stays_nothing():
    assert draw("[{{ x|number }}{{ x|clock }}]", x=None).get_text() == "[]"


PAGES = '{% include "components/pages.html" with target="#results" %}'


def test_pages_keep_the_question_and_say_where_one_is():
    page = Paginator(range(1000), 30).page(2)

    drawn = draw(PAGES, "?lijn=4&page=2", page=page)

    assert drawn.p.get_text() == "31 tot en met 60 van 1.000"
    assert drawn.select_one("[aria-current]").get_text() == "Bladzijde 2"
    assert [link["href"] for link in drawn.select("a")] == [
        "?lijn=4&page=1",
        "?lijn=4&page=1",
        "?lijn=4&page=3",
        "?lijn=4&page=34",
        "?lijn=4&page=3",
    ]


def test_one_page_needs_no_paging():
    drawn = draw(PAGES, page=Paginator(range(3), 30).page(1))

    assert drawn.p.get_text() == "1 tot en met 3 van 3"
    assert drawn.nav is None


def test_a_day_is_written_in_the_language_of_its_reader_each_time() -> None:
    template = Template('{{ day|date:"j F Y" }}')
    written = []
    for language in ("nl", "en", "nl"):
        with translation.override(language):
            written.append(template.render(Context({"day": date(2026, 3, 5)})))

    assert written == ["5 maart 2026", "5 March 2026", "5 maart 2026"]


def test_a_moment_is_written_as_the_day_it_is_in_amsterdam() -> None:
    late = datetime(2026, 3, 5, 23, 30, tzinfo=UTC)

    assert Template('{{ moment|date:"j F" }}').render(Context({"moment": late})) == "6 maart"
