"""Who agreed to which letters: words, source and date; some took it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from demo.world.ground import Ground
from demo.world.people import Inhabitant
from network.models import Person
from newsletter.models import Newsletter, Subscription
from newsletter.models.newsletter import INVITATIONS
from newsletter.models.subscription import ConsentSource, EndSource
from post.models import Stop

LETTER_LIST = "kis-nieuwsbrief"
SHARE = {INVITATIONS: 0.8, LETTER_LIST: 0.6}
WORDS = {
    INVITATIONS: "Ja, KIS mag mij per e-mail uitnodigen voor bijeenkomsten. Ik kan dat altijd weer stoppen.",
    LETTER_LIST: "Ja, ik wil de nieuwsbrief van KIS per e-mail. Ik kan mij in elke nieuwsbrief uitschrijven.",
}
PROOF = {
    ConsentSource.FORM: "Formulier op de website, bevestigd per e-mail",
    ConsentSource.MEETING: "Presentielijst met handtekening",
    ConsentSource.LETTER: "E-mail, bewaard bij het secretariaat",
}
TAKEN_BACK = 0.05


@dataclass(frozen=True)
class Consent:
    """Between which moments somebody could be mailed for a list."""

    agreed_at: datetime
    ended_at: datetime | None

    def holds_at(self, moment: datetime) -> bool:
        return self.agreed_at <= moment and (self.ended_at is None or moment < self.ended_at)


Consents = dict[str, dict[int, Consent]]


def add(ground: Ground, inhabitants: list[Inhabitant]) -> Consents:
    """Store the subscriptions; return per list who agreed, by the number of the person."""
    lists = Newsletter.objects.in_bulk(SHARE, field_name="slug")
    subscriptions = [
        _subscription(ground, each.person, lists[slug])
        for slug, share in SHARE.items()
        for position, each in enumerate(inhabitants)
        if position == 0 or ground.dice.random() < share  # the member who logs in gets both
    ]
    subscriptions[0].ended_at, subscriptions[0].ended_how = None, ""
    Subscription.objects.bulk_create(subscriptions)
    _store_stops(subscriptions)
    consents: Consents = {slug: {} for slug in SHARE}
    for each in subscriptions:
        consents[each.newsletter.slug][each.person.pk] = Consent(each.agreed_at, each.ended_at)
    return consents


def _subscription(ground: Ground, person: Person, newsletter: Newsletter) -> Subscription:
    source = ground.dice.choices(list(PROOF), weights=(60, 28, 12))[0]
    days_known = (ground.today - person.created_at.date()).days
    agreed_at = person.created_at + timedelta(days=ground.dice.randint(0, min(max(days_known - 3, 0), 200)))
    subscription = Subscription(
        person=person,
        newsletter=newsletter,
        wording=WORDS[newsletter.slug],
        source=source,
        proof=PROOF[source],
        agreed_at=agreed_at,
    )
    if ground.dice.random() < TAKEN_BACK:
        days_held = (ground.today - agreed_at.date()).days
        subscription.ended_at = agreed_at + timedelta(days=ground.dice.randint(1, max(days_held - 1, 1)))
        subscription.ended_how = ground.dice.choice((EndSource.ONE_CLICK, EndSource.PAGE, EndSource.STAFF))
    return subscription


def _store_stops(subscriptions: list[Subscription]) -> None:
    """Stop the post for who took it back, as leaving a list does."""
    Stop.objects.bulk_create(
        Stop(person=each.person, scope=each.newsletter.pk, how=each.ended_how, at=each.ended_at)
        for each in subscriptions
        if each.ended_at
    )
