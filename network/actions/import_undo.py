"""Taking a row of an import back: what it made goes and what it changed is set back, as far as nobody touched it since.

What an import hung on a known record is kept in `ImportRow.before` as it was made, so that an undo can see whether it
still says the same; when it does not, it stays and is named.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Case, Value, When

from network import rows
from network.importing.columns import COLUMNS
from network.importing.drafts import Hand
from network.importing.people import used_by
from network.models import ImportFile, ImportRow, MailAddress, Person
from network.models.mail_address import Arrives
from network.queries.merges import label_of
from network.signals import preferred_address_changed

# What `left` says when it was not other rows that kept a record here.
CHANGED_SINCE, GONE_SINCE = "changed", "gone"
# Columns of which one says nothing without the other: when somebody changed one since, both stay.
TOGETHER = ({"municipality_id", "province"}, {"confirmed_by", "confirmed_on"}, {"started_on", "ended_on"})
# What the post tells of an address by itself; nobody changed it by hand.
TOLD_BY_THE_POST = frozenset({"arrives", "came_back_at", "came_back_with"})


def keep_as_made(changed: Sequence[ImportRow]) -> None:
    """Write into these rows how everything they hung on known records stands now that it was made."""
    numbers: dict[str, list[int]] = defaultdict(list)
    made = [each for row in changed if row.before for each in row.before.get("made", [])]
    for label, number in made:
        numbers[label].append(number)
    found = {label: rows.read(apps.get_model(label), of) for label, of in numbers.items()}
    for each in made:
        each.append(found[each[0]].get(each[1]))


def take_back_new(file: ImportFile, hand: Hand, stretch: list[ImportRow]) -> None:
    """Delete the records that these rows made, but for those that somebody used or changed since."""
    targets = [row.target for row in stretch if row.target]
    standing, used = hand.standing(targets), hand.used(targets)
    free = []
    for row in stretch:
        if row.target in used:
            row.left = used[row.target]
        elif row.target in standing and standing[row.target] != hand.expected(row.facts, file.proof):
            row.left = CHANGED_SINCE
        elif row.target in standing:
            free.append(row.target)
        else:
            row.left = GONE_SINCE
    hand.model._default_manager.filter(pk__in=free).delete()


def take_back_change(file: ImportFile, hand: Hand, row: ImportRow, now: datetime) -> str:
    """Undo what a row did to a known record; return what stays because somebody changed it since, in words."""
    record = rows.read(hand.model, [row.target or 0]).get(row.target or 0)
    if record is None:
        return GONE_SINCE
    done = row.before or {}
    columns = _set_back(hand, row.target or 0, record, done.get("columns", {}))
    stays = [str(COLUMNS[file.kind][name.removesuffix("_id")].label) for name in columns]
    stays += _unmake(done.get("made", []), now)
    return ", ".join(dict.fromkeys(stays))[:120]


def _set_back(hand: Hand, target: int, record: rows.Row, columns: dict[str, list[Any]]) -> Iterable[str]:
    """Give the columns that still say what the import wrote their old value; return the others."""
    others = {name for name, (_old, new) in columns.items() if record[name] != new}
    others |= {name for pair in TOGETHER if pair & others for name in pair & columns.keys()}
    mine = {name: old for name, (old, _new) in columns.items() if name not in others}
    try:
        with transaction.atomic():
            if mine:
                rows.set_columns(hand.model, [target], mine)
    except IntegrityError:  # the old values no longer fit what somebody told beside them
        return columns
    return [name for name in columns if name in others]


def _unmake(made: Iterable[list[Any]], now: datetime) -> Iterator[str]:
    """Take away what was made and still says the same; yield what the rest is called."""
    for label, number, *then in made:
        model = apps.get_model(label)
        stands = rows.read(model, [number]).get(number)
        if stands is None:
            continue
        if not _as_made(stands, then) or used_by(model, [number], set()):
            yield label_of(model)
            continue
        rows.delete(model, [number])
        if model is MailAddress and stands["preferred"]:
            _prefer_another(stands, now)


def _as_made(stands: rows.Row, then: list[rows.Row | None]) -> bool:
    """Tell whether this row says what it said when it was made; of which that is not known, nobody can tell."""
    told = then[0] if then else None
    return told is not None and all(
        stands.get(name) == value for name, value in rows.told(told).items() if name not in TOLD_BY_THE_POST
    )


def _prefer_another(gone: rows.Row, now: datetime) -> None:
    """Let somebody whose preferred address went prefer the oldest that is left, one where post arrives first."""
    person = Person.objects.get(pk=gone["person_id"])
    arriving_first = Case(When(arrives=Arrives.DEAD, then=Value(1)), default=Value(0))
    heir = MailAddress.objects.filter(person=person).order_by(arriving_first, "pk").first()
    if heir:
        heir.preferred = True
        heir.save(update_fields=["preferred"])
    told = {"before": gone["address"], "after": heir.address if heir else "", "now": now}
    preferred_address_changed.send(Person, person=person, **told)
