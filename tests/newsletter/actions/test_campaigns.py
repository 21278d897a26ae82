import pytest

from accounts.models import AuditLine
from newsletter.actions import campaigns
from newsletter.models import Audience, Campaign
from newsletter.queries.choosing import Selection
from tests.newsletter.conftest import NOW


def test_an_invitation_begins_with_words_and_the_lines_of_its_event(campaign, line, colleague):
    assert campaign.subject == "Kom je naar ‘Aanpak institutioneel racisme’ op 26 oktober?"
    assert campaign.body.startswith("Beste [voornaam],\n\nOp maandag 26 oktober 2026 ")
    assert campaign.body.endswith(f"{colleague.get_full_name()}\nKIS")
    assert list(campaign.audience.lines.all()) == [line]
    assert campaign.newsletter.slug == "uitnodigingen"


def test_an_invitation_is_dutch_whatever_language_its_maker_reads(event, invitations, colleague):
    from django.utils import translation

    with translation.override("en"):
        campaign = campaigns.create(event=event, by=colleague, now=NOW)

    assert campaign.title == "Uitnodiging Aanpak institutioneel racisme"
    assert "Beste" in campaign.body


def test_a_title_as_long_as_can_be_still_makes_an_invitation(event, invitations, colleague):
    event.title = "x" * 160
    event.save()

    campaign = campaigns.create(event=event, by=colleague, now=NOW)

    assert (len(campaign.title), len(campaign.subject)) == (160, 150)


def test_what_is_saved_counts_up_the_version_and_says_by_whom(campaign, make_user):
    editor = make_user("editor")

    words = {"title": "Voor mei", "subject": "Nieuw", "body": "Tekst"}
    campaigns.write(campaign=campaign, version=1, by=editor, now=NOW, **words)

    campaign.refresh_from_db()
    assert {name: getattr(campaign, name) for name in words} == words
    assert campaign.version == 2
    assert campaign.changed_by == editor
    assert AuditLine.objects.get(action="campaign.changed").facts == {"fields": [*words], "version": 2}


def test_the_second_of_two_writers_hears_of_the_first(campaign, colleague, make_user):
    first = {"title": "Eerst", "subject": "Eerst", "body": "Eerst"}
    campaigns.write(campaign=campaign, version=1, by=make_user("editor"), now=NOW, **first)

    with pytest.raises(campaigns.ChangedMeanwhile) as refused:
        campaigns.write(campaign=campaign, version=1, by=colleague, now=NOW, **first | {"subject": "Later"})

    assert refused.value.theirs.subject == "Eerst"
    assert Campaign.objects.get(pk=campaign.pk).subject == "Eerst"


def test_an_audience_is_guarded_by_the_same_version(campaign, colleague, make_line):
    other = Selection(lines=(make_line(7).pk,), provinces=("NL-UT",))
    campaigns.choose(campaign=campaign, selection=other, version=1, by=colleague, now=NOW)

    with pytest.raises(campaigns.ChangedMeanwhile):
        campaigns.choose(campaign=campaign, selection=Selection(), version=1, by=colleague, now=NOW)

    assert Selection.of(Audience.objects.get()) == other


def test_a_copy_has_the_words_and_audience_and_nothing_of_the_release(released, colleague):
    made = campaigns.copy(campaign=released, by=colleague, now=NOW)

    assert (made.subject, made.body, made.event, made.mailing) == (
        released.subject,
        released.body,
        released.event,
        None,
    )
    assert made.audience != released.audience
    assert Selection.of(made.audience) == Selection.of(released.audience)


def test_what_was_not_released_can_go_and_leaves_a_trace(campaign, colleague):
    number = campaign.pk

    campaigns.delete(campaign=campaign, by=colleague)

    assert (Campaign.objects.count(), Audience.objects.count()) == (0, 0)
    assert AuditLine.objects.get(action="campaign.deleted").object_id == number


def test_no_audit_line_holds_words_of_the_letter_or_a_name(released):
    """Z9, Z40"""
    told = str(list(AuditLine.objects.values_list("facts", flat=True)))

    for word in ("Samira", "example.org", "Beste", "racisme"):
        assert word not in told
