"""The readers of the invitations are being asked whether they stay: some said so, some left, most said nothing yet."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import User
from demo.world.ground import Ground
from network.models import MailAddress
from newsletter.models import Newsletter, Renewal, RenewalAnswer, RenewalAsk, Subscription
from newsletter.models.newsletter import INVITATIONS
from newsletter.models.subscription import ConsentSource, EndSource
from post.actions import mailings
from post.models import Letter, LetterClass, LetterState, Mailing

OLD = 800  # days; a yes from before that is asked again
ASKED_DAYS_AGO, DAYS = 12, 30
MOST, STAYED = 120, 0.45


def add(ground: Ground, editor: User) -> None:
    """Store a renewal that is under way, with its letters and the answers so far."""
    newsletter = Newsletter.objects.get(slug=INVITATIONS)
    started = ground.office_hour(ground.today - timedelta(days=ASKED_DAYS_AGO))
    before = ground.today - timedelta(days=OLD)
    renewal = Renewal.objects.create(
        newsletter=newsletter,
        text=newsletter.texts.order_by("-version")[0],
        agreed_before=before,
        started_by=editor,
        started_at=started,
        ends_at=started + timedelta(days=DAYS),
    )
    old = Subscription.objects.holding().filter(newsletter=newsletter, agreed_at__date__lt=before)
    places = list(old.filter(person__mail_addresses__preferred=True).order_by("pk")[:MOST])
    asks = [RenewalAsk(renewal=renewal, person_id=place.person_id) for place in places]
    RenewalAsk.objects.bulk_create(asks)
    renewal.mailings.add(_letters(renewal, [place.person_id for place in places], started))
    for place, ask in zip(places, asks, strict=True):
        if ground.dice.random() < STAYED:
            _stay(renewal, place, ask, started + timedelta(hours=ground.dice.randint(1, 24 * 10)))


def _letters(renewal: Renewal, people: list[int], moment: datetime) -> Mailing:
    mailing = mailings.compose(
        letter_class=LetterClass.NEWSLETTER,
        title="Wil je de uitnodigingen blijven krijgen?",
        subject="Wil je de uitnodigingen blijven krijgen?",
        text="Je krijgt van ons uitnodigingen voor bijeenkomsten. Wil je blijven?",
        scope=renewal.newsletter_id,
        now=moment,
        by=renewal.started_by,
    )
    addresses = dict(MailAddress.objects.filter(person__in=people, preferred=True).values_list("person", "address"))
    told = {"mailing": mailing, "state": LetterState.SENT, "code": 250, "attempts": 1, "settled_at": moment}
    Letter.objects.bulk_create(Letter(person_id=pk, address=address, **told) for pk, address in addresses.items())
    done = {"released_at": moment, "finished_at": moment, "promised": len(addresses)}
    Mailing.objects.filter(pk=mailing.pk).update(**done)
    return mailing


def _stay(renewal: Renewal, place: Subscription, ask: RenewalAsk, moment: datetime) -> None:
    """Write down a yes as the page does: a new consent in the place of the old one."""
    Subscription.objects.filter(pk=place.pk).update(ended_at=moment, ended_how=EndSource.RENEWED)
    Subscription.objects.create(
        person_id=place.person_id,
        newsletter_id=place.newsletter_id,
        wording=renewal.text.wording,
        text=renewal.text,
        source=ConsentSource.RENEWAL,
        form="/blijven/",
        proof="Knop in de brief naar dit adres",
        asked_at=renewal.started_at,
        confirmed_at=moment,
        agreed_at=moment,
    )
    RenewalAsk.objects.filter(pk=ask.pk).update(answer=RenewalAnswer.STAYED, answered_at=moment)
