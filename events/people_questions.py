"""What the lists of the network may ask about meetings: who was asked, who comes or came, who never did."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.models import Event, Invitation, Registration
from network import questions
from web.keys import key_of

LATEST = 20  # meetings to choose from; older ones are found on their own page


def ask() -> None:
    """Let people and organisations be narrowed by meetings."""
    questions.add(questions.Question("meeting", gettext_lazy("Events"), choices, people))


def choices() -> questions.Choices:
    """Return what can be asked of all meetings together, and of each of the latest."""
    events = Event.objects.order_by("-held_on", "-pk")[:LATEST]
    titles = [(event.pk, f"{event.title} ({event.held_on:%d-%m-%Y})") for event in events]
    of_all = [
        ("invited", _("Was invited once")),
        ("came", _("Came once")),
        ("absent", _("Was invited and never came")),
        ("never", _("Never came")),
    ]
    return [
        *of_all,
        (_("Invited to"), [(f"invited-{pk}", title) for pk, title in titles]),
        (_("Comes or came to"), [(f"came-{pk}", title) for pk, title in titles]),
        (_("Invited, does not come to"), [(f"absent-{pk}", title) for pk, title in titles]),
    ]


def people(value: str) -> questions.People:
    """Return the people of a choice; of one meeting `came` also counts who has a place at it and it is yet to come."""
    what, _dash, pk = value.partition("-")
    of_event: dict[str, Any] = {"event": key} if (key := key_of(pk)) else {}
    invited = Invitation.objects.filter(**of_event).values("person")
    came = _came(of_event).values("person")
    found = {
        "invited": questions.People(invited),
        "came": questions.People(came),
        "absent": questions.People(invited.exclude(person__in=came)),
        "never": questions.People(came, inside=False),
    }
    return found.get(what, questions.People(Invitation.objects.none().values("person")))


def _came(of_event: dict[str, Any]) -> QuerySet[Registration]:
    """Return the places people have at this meeting; of all meetings, only of those that were held."""
    places: QuerySet[Registration] = Registration.objects.coming().filter(event__cancelled_at=None)
    return places.filter(**of_event or {"event__held_on__lte": timezone.localdate()})
