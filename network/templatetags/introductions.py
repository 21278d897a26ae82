"""How a warm introduction is told, step by step, with its evidence."""

from __future__ import annotations

from django import template
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.models import Affiliation, IntroductionRequest, Organisation, Person, Relationship
from network.models.introduction_request import IntroductionState
from network.queries.introductions import Attendance, Contact, Evidence, Party
from web.templatetags.parts import badge

register = template.Library()

BADGES = {
    IntroductionState.ASKED: ("info", "hourglass"),
    IntroductionState.ACCEPTED: ("good", "circle-check"),
    IntroductionState.DECLINED: ("", "circle-x"),
    IntroductionState.DONE: ("good", "check"),
}


@register.simple_tag
def introduction_badge(request: IntroductionRequest) -> SafeString:
    return badge(*BADGES[request.state], str(request.state.label))


@register.simple_tag
def step_words(step: Evidence, parties: dict[Party, Person | Organisation]) -> str:
    """Tell one step of a way in a sentence."""
    if isinstance(step.fact, Contact):
        return _spoken(step.fact, name_of(parties[step.second]))
    if isinstance(step.fact, Attendance):
        return _came(step.fact, name_of(parties[step.second]))
    if isinstance(step.fact, Affiliation):
        return _worked(step.fact)
    return _tied(step.fact, parties)


@register.filter
def name_of(party: Person | Organisation) -> str:
    return party.full_name if isinstance(party, Person) else party.name


def _spoken(contact: Contact, person: str) -> str:
    colleague = contact.colleague.get_full_name()
    said = {
        "colleague": colleague if contact.colleague.is_active else _("%(name)s (left KIS)") % {"name": colleague},
        "person": person,
        "day": date_format(contact.last_on, "j F Y"),
        "n": contact.number,
    }
    return (
        ngettext(
            "%(colleague)s spoke with %(person)s, last on %(day)s (%(n)d contact moment)",
            "%(colleague)s spoke with %(person)s, last on %(day)s (%(n)d contact moments)",
            contact.number,
        )
        % said
    )


def _came(attendance: Attendance, person: str) -> str:
    said = {"person": person, "day": date_format(attendance.last_on, "j F Y"), "n": attendance.number}
    return (
        ngettext(
            "%(person)s came to an event of ours on %(day)s",
            "%(person)s came to %(n)d events of ours, last on %(day)s",
            attendance.number,
        )
        % said
    )


def _worked(work: Affiliation) -> str:
    said = {"person": work.person.full_name, "organisation": work.organisation.name, "title": work.title}
    if work.ended_on:
        said["until"] = date_format(work.ended_on, "F Y")
        return _("%(person)s worked at %(organisation)s until %(until)s") % said
    if work.title:
        return _("%(person)s works at %(organisation)s as %(title)s") % said
    return _("%(person)s works at %(organisation)s") % said


def _tied(tie: Relationship, parties: dict[Party, Person | Organisation]) -> str:
    kind = "person" if tie.first_person_id else "organisation"
    first, second = getattr(tie, f"first_{kind}_id"), getattr(tie, f"second_{kind}_id")
    said = {
        "first": name_of(parties[kind, first]),
        "tie": str(tie.kind),
        "second": name_of(parties[kind, second]),
        "day": date_format(tie.last_known_on, "j F Y"),
    }
    if tie.confirmed_on:
        return _("%(first)s %(tie)s %(second)s (confirmed, last on %(day)s)") % said
    return _("%(first)s %(tie)s %(second)s (stated on %(day)s, not confirmed)") % said
