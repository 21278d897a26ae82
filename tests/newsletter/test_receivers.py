from datetime import timedelta

from network.timeline import timeline_of
from newsletter.actions import releases, subscriptions
from newsletter.models.subscription import EndSource
from post.models import LetterState
from tests.newsletter.conftest import NOW


def told(person, user):
    return [
        (entry.title, entry.badge[2] if entry.badge else "", entry.url) for entry in timeline_of(person, user, "post")
    ]


def test_a_letter_stands_on_the_timeline_with_what_became_of_it(released, colleague):
    letter = released.mailing.letters.first()
    letter.state = LetterState.SENT
    letter.settled_at = NOW + timedelta(minutes=1)
    letter.save()

    assert told(letter.person, colleague)[0] == (
        "Uitnodiging Aanpak institutioneel racisme",
        str(LetterState.SENT.label),
        f"/verzendingen/{released.pk}/",
    )


def test_saying_yes_and_leaving_stand_on_the_timeline(make_reader, invitations, colleague):
    person = make_reader()
    subscriptions.end(person=person, newsletter=invitations, how=EndSource.PAGE, now=NOW)

    assert [title for title, _badge, _url in told(person, colleague)] == [
        "Meldde zich af voor Uitnodigingen voor bijeenkomsten",
        "Zei ja tegen Uitnodigingen voor bijeenkomsten",
    ]


def test_a_test_letter_stands_on_nobodys_timeline(campaign, colleague, make_reader):
    from allauth.account.models import EmailAddress

    person = make_reader()
    EmailAddress.objects.create(user=colleague, email=colleague.email, verified=True, primary=True)
    releases.send_proof(campaign=campaign, to=colleague, now=NOW)

    assert [title for title, _badge, _url in told(person, colleague)] == [
        "Zei ja tegen Uitnodigingen voor bijeenkomsten"
    ]


def test_who_does_not_work_at_kis_reads_nothing_of_it(released, make_user):
    assert told(released.mailing.letters.first().person, make_user("member")) == []


def test_the_lists_of_the_house_come_with_the_reference_data(db):
    from django.core.management import call_command

    from newsletter.models import Newsletter

    call_command("load_reference_data", verbosity=0)
    Newsletter.objects.filter(slug="uitnodigingen").update(name="Kom je ook?")
    call_command("load_reference_data", verbosity=0)

    assert dict(Newsletter.objects.values_list("slug", "name")) == {
        "uitnodigingen": "Kom je ook?",
        "kis-nieuwsbrief": "KIS-nieuwsbrief",
    }
