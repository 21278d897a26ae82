"""Look up, when a parcel is claimed, to whom its letters may go now: the audience was frozen, people were not.

An address that changed, a stop, a pause, a consent that ended, a person who is gone: what holds now wins over what held
at the release (bar Q3, F22).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection

from post import arrays
from post.consent import lost
from post.encoding import BadAddress, wire_address
from post.fields import Addressee
from post.links import address_hasher
from post.models import LetterState, Mailing, Reason, StopSource
from post.models.letter import OPEN
from post.models.stop import NOTHING_AT_ALL


class Found(NamedTuple):
    """One letter: whom it is for, with the address as it travels, or why it does not leave.

    `changed` is the address when it is not the one that the row of the letter holds; `hashed` names it for stops.
    """

    who: Addressee
    hashed: bytes
    changed: str = ""
    state: LetterState = LetterState.WAITING
    reason: str = ""


def look_up(*, mailing: Mailing, letters: Sequence[int], today: date) -> list[Found]:
    """Return what holds now for each of these letters that is still open."""
    with connection.cursor() as cursor:
        cursor.execute(
            _PEOPLE,
            {
                "letters": arrays.numbers(letters),
                "open": list(OPEN),
                "follows": mailing.rules.follows_person,
                "organisation": "[organisatie]" in f"{mailing.subject}{mailing.text}{mailing.html}",
                "today": today,
            },
        )
        rows = cursor.fetchall()
    follows, hashed = mailing.rules.follows_person, address_hasher()
    found = [_found(row, follows, hashed) for row in rows]
    people, hashes = (one.who.person for one in found), (one.hashed for one in found)
    stopped = who_stopped(mailing, filter(None, people), filter(None, hashes))
    lapsed = lost(mailing, [one.who.person for one in found], today)
    return [_held(one, stopped, lapsed) if one.state == LetterState.WAITING else one for one in found]


def _held(one: Found, stopped: set[int | bytes], lapsed: Mapping[int, Reason]) -> Found:
    """Return a letter that may leave, or why it may not after all."""
    if one.who.person in stopped or one.hashed in stopped:
        return one._replace(state=LetterState.SKIPPED, reason=Reason.STOPPED)
    if one.who.person in lapsed:
        return one._replace(state=LetterState.SKIPPED, reason=lapsed[one.who.person])
    return one


# Some letters follow the person to the address they prefer now; the others go where they were meant for.
_PEOPLE = """
    SELECT letter.id, coalesce(letter.person_id, 0),
           CASE WHEN %(follows)s THEN coalesce(mail.address, '') ELSE letter.address END,
           coalesce(person.given_name, ''), coalesce(person.tussenvoegsel, ''), coalesce(person.family_name, ''),
           coalesce(work.name, ''), letter.address
    FROM post_letter AS letter
    LEFT JOIN network_person AS person ON person.id = letter.person_id
    LEFT JOIN network_mailaddress AS mail ON %(follows)s AND mail.person_id = letter.person_id AND mail.preferred
    LEFT JOIN LATERAL (
        SELECT organisation.name
        FROM network_affiliation AS affiliation
        JOIN network_organisation AS organisation ON organisation.id = affiliation.organisation_id
        WHERE %(organisation)s AND affiliation.person_id = letter.person_id
          AND (affiliation.started_on IS NULL OR affiliation.started_on <= %(today)s)
          AND (affiliation.ended_on IS NULL OR affiliation.ended_on > %(today)s)
        ORDER BY affiliation.started_on DESC NULLS LAST, affiliation.id DESC LIMIT 1
    ) AS work ON true
    WHERE letter.id = ANY(%(letters)s::bigint[]) AND letter.state = ANY(%(open)s)
    ORDER BY letter.id
"""


def _found(row: tuple[int, int, str, str, str, str, str, str], follows: bool, hashed: Callable[[str], bytes]) -> Found:
    *asked, frozen = row
    who = Addressee._make(asked)
    person, address = who.person, who.address
    if not address or (follows and not person):
        gone = not person
        return Found(who, b"", "", LetterState.SKIPPED, Reason.GONE if gone else Reason.NO_ADDRESS)
    changed = address if address != frozen else ""
    try:
        travels = wire_address(address)
    except BadAddress:
        return Found(who, b"", changed, LetterState.FAILED, Reason.BAD_ADDRESS)
    return Found(who if travels == address else who._replace(address=travels), hashed(address), changed)


def who_stopped(mailing: Mailing, people: Iterable[int], hashes: Iterable[bytes]) -> set[int | bytes]:
    """Return which of these people and hashed addresses get no letters of this mailing.

    Service and test letters are held back only by what stops everything whatever the person wants, such as a dead
    address: who leaves every list can still log in with a code. Who was forgotten gets what they ask for themselves.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _STOPS,
            {
                "people": arrays.numbers(people),
                "hashes": arrays.octets(hashes),
                "nothing": list(NOTHING_AT_ALL),
                "erasure": StopSource.ERASURE,
                "answers": mailing.answers_request,
                "stops_with_list": mailing.rules.stops_with_list,
                "scope": mailing.scope,
            },
        )
        return {about for row in cursor.fetchall() for about in (row[0], row[1] and bytes(row[1])) if about}


_STOPS = """
    SELECT person_id, address_hash FROM post_stop
    WHERE lifted_at IS NULL AND (person_id = ANY(%(people)s::bigint[]) OR address_hash = ANY(%(hashes)s::bytea[]))
      AND NOT (how = %(erasure)s AND %(answers)s)
      AND (how = ANY(%(nothing)s) OR (%(stops_with_list)s AND (scope IS NULL OR scope = %(scope)s)))
"""
