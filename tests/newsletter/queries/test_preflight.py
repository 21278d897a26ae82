"""The pre-flight: what must be mended first, what is warned of, and what is fine."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from accounts.models import AuditLine
from newsletter import colours
from newsletter.actions import releases
from newsletter.models import Campaign, LinkCheck, Picture
from newsletter.queries import preflight
from newsletter.queries.audiences import reach
from newsletter.queries.readability import reading_of
from post.models import Letter, LetterState
from tests.newsletter.conftest import NOW

ARTICLE = {"heading": "Een", "text": "Kies zelf de stageplek."}


@pytest.fixture
def looked(issue):
    """Return a function that looks the issue over and gives the texts of one tone."""

    def look(tone):
        stored = Campaign.objects.get(pk=issue.pk)
        return [check.text for check in preflight.checks(stored, reach(stored, NOW), NOW) if check.tone == tone]

    return look


def picture_of(issue):
    return Picture.objects.create(
        campaign=issue, file="beelden/x", content_type="image/png", size=1, added_by=issue.created_by, added_at=NOW
    )


def test_a_newsletter_that_is_right_passes(looked, make_item, make_subscriber):
    make_subscriber()
    make_item(**ARTICLE)

    assert looked("bad") == looked("warn") == []


@pytest.mark.parametrize(
    ("kind", "parts", "said"),
    [
        ("article", {"text": "Zonder kop"}, "Een onderdeel heeft geen kop."),
        ("picture", {}, "Het beeld is er nog niet."),
        ("contribution", {"text": "Wat ik zei"}, "Een bijdrage mist de woorden of wie ze zegt."),
        ("event", {}, "Een onderdeel over een bijeenkomst heeft nog geen bijeenkomst."),
        ("article", {"heading": "Een", "text": "[voornam]"}, "[voornam] in de brief is geen veld dat we kennen."),
    ],
)
def test_what_is_missing_must_be_mended_first(looked, make_item, make_subscriber, kind, parts, said):
    make_subscriber()
    make_item(kind, **parts)

    assert looked("bad") == [said]


def test_a_picture_without_words_holds_the_letter_up_and_the_check_leads_to_it(issue, looked, make_item):
    """A1"""
    item = make_item("picture", picture=picture_of(issue))
    found = preflight.checks(issue, reach(issue, NOW), NOW)

    check = next(check for check in found if check.slug == "alt")

    assert (check.tone, check.text) == ("bad", "Een beeld heeft geen tekst.")
    assert check.url == f"/verzendingen/{issue.pk}/maken/onderdelen/{item.pk}/"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cancelled_at": NOW}, "is afgelast"),
        ({"held_on": NOW.date() - timedelta(days=1)}, "is al begonnen"),
        ({"published_at": None}, "staat nog niet op de site"),
        ({"published_at": NOW}, ""),
    ],
)
def test_an_event_must_be_one_that_readers_can_come_to(looked, make_item, make_subscriber, event, change, said):
    make_subscriber()
    make_item("event", event=event)
    type(event).objects.filter(pk=event.pk).update(**change)

    found = looked("bad")

    assert len(found) == bool(said)
    assert said in "".join(found)


def test_a_newsletter_that_says_nothing_is_not_sent(looked, issue, make_subscriber):
    make_subscriber()
    Campaign.objects.filter(pk=issue.pk).update(body="")

    assert looked("bad") == ["De nieuwsbrief zegt nog niets. Schrijf een begin of voeg een onderdeel toe."]


def test_a_newsletter_that_gmail_would_cut_off_is_not_sent(looked, make_item, make_subscriber):
    make_subscriber()
    for _number in range(35):
        make_item(heading="Een", text="Dit is een zin. " * 180)

    assert any("te groot" in text for text in looked("bad"))


def links(**outcomes):
    for name, outcome in outcomes.items():
        told = {"outcome": outcome, "status": 404 if outcome == "dead" else None}
        LinkCheck.objects.create(url=f"https://kis.nl/{name}", asked_at=NOW, checked_at=NOW, **told)


def test_a_link_that_leads_nowhere_must_be_mended(looked, make_item, make_subscriber):
    make_subscriber()
    make_item(**ARTICLE, url="https://kis.nl/weg")
    links(weg="dead")

    assert looked("bad") == ["Een link loopt dood."]


def test_a_link_that_could_not_be_checked_is_warned_of_and_never_called_dead(looked, make_item, make_subscriber):
    make_subscriber()
    make_item(heading="Een", text="Lees https://kis.nl/stuk hier.", url="https://kis.nl/goed")
    links(stuk="unknown", goed="works")

    assert looked("bad") == []
    assert looked("warn") == ["1 link konden we niet nakijken."]


def test_links_nobody_checked_today_are_warned_of(looked, make_item, make_subscriber):
    make_subscriber()
    make_item(**ARTICLE, url="https://kis.nl/oud")
    links(oud="works")
    LinkCheck.objects.update(asked_at=NOW - timedelta(days=2))

    assert looked("warn") == ["1 link is vandaag niet nagekeken."]


def test_links_that_work_are_told_with_the_time(looked, make_item, make_subscriber):
    make_subscriber()
    make_item(**ARTICLE, url="https://kis.nl/goed")
    links(goed="works")

    assert "De link werkt." in looked("ok")


@pytest.fixture
def sent_before(letters_list, editor):
    """Return a function that sends an earlier issue to whoever is on the list now."""
    from newsletter.actions import issues

    def send(title="Nieuwsbrief september"):
        made = issues.create(newsletter=letters_list, title=title, language="nl", by=editor, now=NOW)
        Campaign.objects.filter(pk=made.pk).update(subject="September", body="Hallo.")
        releases.release(campaign=made, by=editor, now=NOW, version=1, anyway="nodig")
        return made

    return send


def test_the_readers_are_held_against_those_of_the_previous_issue(issue, looked, make_subscriber, sent_before):
    for name in ("Samira", "Joost", "Fatma", "Piet", "Els"):
        make_subscriber(name)
    sent_before()
    gone = make_subscriber("Nieuw").subscriptions.model.objects.get(person__given_name="Els")
    gone.ended_at, gone.ended_how = NOW, "page"
    gone.save()

    told = [text for text in (*looked("ok"), *looked("warn")) if "Vergeleken" in text]

    assert told == ["Vergeleken met ‘Nieuwsbrief september’: 1 nieuwe lezers, 1 niet meer."]
    assert [each.given_name for each in preflight.people_in("nieuw", issue, NOW)] == ["Nieuw"]
    assert [each.given_name for each in preflight.people_in("niet-meer", issue, NOW)] == ["Els"]


def test_who_gets_other_mail_this_week_is_counted(issue, looked, make_subscriber, sent_before):
    make_subscriber()
    sent_before()
    make_subscriber("Joost")

    assert "1 persoon krijgt deze week al een andere brief van ons." in looked("warn")


def test_mail_of_last_month_does_not_count_as_of_this_week(issue, make_subscriber, sent_before):
    make_subscriber()
    made = sent_before()
    old = {"released_at": NOW - timedelta(days=30), "not_before": None}
    type(made.mailing or Campaign.objects.get(pk=made.pk).mailing).objects.update(**old)
    Letter.objects.update(state=LetterState.SENT, settled_at=NOW - timedelta(days=29))

    assert not preflight.people_in("andere-post", issue, NOW).exists()


def test_a_field_without_a_value_is_warned_of(looked, make_item, make_subscriber):
    make_subscriber()
    make_item("article", heading="Een", text="Werk je bij [organisatie]?")

    assert "Van 1 persoon weten we niet waar die werkt." in looked("warn")


def test_readers_who_never_gave_a_name_are_counted_where_the_letter_names_them(looked, make_item, make_subscriber):
    make_subscriber()
    make_subscriber("lezer", "jansen1985")
    make_item("article", heading="Een", text="Beste [naam]")

    assert "1 lezer gaf nooit een naam op." in looked("warn")


def test_a_failing_must_holds_the_release_up(issue, make_item, make_subscriber, editor):
    make_subscriber()
    make_item("article", text="Zonder kop")

    with pytest.raises(releases.CannotRelease, match="geen kop"):
        releases.release(campaign=issue, by=editor, now=NOW, version=issue.version, anyway="toch")

    assert Campaign.objects.get(pk=issue.pk).mailing is None


def test_a_warning_asks_for_a_reason_and_the_reason_stands_in_the_audit_trail(
    issue, make_item, make_subscriber, editor
):
    make_subscriber()
    make_item(**ARTICLE, url="https://kis.nl/onbekend")
    told = {"campaign": issue, "by": editor, "now": NOW, "version": issue.version}

    with pytest.raises(releases.CannotRelease, match="waarom"):
        releases.release(**told, anyway="  ")
    releases.release(**told, anyway="De site is vandaag in onderhoud.")

    line = AuditLine.objects.get(action="campaign.sent_anyway")
    assert line.facts == {"warned": ["unchecked_links"], "why": "De site is vandaag in onderhoud."}
    assert line.actor == editor


def test_every_colour_of_the_letter_is_among_those_that_are_measured():
    """A4"""
    template = (Path(settings.BASE_DIR) / "templates" / "mail" / "newsletter.mjml").read_text()
    used = set(re.findall(r"#[0-9a-f]{6}\b", template))

    assert used - {colour for pair in colours.PAIRS for colour in pair} - set(colours.LINES) == set()


def test_the_colours_stand_out_enough():
    """A4"""
    assert round(colours.contrast("#000000", "#ffffff"), 1) == 21
    assert colours.lowest_contrast() >= 4.5


PLAIN = "Een stage vinden lukt niet iedereen. Scholen en bedrijven doen daar iets aan. Wij schreven op wat werkt. " * 4
HARD = (
    "De interdepartementale beleidsverantwoordelijkheid voor gelijkekansenbevordering impliceert dat "
    "uitvoeringsorganisaties, kennisinstellingen en maatschappelijke belangenbehartigers gezamenlijk "
    "verantwoordelijkheid dragen voor de doorontwikkeling van antidiscriminatievoorzieningen binnen gemeentelijke "
    "samenwerkingsverbanden en arbeidsmarktregio's, onverminderd de stelselverantwoordelijkheid van het ministerie. "
)


def test_plain_words_read_well_and_long_ones_do_not():
    assert reading_of(PLAIN, "nl").is_plain
    assert not reading_of(HARD * 2, "nl").is_plain


def test_a_few_words_say_nothing_about_how_a_text_reads():
    assert reading_of("Beste lezer, dit is kort.", "nl") is None


def test_the_score_is_that_of_douma():
    """Forty words of one syllable in four sentences: 206.84 - 77 - 0.93 x 10."""
    assert reading_of("Wij zijn nu hier en daar en dan weer thuis.\n" * 4, "nl").score == pytest.approx(120.54, abs=0.1)
