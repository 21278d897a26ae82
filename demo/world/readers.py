"""Readers who did something about their letters: asked and did not confirm yet, take a pause, want fewer; and a list
that is not for everybody.
"""

from __future__ import annotations

from datetime import timedelta

from demo.world.ground import Ground
from demo.world.subscriptions import LETTER_LIST
from network.models import Person, ProgrammeLine
from newsletter.models import (
    ConfirmationTally,
    ConsentText,
    Newsletter,
    Preference,
    Subscription,
    SubscriptionRequest,
)
from newsletter.models.subscription import ConsentSource

WAITING = (("a.jansen", 1), ("redactie", 2), ("m.yilmaz", 4), ("secretariaat", 6))
PAUSES, FEWER, IN_GROUP = 5, 12, 9
ASKED_A_WEEK, CONFIRM = 6, 0.8
WEEKS = 12
INTERNAL = {
    "slug": "meelezers",
    "name": "Meelezers van de nieuwsbrief",
    "name_en": "Readers of the draft",
    "description": "Een proef van elke nieuwsbrief, voor wie meeleest.",
    "description_en": "A draft of each newsletter, for who reads along.",
    "public": False,
}
THEME_LIST = {
    "slug": "gelijke-kansen",
    "name": "Nieuws over gelijke kansen",
    "name_en": "News on equal opportunities",
    "description": "Vier keer per jaar: wat werkt voor gelijke kansen op werk, bij de overheid en voor nieuwkomers.",
    "description_en": "Four times a year: what works for equal opportunities at work, in government and for newcomers.",
}
THEME, THEME_READERS = 2, 60
THEME_WORDS = {
    "wording": "Ik wil nieuws van KIS over gelijke kansen. Ik kan altijd stoppen.",
    "wording_en": "I want news of KIS on equal opportunities. I can stop at any time.",
}


def add(ground: Ground) -> None:
    """Store the requests, the pauses, a list of a theme, the internal list, and how confirming went lately."""
    letter_list = Newsletter.objects.get(slug=LETTER_LIST)
    _requests(ground, letter_list)
    _tallies(ground, letter_list)
    subscribed = Subscription.objects.holding().filter(newsletter=letter_list).order_by("pk")
    people = [place.person for place in subscribed.select_related("person")[: 2 * (PAUSES + FEWER)]]
    _preferences(ground, people[1:])  # who logs in gets everything
    _internal_list(ground, people[-IN_GROUP:])
    _theme_list(
        ground, [place.person for place in subscribed.select_related("person")[THEME_READERS : 2 * THEME_READERS]]
    )


def _requests(ground: Ground, letter_list: Newsletter) -> None:
    text = ConsentText.objects.filter(newsletter=letter_list).order_by("-version").first()
    for name, days_ago in WAITING:
        asked = SubscriptionRequest.objects.create(
            address=f"{name}@gemeente-hardenveen.example.org",
            form="/nieuwsbrief/",
            asked_at=ground.office_hour(ground.today - timedelta(days=days_ago)),
        )
        if text:
            asked.texts.set([text])


def _tallies(ground: Ground, letter_list: Newsletter) -> None:
    """Tell of each week how many asked and how many of those confirmed; who still waits is among them."""
    waiting = {ground.today - timedelta(days=days_ago) for _name, days_ago in WAITING}
    ConfirmationTally.objects.bulk_create(
        ConfirmationTally(newsletter=letter_list, day=day, asked=1, confirmed=0) for day in sorted(waiting)
    )
    for week in range(2, WEEKS):
        asked = ASKED_A_WEEK + ground.dice.randint(-2, 3)
        confirmed = sum(ground.dice.random() < CONFIRM for _one in range(asked))
        day = ground.today - timedelta(weeks=week)
        ConfirmationTally.objects.create(newsletter=letter_list, day=day, asked=asked, confirmed=confirmed)


def _preferences(ground: Ground, people: list[Person]) -> None:
    chosen = ground.office_hour(ground.today - timedelta(days=20))
    for number, person in enumerate(people[: PAUSES + FEWER]):
        until = ground.today + timedelta(days=10 + 14 * number) if number < PAUSES else None
        Preference.objects.create(person=person, paused_until=until, fewer=until is None, changed_at=chosen)


def _internal_list(ground: Ground, people: list[Person]) -> None:
    made = Newsletter.objects.create(**INTERNAL)
    agreed = ground.office_hour(ground.today - timedelta(days=120))
    Subscription.objects.bulk_create(
        Subscription(
            person=person,
            newsletter=made,
            wording="Wil je meelezen met de nieuwsbrief voor hij uitgaat?",
            source=ConsentSource.MEETING,
            proof="Gevraagd op de werksessie, zie het verslag",
            agreed_at=max(agreed, person.created_at),
        )
        for person in people
    )


def _theme_list(ground: Ground, people: list[Person]) -> None:
    """Store the list of one theme: it is about all programme lines of the theme."""
    made = Newsletter.objects.create(**THEME_LIST)
    made.lines.set(ProgrammeLine.objects.filter(theme__number=THEME))
    began = ground.office_hour(ground.today - timedelta(days=500))
    text = ConsentText.objects.create(newsletter=made, version=1, from_at=began, **THEME_WORDS)
    Subscription.objects.bulk_create(
        Subscription(
            person=person,
            newsletter=made,
            wording=text.wording,
            source=ConsentSource.MEETING,
            proof="Aangevinkt op de deelnemerslijst van het kennisatelier",
            agreed_at=max(began + timedelta(days=7 * number), person.created_at),
        )
        for number, person in enumerate(people)
    )
