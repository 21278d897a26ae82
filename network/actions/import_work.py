"""What a worker does with a file: check its rows, write them, or take them back, a stretch at a time.

Each stretch is one transaction that also moves `done_until`, so a worker that dies leaves whole stretches behind, and
the next goes on where it stopped. A lock that PostgreSQL drops with the connection keeps two workers off one file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

import structlog
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone
from taggit.models import Tag

from accounts.actions import audit
from network.actions import import_recheck, import_undo
from network.importing import facts as reading_facts
from network.importing import headings, known, packing
from network.importing.drafts import Draft, Hand
from network.importing.hands import hand_for
from network.models import ImportFile, ImportRow
from network.models.import_file import UNDO_FOR, ImportState
from network.models.import_row import Outcome
from network.signals import stops_asked

log = structlog.get_logger(__name__)

CHECKED_AT_ONCE, WRITTEN_AT_ONCE, UNDONE_AT_ONCE = 5000, 2500, 500
LOCK = 20_211  # the first half of the lock on a file; its number is the second
COPY = """
    COPY network_importrow (file_id, number, cells, facts, errors, outcome, target, suspects, stopped, before, "left")
    FROM STDIN
"""


def carry_on(*, now: datetime) -> int:
    """Go on with every file that has something left to do and that nobody else is at; return how many."""
    done = 0
    for number in list(ImportFile.objects.at_work().order_by("uploaded_at").values_list("pk", flat=True)):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, number])
            if not cursor.fetchone()[0]:
                continue
            try:
                work(file=ImportFile.objects.get(pk=number), now=now)
                done += 1
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, number])
    return done


def work(*, file: ImportFile, now: datetime) -> None:
    """Do what this file waits for, from where it was left."""
    steps = {ImportState.CHECKING: _check, ImportState.IMPORTING: _write, ImportState.UNDOING: _take_back}
    step = steps.get(ImportState(file.state))
    if step:
        step(file, now)
        log.info("import_worked", file=file.pk, state=file.state, rows=file.rows_count)


def _check(file: ImportFile, now: datetime) -> None:
    """Check every row; a check that was broken off begins anew, for it needs to know the rows before."""
    ImportRow.objects.filter(file=file).delete()
    hand, names = hand_for(file.kind), known.everything(file.kind)
    for drafts in _stretches(file, names):
        hand.match(drafts, timezone.localdate(now))
        _mark_stopped(drafts)
        with transaction.atomic():
            _copy(file, drafts)
            _move(file, drafts[-1].number)
    _end(file, ImportState.CHECKED)


def _stretches(file: ImportFile, names: known.Known) -> Iterator[list[Draft]]:
    drafts: list[Draft] = []
    below = islice(packing.unpacked(file.content), file.headings_row, None)
    for number, record in enumerate(below, start=file.headings_row + 1):
        if any(cells := headings.fitting(record, len(file.headings))):
            told = {name: cells[at] for name, at in file.columns.items()}
            said, errors = reading_facts.facts_of(file.kind, told, names)
            outcome = Outcome.REFUSED if errors else Outcome.NEW
            drafts.append(Draft(number, cells, said, errors, outcome))
        if len(drafts) >= CHECKED_AT_ONCE:
            yield drafts
            drafts = []
    if drafts:
        yield drafts


def _mark_stopped(drafts: list[Draft]) -> None:
    """Say which addresses want no post: an import brings nobody back who left (bar P10)."""
    addresses = {draft.facts["address"] for draft in drafts if "address" in draft.facts}
    stopped = {
        address for _receiver, found in stops_asked.send(ImportFile, addresses=addresses) for address in found or ()
    }
    for draft in drafts:
        draft.stopped = draft.facts.get("address") in stopped


def _copy(file: ImportFile, drafts: list[Draft]) -> None:
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for one in drafts:
            before = json.dumps(one.before) if one.before else None
            told = (json.dumps(one.facts), json.dumps(one.errors), one.outcome.value, one.target)
            copy.write_row((file.pk, one.number, one.cells, *told, json.dumps(one.suspects), one.stopped, before, ""))


def _write(file: ImportFile, now: datetime) -> None:
    hand = hand_for(file.kind)
    _make_tags(file)
    asked: dict[str, Any] = {
        "file": file.pk,
        "source": file.proof,
        "now": now,
        "today": timezone.localdate(now),
        "by": file.uploaded_by_id,
        "content_type": ContentType.objects.get_for_model(hand.model).pk,
    }
    while file.done_until < file.last_row:
        until = file.done_until + WRITTEN_AT_ONCE
        with transaction.atomic():
            import_recheck.look_again(file=file, until=until)
            with connection.cursor() as cursor:
                cursor.execute(hand.insert, {**asked, "after": file.done_until, "until": until})
            _change_known(file, hand, until)
            _move(file, until)
    file.imported_at = now
    _end(file, ImportState.DONE)
    audit.write("network.import_done", by=file.uploaded_by, about=file, **_counts(file))


def _make_tags(file: ImportFile) -> None:
    """Make the tags that rows name and nobody used yet; a tag is a word, not something about anybody."""
    made = set(file.made_tags)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT jsonb_array_elements_text(facts->'tags') FROM network_importrow WHERE file_id = %s",
            [file.pk],
        )
        for (word,) in cursor.fetchall():
            if not Tag.objects.filter(name__iexact=word).exists():
                made.add(Tag.objects.create(name=word).pk)
    file.made_tags = sorted(made)
    file.save(update_fields=["made_tags"])


def _change_known(file: ImportFile, hand: Hand, until: int) -> None:
    changed = file.rows.filter(outcome=Outcome.CHANGED, number__gt=file.done_until, number__lte=until)
    done = list(changed.order_by("target"))
    for row in done:
        row.before = hand.change(row.target or 0, row.facts) or None
        row.outcome = Outcome.CHANGED if row.before else Outcome.UNCHANGED
    import_undo.keep_as_made(done)
    ImportRow.objects.bulk_update(done, ["before", "outcome"], batch_size=500)


def _take_back(file: ImportFile, now: datetime) -> None:
    """Take new records away that nobody touched, and give changed ones their old values where they still are ours."""
    hand = hand_for(file.kind)
    touched = file.rows.filter(outcome__in=[Outcome.NEW, Outcome.CHANGED])
    while stretch := list(touched.filter(number__gt=file.done_until).order_by("number")[:UNDONE_AT_ONCE]):
        with transaction.atomic():
            import_undo.take_back_new(file, hand, [row for row in stretch if row.outcome == Outcome.NEW])
            for row in stretch:
                if row.outcome == Outcome.CHANGED:
                    row.left = import_undo.take_back_change(file, hand, row, now)
            ImportRow.objects.bulk_update(stretch, ["left"])
            _move(file, stretch[-1].number)
    Tag.objects.filter(pk__in=file.made_tags, taggit_taggeditem_items=None).delete()
    file.undone_at = now
    _end(file, ImportState.UNDONE)
    left = file.rows.exclude(left="").count()
    audit.write("network.import_undone", by=file.undone_by, about=file, left=left)


def _move(file: ImportFile, until: int) -> None:
    file.done_until = until
    file.save(update_fields=["done_until"])


def _end(file: ImportFile, state: ImportState) -> None:
    file.state = state
    file.save(update_fields=["state", "imported_at", "undone_at"])


def _counts(file: ImportFile) -> dict[str, Any]:
    return {str(outcome): file.rows.filter(outcome=outcome).count() for outcome in Outcome}


def forget(*, now: datetime) -> int:
    """Wipe out the rows of files of more than thirty days ago; that there was an import, and what for, stays."""
    old = ImportFile.objects.filter(uploaded_at__lt=now - UNDO_FOR)
    old.update(content=b"", sample=[])
    return ImportRow.objects.filter(file__in=old.exclude(imported_at__gte=now - UNDO_FOR)).delete()[0]
