"""What was sent: the invitations to the meetings and some newsletters; and of each, one that is still being made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from accounts.models import User
from demo.world import clicks, issues, programme
from demo.world.colleagues import Staff
from demo.world.ground import Ground, at
from demo.world.meetings import Round
from demo.world.people import Inhabitant
from demo.world.subscriptions import LETTER_LIST, Consents
from events.models import Event
from network.models import MailAddress, Person, ProgrammeLine, TargetGroup
from newsletter import letters
from newsletter.actions import grounds
from newsletter.actions.campaigns import first_words
from newsletter.actions.clicks import count_links
from newsletter.models import Audience, Campaign, Newsletter, Subscription
from newsletter.models.newsletter import INVITATIONS
from newsletter.models.subscription import EndSource
from post.actions import mailings
from post.models import Letter, LetterState, Mailing

PER_SECOND = 400
NEWSLETTERS = (
    (
        91,
        "Nieuwsbrief: wat werkt tegen stagediscriminatie",
        "Wat werkt tegen stagediscriminatie?",
        "Beste [voornaam],\n\nIn deze nieuwsbrief: hoe drie scholen hun stages anders verdelen, een rekenvoorbeeld "
        "voor werkgevers, en een gesprek over taal op de werkvloer.\n\nMet groet,\nKIS",
        (),
    ),
    (
        61,
        "Nieuwsbrief: samen in de wijk",
        "Samen in de wijk: vijf lessen",
        "Beste [voornaam],\n\nWat leerden vijf gemeenten van burenbemiddeling? En hoe vind je mensen die een buurt "
        "kennen? Je leest het in deze nieuwsbrief.",
        issues.IN_THE_STREET,
    ),
    (
        33,
        "Nieuwsbrief: brieven die iedereen begrijpt",
        "Schrijf jij al brieven die iedereen begrijpt?",
        "Beste [voornaam],\n\nSchrijf je voor mensen? Dan is deze nieuwsbrief voor jou. Hij is kort.",
        issues.CLEAR_LETTERS,
    ),
)


@dataclass(frozen=True)
class Sending:
    """What goes out to whom, when and by whom."""

    campaign: Campaign
    people: list[Person]
    moment: datetime


def add(ground: Ground, inhabitants: list[Inhabitant], consents: Consents, rounds: list[Round], staff: Staff) -> None:
    """Store the campaigns that went out, with a letter for each person, and a draft of either kind."""
    addresses = dict(MailAddress.objects.filter(preferred=True).values_list("person", "address"))
    sendings = [_invitation(ground, each) for each in rounds]
    sendings += _newsletters(ground, inhabitants, consents, staff.editor, addresses)
    for each in sendings:
        _send(ground, each, addresses)
    _draft(ground, staff.line_staff)
    issues.add_draft(ground, staff.editor)


def _invitation(ground: Ground, invited: Round) -> Sending:
    """Return the campaign with which people were invited to a meeting."""
    subject, body = first_words(invited.event, invited.by)
    audience = Audience.objects.create()
    audience.lines.set([ground.lines[number] for number in invited.lines])
    campaign = _campaign(
        audience,
        newsletter=Newsletter.objects.get(slug=INVITATIONS),
        event=invited.event,
        title=f"Uitnodiging {invited.event.title}",
        subject=subject,
        body=body,
        by=invited.by,
        moment=invited.invited_at,
    )
    return Sending(campaign, invited.people, invited.invited_at)


def _newsletters(
    ground: Ground, inhabitants: list[Inhabitant], consents: Consents, editor: User, addresses: dict[int, str]
) -> list[Sending]:
    """Return the newsletters, each for who had agreed to it by then."""
    found = []
    newsletter = Newsletter.objects.get(slug=LETTER_LIST)
    agreed = consents[LETTER_LIST]
    for days_ago, title, subject, body, items in NEWSLETTERS:
        moment = at(ground.today - timedelta(days=days_ago), time(10))
        audience = Audience.objects.create()
        audience.lines.set(ProgrammeLine.objects.all())
        campaign = _campaign(
            audience, newsletter=newsletter, title=title, subject=subject, body=body, by=editor, moment=moment
        )
        issues.fill(campaign, items)
        pks = ((each.person, agreed.get(each.person.pk)) for each in inhabitants if each.person.pk in addresses)
        people = [person for person, consent in pks if consent and consent.holds_at(moment)]
        found.append(Sending(campaign, people, moment))
    return found


def _campaign(
    audience: Audience,
    *,
    newsletter: Newsletter,
    title: str,
    subject: str,
    body: str,
    by: User,
    moment: datetime,
    event: Event | None = None,
) -> Campaign:
    made_at = moment - timedelta(hours=22)
    return Campaign.objects.create(
        audience=audience,
        newsletter=newsletter,
        event=event,
        title=title,
        subject=subject,
        body=body,
        created_by=by,
        created_at=made_at,
        changed_by=by,
        changed_at=made_at,
    )


def _send(ground: Ground, sending: Sending, addresses: dict[int, str]) -> None:
    """Store the mailing of a campaign and what became of each letter."""
    campaign = sending.campaign
    words = letters.mailing_of(campaign)
    words["html"] = count_links(campaign=campaign, html=words["html"])
    mailing = mailings.compose(**words, now=sending.moment, by=campaign.created_by)
    Letter.objects.bulk_create(
        _letter(ground, mailing, person, addresses[person.pk], sending.moment + timedelta(seconds=number / PER_SECOND))
        for number, person in enumerate(sending.people)
    )
    mailing.released_at = sending.moment
    mailing.promised = len(sending.people)
    mailing.finished_at = sending.moment + timedelta(seconds=len(sending.people) / PER_SECOND + 5)
    mailing.save()
    campaign.mailing = mailing
    campaign.save(update_fields=["mailing"])
    grounds.write(campaign=campaign, now=sending.moment)
    _blame(sending)
    clicks.add(ground, campaign, len(sending.people), sending.moment)


def _blame(sending: Sending) -> None:
    """Let who left the list in the weeks after a letter, have left it through that letter."""
    weeks = (sending.moment, sending.moment + timedelta(weeks=4))
    left = Subscription.objects.filter(person__in=sending.people, ended_at__range=weeks, ended_through=None)
    left.filter(newsletter=sending.campaign.newsletter).exclude(ended_how=EndSource.STAFF).update(
        ended_through=sending.campaign
    )


def _letter(ground: Ground, mailing: Mailing, person: Person, address: str, moment: datetime) -> Letter:
    """Return a letter that arrived, or for one in a hundred: that the mailbox refused."""
    arrived = ground.dice.random() >= 0.01
    return Letter(
        mailing=mailing,
        person=person,
        address=address,
        state=LetterState.SENT if arrived else LetterState.FAILED,
        code=250 if arrived else 550,
        reply="2.0.0 Ok: queued" if arrived else "5.1.1 The mailbox does not exist",
        attempts=1,
        settled_at=moment,
    )


def _draft(ground: Ground, by: User) -> None:
    """Leave the invitation to the work session half written."""
    event = Event.objects.get(slug=programme.WORK_SESSION)
    subject, body = first_words(event, by)
    audience = Audience.objects.create()
    audience.lines.set(event.lines.all())
    audience.target_groups.set(TargetGroup.objects.filter(core=True))
    _campaign(
        audience,
        newsletter=Newsletter.objects.get(slug=INVITATIONS),
        event=event,
        title=f"Uitnodiging {event.title}",
        subject=subject,
        body=body,
        by=by,
        moment=ground.office_hour(ground.days_ago(3, 2)),
    )
