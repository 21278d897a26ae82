"""The same issue in two languages: each reader gets it once, in their own."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from newsletter import contents, letters
from newsletter.actions import campaigns, issues, releases
from newsletter.models import Campaign
from newsletter.queries import audiences, preflight
from tests.newsletter.conftest import NOW


@pytest.fixture
def english(issue, make_item, editor):
    """The issue in English as well, with the same item to translate."""
    make_item(heading="Wat werkt?", text="Kies zelf de stageplek.")
    return issues.translate(campaign=issue, language="en", by=editor, now=NOW)


@pytest.fixture
def readers(make_subscriber):
    return [make_subscriber("Samira"), make_subscriber("Joost"), make_subscriber("Erin", language="en")]


def names(campaign):
    return sorted(audiences.receiving(campaign, NOW).values_list("given_name", flat=True))


def test_each_reader_gets_it_in_their_own_language(issue, english, readers):
    reasons = audiences.reach(issue, NOW).left_out

    assert names(issue) == ["Joost", "Samira"]
    assert names(english) == ["Erin"]
    assert [(reason.value, number) for reason, number in reasons] == [("andere-taal", 1)]


def test_without_a_variant_everybody_gets_the_one_there_is(issue, english, readers, editor):
    campaigns.delete(campaign=english, by=editor)

    assert names(issue) == ["Erin", "Joost", "Samira"]


def test_a_variant_begins_with_all_words_and_items_and_goes_its_own_way(issue, english):
    assert english.title == "Nieuwsbrief oktober (Engels)"
    assert contents.words_of(english) == {**contents.words_of(issue), "language": "en", "title": english.title}
    assert list(english.items.values_list("heading", flat=True)) == ["Wat werkt?"]


def test_a_language_is_there_once(issue, english, editor):
    with pytest.raises(issues.CannotTranslate):
        issues.translate(campaign=issue, language="en", by=editor, now=NOW)
    with pytest.raises(issues.CannotTranslate):
        issues.translate(campaign=english, language="nl", by=editor, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Campaign.objects.filter(pk=campaigns.copy(campaign=english, by=editor, now=NOW).pk).update(variant_of=issue)


def test_what_went_out_in_one_language_gets_no_other(issue, editor, colleague, readers, make_item):
    releases.release(campaign=issue, by=editor, now=NOW, version=issue.version, anyway="Het is af.")

    with pytest.raises(campaigns.AlreadyReleased):
        issues.translate(campaign=issue, language="en", by=editor, now=NOW)


def test_putting_back_an_earlier_version_keeps_the_language(issue, english, editor):
    words = {**contents.words_of(english), "subject": "What works?"}
    stamp = contents.stamp(contents.words_of(english))
    changed = issues.write(campaign=english, words=words, stamp=stamp, by=editor, now=NOW)
    version = changed.versions.get()
    version.content["language"] = "nl"
    version.save()

    back = issues.put_back(campaign=english, number=version.number, version=changed.version, by=editor, now=NOW)

    assert (back.language, back.subject) == ("en", issue.subject)


def test_the_check_tells_what_the_other_readers_get(issue, english, readers):
    def told(campaign):
        looked = preflight.checks(campaign, audiences.reach(campaign, NOW), NOW)
        return [(check.tone, check.text) for check in looked if "die taal" in check.text]

    ready = told(issue)
    english.items.all().delete()
    unfinished = told(issue)

    assert ready == [("ok", "Wie Engels leest, krijgt niet deze brief maar de versie in die taal.")]
    assert [tone for tone, _text in unfinished] == ["warn"]


def test_the_composer_leads_from_one_language_to_the_other(client, issue, editor, make_item):
    client.force_login(editor)
    page = reverse("newsletter:issue_edit", args=[issue.pk])
    offered = client.get(page).content.decode()

    made = client.post(reverse("newsletter:issue_translate", args=[issue.pk]), {"language": "en"})
    variant = issue.variants.get()

    assert "Maak hem ook in het Engels" in offered
    assert made["Location"] == reverse("newsletter:issue_edit", args=[variant.pk])
    assert made["Location"] in client.get(page).content.decode()
    assert client.post(reverse("newsletter:issue_translate", args=[issue.pk]), {"language": "fr"}).status_code == 404


def test_the_language_of_a_variant_cannot_be_changed_by_its_form(client, issue, english, editor):
    client.force_login(editor)
    page = reverse("newsletter:issue_edit", args=[english.pk])
    stamp = contents.stamp(contents.words_of(english))

    client.post(page, {**contents.words_of(english), "subject": "What works?", "language": "nl", "stamp": stamp})
    english.refresh_from_db()

    assert (english.language, english.subject) == ("en", "What works?")


def test_the_head_of_a_letter_says_of_which_month_it_is(issue):
    letter = letters.mailing_of(issue, day=NOW.date().replace(month=12))

    assert "KIS-nieuwsbrief · december 2026" in letter["html"]
    assert letter["text"].startswith("KIS-NIEUWSBRIEF · DECEMBER 2026")
