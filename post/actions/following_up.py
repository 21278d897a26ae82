"""Ask a colleague to find out where somebody went, when post no longer reaches them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from network.actions import tasks
from network.actions.tasks import TaskFacts
from network.models import Person
from network.queries import holders
from post.models import Mailing

WITHIN = timedelta(days=14)


def ask(*, people: Sequence[Person], mailing: Mailing, now: datetime) -> None:
    """Plan a task for each of these people: who follows them up? For whoever keeps the relation.

    When nobody does, and nobody works on their lines, for who released the letter; else for whoever takes it. A letter
    that is kept out of timelines makes no task: that somebody received it, is itself a secret.
    """
    if mailing.sealed:
        return
    today = timezone.localdate(now)
    followed = [(person, holders.who_follows(person, today, otherwise=mailing.created_by)) for person in people]
    # In one order of colleagues: each is held until the end, so two parcels do not wait for each other for ever.
    for person, found in sorted(followed, key=lambda pair: pair[1].user.pk if pair[1].user else 0):
        with translation.override(found.user.language if found.user else settings.LANGUAGE_CODE):
            what = _("Who follows this person up? Post no longer reaches them.")
        facts = TaskFacts(
            what, today + WITHIN, found.user, person=person, organisation=found.organisation, line=found.line
        )
        tasks.plan(facts=facts, by=None, now=now)
