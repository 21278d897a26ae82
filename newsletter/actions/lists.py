"""The lists: those that the house begins with, and what colleagues make of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.actions import audit
from network.actions import reference
from network.models import ProgrammeLine
from newsletter.models import ConsentText, Newsletter
from newsletter.models.newsletter import INVITATIONS

if TYPE_CHECKING:
    from accounts.models import User

LISTS = {
    INVITATIONS: {
        "name": "Uitnodigingen voor bijeenkomsten",
        "name_en": "Invitations to events",
        "description": "Een persoonlijke uitnodiging als er een bijeenkomst is die bij je werk past.",
        "description_en": "A personal invitation when there is an event that fits your work.",
    },
    "kis-nieuwsbrief": {
        "name": "KIS-nieuwsbrief",
        "name_en": "KIS newsletter",
        "description": "Nieuws, publicaties en bijeenkomsten van KIS.",
        "description_en": "News, publications and events of KIS.",
    },
}
# The words to which people say yes, as the lists begin: in Dutch and in English.
FIRST_WORDS = {
    INVITATIONS: (
        "Ik wil uitnodigingen voor bijeenkomsten van KIS. Ik kan altijd stoppen.",
        "I want invitations to events of KIS. I can stop at any time.",
    ),
    "kis-nieuwsbrief": (
        "Ik wil de KIS-nieuwsbrief. Ik kan altijd stoppen.",
        "I want the KIS newsletter. I can stop at any time.",
    ),
}


class CannotKeepList(Exception):
    """What was told about a list is not kept; the text says why."""


@dataclass(frozen=True)
class ListFacts:
    """What colleagues say about a list; the words are those to which people say yes.

    A list about no programme line in particular names none; one about a theme names all lines of the theme.
    """

    name: str
    name_en: str
    description: str
    description_en: str
    public: bool
    wording: str
    wording_en: str
    lines: Sequence[ProgrammeLine] = field(default=())


def invitations() -> Newsletter:
    """Return the list of invitations; it is made when nobody has loaded the reference data yet."""
    return Newsletter.objects.get_or_create(slug=INVITATIONS, defaults=LISTS[INVITATIONS])[0]


def load(report: reference.Report) -> None:
    """Make sure these lists and their first words exist; they belong to the colleagues from then on."""
    for slug, facts in LISTS.items():
        newsletter = reference.put(
            Newsletter.objects, report=report, found_by={"slug": slug}, official={}, at_first=facts
        )
        wording, wording_en = FIRST_WORDS[slug]
        told = {"wording": wording, "wording_en": wording_en, "from_at": timezone.now()}
        ConsentText.objects.get_or_create(newsletter=newsletter, version=1, defaults=told)


@transaction.atomic
def make(*, facts: ListFacts, by: User, now: datetime) -> Newsletter:
    """Make a list with its first words.

    :raises CannotKeepList: when there is a list of this name.
    """
    slug = slugify(facts.name)[:50]
    if not slug or Newsletter.objects.filter(slug=slug).exists():
        raise CannotKeepList(_("There is a list of this name already. Choose another name."))
    newsletter = Newsletter.objects.create(slug=slug, **_columns(facts))
    newsletter.lines.set(facts.lines)
    _write_words(newsletter, facts, by, now)
    audit.write("newsletter.list_made", by=by, about=newsletter, public=facts.public)
    return newsletter


@transaction.atomic
def change(*, newsletter: Newsletter, facts: ListFacts, by: User, now: datetime) -> Newsletter:
    """Make a list say this; other words become a next version, and who agreed before agreed to the earlier ones."""
    newsletter = Newsletter.objects.select_for_update().get(pk=newsletter.pk)
    told = _columns(facts)
    changed = [name for name, value in told.items() if getattr(newsletter, name) != value]
    for name in changed:
        setattr(newsletter, name, told[name])
    newsletter.save(update_fields=changed)
    if set(newsletter.lines.all()) != set(facts.lines):
        newsletter.lines.set(facts.lines)
        changed.append("lines")
    if _write_words(newsletter, facts, by, now):
        changed.append("words")
    if changed:
        audit.write("newsletter.list_changed", by=by, about=newsletter, fields=changed)
    return newsletter


def _columns(facts: ListFacts) -> dict[str, str | bool]:
    return {name: getattr(facts, name) for name in ("name", "name_en", "description", "description_en", "public")}


def _write_words(newsletter: Newsletter, facts: ListFacts, by: User, now: datetime) -> bool:
    """Write a next version of the words unless they are what stands on the form; tell whether there is one."""
    last = newsletter.texts.order_by("-version").first()
    if last and (last.wording, last.wording_en) == (facts.wording, facts.wording_en):
        return False
    newsletter.texts.create(
        version=last.version + 1 if last else 1,
        wording=facts.wording,
        wording_en=facts.wording_en,
        from_at=now,
        written_by=by,
    )
    return True
