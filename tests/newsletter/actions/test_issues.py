from datetime import timedelta

import pytest

from network.images import Fitted
from newsletter import contents
from newsletter.actions import campaigns, issues
from newsletter.models import Campaign, CampaignItem, Picture
from tests.newsletter.conftest import NOW


def headings(issue):
    return list(issue.items.values_list("heading", flat=True))


def start(thing):
    return contents.stamp(contents.words_of(thing) if isinstance(thing, Campaign) else contents.parts_of(thing))


def words(issue, **other):
    return {**contents.words_of(issue), **other}


@pytest.fixture
def three(make_item):
    return [make_item(heading=heading) for heading in ("Een", "Twee", "Drie")]


@pytest.mark.parametrize(
    ("to", "order"),
    [
        (1, ["Drie", "Een", "Twee"]),
        (2, ["Een", "Drie", "Twee"]),
        (99, ["Een", "Twee", "Drie"]),
        (0, ["Drie", "Een", "Twee"]),
    ],
)
def test_an_item_takes_the_place_that_is_asked_and_the_others_make_room(issue, three, editor, to, order):
    issues.move(item=three[2], to=to, by=editor, now=NOW)

    assert headings(issue) == order
    assert list(issue.items.values_list("position", flat=True)) == [1, 2, 3]


def test_taking_an_item_out_can_be_undone(issue, three, editor):
    after = issues.remove(item=three[1], by=editor, now=NOW)
    gone = headings(issue)

    issues.put_back(campaign=issue, number=after.version - 1, version=after.version, by=editor, now=NOW)

    assert gone == ["Een", "Drie"]
    assert headings(issue) == ["Een", "Twee", "Drie"]
    assert issue.items.filter(pk=three[1].pk).exists()


def test_taking_out_what_is_out_changes_nothing(issue, three, editor):
    issues.remove(item=three[1], by=editor, now=NOW)
    version = Campaign.objects.get(pk=issue.pk).version

    issues.remove(item=three[1], by=editor, now=NOW)

    assert Campaign.objects.get(pk=issue.pk).version == version


def test_what_a_colleague_wrote_is_never_overwritten_unseen(issue, editor, colleague):
    began = start(issue)
    issues.write(campaign=issue, words=words(issue, subject="Van een ander"), stamp=began, by=colleague, now=NOW)

    with pytest.raises(campaigns.ChangedMeanwhile) as refused:
        issues.write(campaign=issue, words=words(issue, subject="Van mij"), stamp=began, by=editor, now=NOW)

    assert refused.value.theirs.subject == "Van een ander"
    assert Campaign.objects.get(pk=issue.pk).subject == "Van een ander"


def test_two_who_write_different_parts_do_not_stand_in_each_others_way(issue, three, editor, colleague):
    began = start(issue)
    issues.change(item=three[0], parts={"heading": "Nieuw"}, stamp=start(three[0]), by=colleague, now=NOW)

    issues.write(campaign=issue, words=words(issue, subject="Van mij"), stamp=began, by=editor, now=NOW)

    assert Campaign.objects.get(pk=issue.pk).subject == "Van mij"
    assert headings(issue)[0] == "Nieuw"


def test_an_item_that_a_colleague_changed_is_shown_and_not_overwritten(three, editor, colleague):
    began = start(three[0])
    issues.change(item=three[0], parts={"text": "Hun tekst"}, stamp=began, by=colleague, now=NOW)

    with pytest.raises(issues.ItemChangedMeanwhile) as refused:
        issues.change(item=three[0], parts={"text": "Mijn tekst"}, stamp=began, by=editor, now=NOW)

    assert refused.value.theirs.text == "Hun tekst"


def test_an_item_that_a_colleague_took_out_cannot_be_written(three, editor, colleague):
    issues.remove(item=three[0], by=colleague, now=NOW)

    with pytest.raises(issues.ItemChangedMeanwhile) as refused:
        issues.change(item=three[0], parts={"text": "Mijn tekst"}, stamp=start(three[0]), by=editor, now=NOW)

    assert refused.value.theirs is None


def test_every_change_keeps_what_was_with_who_saved_it(issue, editor, colleague):
    issues.write(campaign=issue, words=words(issue, subject="Twee"), stamp=start(issue), by=colleague, now=NOW)

    kept = issue.versions.get()

    assert kept.content["subject"] == "Stagediscriminatie: wat werkt?"
    assert kept.saved_by == editor


def test_typing_for_a_while_makes_one_version_and_typing_on_another(issue, editor):
    for minute, subject in enumerate(("a", "ab", "abc", "abcd", "abcde", "abcdef", "abcdefg")):
        stored, now = Campaign.objects.get(pk=issue.pk), NOW + timedelta(minutes=minute)
        told = {"stamp": start(stored), "by": editor, "now": now, "by_itself": True}
        issues.write(campaign=issue, words=words(stored, subject=subject), **told)

    assert [each.content["subject"] for each in issue.versions.order_by("number")] == [
        "Stagediscriminatie: wat werkt?",
        "abcde",
    ]


def test_saving_the_same_words_again_changes_nothing(issue, editor):
    issues.write(campaign=issue, words=words(issue), stamp="", by=editor, now=NOW)

    assert not issue.versions.exists()


def test_going_back_keeps_what_it_was_until_then(issue, three, editor):
    before = Campaign.objects.get(pk=issue.pk)
    issues.put_back(campaign=issue, number=1, version=before.version, by=editor, now=NOW)

    emptied = headings(issue)
    issues.put_back(campaign=issue, number=before.version, version=before.version + 1, by=editor, now=NOW)

    assert emptied == []
    assert headings(issue) == ["Een", "Twee", "Drie"]


def test_going_back_over_a_change_one_did_not_see_is_refused(issue, three, editor):
    with pytest.raises(campaigns.ChangedMeanwhile):
        issues.put_back(campaign=issue, number=1, version=1, by=editor, now=NOW)


def test_a_newsletter_is_not_made_endless(issue, editor, monkeypatch, three):
    monkeypatch.setattr(issues, "MOST_ITEMS", 3)

    with pytest.raises(issues.CannotAdd):
        issues.add(campaign=issue, kind="article", by=editor, now=NOW)


def test_a_copy_has_items_of_its_own(issue, three, editor):
    made = campaigns.copy(campaign=issue, by=editor, now=NOW)

    CampaignItem.objects.filter(campaign=made).update(heading="Anders")

    assert headings(made) == ["Anders"] * 3
    assert headings(issue) == ["Een", "Twee", "Drie"]
    assert made.preheader == issue.preheader


@pytest.fixture
def pictured(make_item, editor, png):
    item = make_item("picture")
    picture = Fitted(png, "image/png", 800, 400)
    return issues.change(item=item, parts={"alt": "Een klas"}, stamp=start(item), picture=picture, by=editor, now=NOW)


def test_the_pictures_of_a_newsletter_go_with_it(pictured, issue, editor, django_capture_on_commit_callbacks):
    file = Picture.objects.get().file

    with django_capture_on_commit_callbacks(execute=True):
        campaigns.delete(campaign=issue, by=editor)

    assert not Picture.objects.exists()
    assert not file.storage.exists(file.name)


def test_a_picture_stays_as_long_as_a_copy_shows_it(pictured, issue, editor, django_capture_on_commit_callbacks):
    made = campaigns.copy(campaign=issue, by=editor, now=NOW)

    with django_capture_on_commit_callbacks(execute=True):
        campaigns.delete(campaign=issue, by=editor)

    file = made.items.get().picture.file
    assert file.storage.exists(file.name)
