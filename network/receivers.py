"""What the network does when another room says that something happened."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.roles import Role
from accounts.signals import Unfinished, losing_asked, roles_lost
from network.actions import line_work, people
from network.keepers import KEEPERS
from network.models import IntroductionRequest, Person
from network.queries import handover
from network.signals import timeline_asked
from network.timeline import Entry, at_day

if TYPE_CHECKING:
    from accounts.models import User


@receiver(email_confirmed)
def recognise_the_person(email_address: EmailAddress, **told: Any) -> None:  # noqa: ARG001
    """Give an account the person it belongs to, now that its owner has shown that the address is theirs."""
    people.link_account(user=email_address.user, address=email_address.email)


@receiver(losing_asked)
def ask_to_hand_over(user: User, left: frozenset[Role], **told: Any) -> Unfinished | None:  # noqa: ARG001
    """Ask that relations and open tasks are handed over before a colleague may keep the network no more."""
    kept = handover.left_by(user)
    if not kept.rows or not left.isdisjoint(KEEPERS):
        return None
    relations, tasks = len(kept.relations), len(kept.tasks)
    counted = [
        (relations, ngettext("%(count)s relation", "%(count)s relations", relations)),
        (tasks, ngettext("%(count)s open task", "%(count)s open tasks", tasks)),
    ]
    what = f" {_('and')} ".join(words % {"count": number} for number, words in counted if number)
    said = _("%(name)s still has %(what)s. Hand that over first.") % {"name": user.get_full_name(), "what": what}
    return Unfinished(said, reverse("network:handover", args=[user.pk]))


@receiver(roles_lost)
def end_the_work_on_lines(user: User, left: frozenset[Role], by: User, now: datetime, **told: Any) -> None:  # noqa: ARG001
    """Let nobody work on a line who may not keep the network any more."""
    if left.isdisjoint(KEEPERS):
        line_work.end_all(user=user, by=by, now=now)


@receiver(timeline_asked)
def tell_introductions(person: Person, user: User, **_rest: Any) -> list[Entry]:
    """Say to whom this person was asked to introduce us, and what came of it."""
    asked = IntroductionRequest.objects.visible_to(user).filter(via=person).select_related("organisation", "asked_by")
    return [
        Entry(
            at=at_day(request.state_on),
            icon="waypoints",
            title=_("Asked to introduce us to %(organisation)s") % {"organisation": request.organisation.name},
            text=request.note,
            badge=("good" if request.accepted_on else "", "waypoints", str(request.state.label)),
            url=reverse("network:organisation_ways", args=[request.organisation_id]),
            by=request.asked_by.get_full_name(),
        )
        for request in asked
    ]
