"""What can be changed for many at once. Each verb says whom it skips, makes its change, and takes it back.

`facts` of the action hold keys and words: `{"tag": "stages"}`, `{"line": 4, "off": true}`. Taking off has `off`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from django.utils.translation import gettext as _
from taggit.models import Tag, TaggedItem

from accounts.models import User
from network.actions import serving
from network.models import BulkAction, BulkChange, FormerServing, LinePartner, Organisation, Person, Pick, Serving, Task
from network.models.bulk_action import Verb
from network.models.selection import Of

Skipped = list[tuple[str, set[int]]]
AS_PARTNER = "partner"


def skipped(action: BulkAction, keys: Collection[int]) -> Skipped:
    """Return whom the change skips, by reason; for a task nobody."""
    if action.verb == Verb.TASK:
        return []
    has = _having(action, keys)
    if action.facts.get("off"):
        return _skipped_at_taking_off(action, keys, has)
    return [(_has_it(action), has), *_ended(action, keys)]


def apply(action: BulkAction, keys: Collection[int], by: User, now: datetime) -> list[BulkChange]:
    """Make the change for these, and return what changed for each."""
    if action.verb == Verb.TAG:
        return _untag(action, keys) if action.facts.get("off") else _tag(action, keys)
    if action.verb == Verb.LINE:
        return _take_off_line(action, keys, now) if action.facts.get("off") else _put_on_line(action, keys, now)
    if action.verb == Verb.GROUP:
        return _let_go(action, keys, now) if action.facts.get("off") else _let_serve(action, keys, now)
    return _select(action, keys, by, now) if action.verb == Verb.SELECTION else _make_tasks(action, keys, by)


def revert(action: BulkAction, changes: list[BulkChange]) -> int:
    """Put back what these changes did where nobody changed it since, and return how many rows that were."""
    rows = [change.row for change in changes]
    if action.verb == Verb.TASK:
        facts = {name: action.facts.get(name) for name in ("what", "due_on", "assigned_to", "line")}
        return Task.objects.filter(pk__in=rows, done_at=None, **facts).delete()[0]
    if action.verb == Verb.SELECTION:
        return _deselect(changes)
    if action.facts.get("off"):
        return _put_back(action, changes)
    made: Any = {Verb.TAG: TaggedItem, Verb.GROUP: Serving}.get(Verb(action.verb)) or _line_rows(action)
    current = _as_partner_began(action) if made is LinePartner else {}
    number: int = made.objects.filter(pk__in=rows, **current).delete()[0]
    return number


def _as_partner_began(action: BulkAction) -> dict[str, Any]:
    """Return what a partnership still says that nobody changed since the action made it."""
    day = timezone.localdate(action.done_at)
    return {"ended_on": None, "relation": AS_PARTNER, "started_on": day, "source_note": ""}


def _of_people(action: BulkAction) -> bool:
    return action.of == Of.PEOPLE


def _column(action: BulkAction) -> str:
    return "person" if _of_people(action) else "organisation"


def _line_rows(action: BulkAction) -> Any:
    return Person.lines.through if _of_people(action) else LinePartner


def _change(action: BulkAction, key: int, row: int, before: Any = None) -> BulkChange:
    return BulkChange(action=action, row=row, before=before, **{f"{_column(action)}_id": key})


def _ended(action: BulkAction, keys: Collection[int]) -> Skipped:
    """Return which of these organisations are there no more, so that no line can be told of them."""
    if action.verb != Verb.LINE or _of_people(action):
        return []
    ended = Organisation.objects.filter(pk__in=keys).exclude(ended_on=None)
    return [(_("has ended"), set(ended.values_list("pk", flat=True)))]


def _tagged(action: BulkAction) -> dict[str, Any]:
    return {"content_type": ContentType.objects.get_for_model(Person if _of_people(action) else Organisation)}


def _tag_named(name: str) -> Tag | None:
    return Tag.objects.filter(name__iexact=name).first()


def _having(action: BulkAction, keys: Collection[int]) -> set[int]:
    """Return who of these has the tag, is on the line, or is in the selection by hand."""
    if action.verb == Verb.TAG:
        rows: Any = TaggedItem.objects.filter(tag=_tag_named(action.facts["tag"]), **_tagged(action))
        return set(rows.filter(object_id__in=keys).values_list("object_id", flat=True))
    column = _column(action)
    if action.verb == Verb.SELECTION:
        rows = Pick.objects.filter(selection=action.facts["selection"], inside=True)
    elif action.verb == Verb.GROUP:
        rows = Serving.objects.filter(targetgroup=action.facts["group"])
    elif _of_people(action):
        rows = Person.lines.through.objects.filter(programmeline=action.facts["line"])
    else:
        rows = LinePartner.objects.filter(line=action.facts["line"], ended_on=None)
    return set(rows.filter(**{f"{column}__in": keys}).values_list(column, flat=True))


def _has_it(action: BulkAction) -> str:
    return {
        Verb.TAG: _("has this tag already"),
        Verb.LINE: _("is on this line already"),
        Verb.GROUP: _("belongs to this target group already"),
        Verb.SELECTION: _("is in this selection by hand already"),
    }[Verb(action.verb)]


def _skipped_at_taking_off(action: BulkAction, keys: Collection[int], has: set[int]) -> Skipped:
    without = {
        Verb.TAG: _("does not have this tag"),
        Verb.LINE: _("is not on this line"),
        Verb.GROUP: _("does not belong to this target group"),
    }[Verb(action.verb)]
    found: Skipped = [(without, set(keys) - has)]
    if action.verb == Verb.LINE and not _of_people(action):
        began = LinePartner.objects.filter(line=action.facts["line"], ended_on=None, organisation__in=has)
        late = began.filter(started_on__gte=timezone.localdate()).values_list("organisation", flat=True)
        found.append((_("joined the line today or later"), set(late)))
    return found


def _tag(action: BulkAction, keys: Collection[int]) -> list[BulkChange]:
    tag = _tag_named(action.facts["tag"]) or Tag.objects.create(name=action.facts["tag"])
    rows = [TaggedItem(tag=tag, object_id=key, **_tagged(action)) for key in keys]
    return [_change(action, row.object_id, row.pk) for row in TaggedItem.objects.bulk_create(rows, batch_size=2000)]


def _untag(action: BulkAction, keys: Collection[int]) -> list[BulkChange]:
    rows = TaggedItem.objects.filter(tag=_tag_named(action.facts["tag"]), object_id__in=keys, **_tagged(action))
    changes = [_change(action, row.object_id, row.pk, {"tag": row.tag_id}) for row in rows]
    rows.delete()
    return changes


def _let_serve(action: BulkAction, keys: Collection[int], now: datetime) -> list[BulkChange]:
    made = serving.begin([(key, action.facts["group"]) for key in keys], timezone.localdate(now))
    return [_change(action, row.organisation_id, row.pk) for row in made]


def _let_go(action: BulkAction, keys: Collection[int], now: datetime) -> list[BulkChange]:
    """Take organisations out of a target group; that they belonged to it until today stays as history."""
    rows = list(Serving.objects.filter(targetgroup=action.facts["group"], organisation__in=keys))
    ended = {row.organisation_id: row.pk for row in serving.end(rows, timezone.localdate(now))}
    return [_change(action, row.organisation_id, row.pk, _as_it_was(row, ended)) for row in rows]


def _as_it_was(row: Serving, ended: dict[int, int]) -> dict[str, Any]:
    """Return what is needed to let a target group hold again, as if it had never ended."""
    since = row.started_on.isoformat() if row.started_on else None
    return {"group": row.targetgroup_id, "since": since, "ended": ended.get(row.organisation_id)}


def _let_serve_again(action: BulkAction, changes: list[BulkChange]) -> int:
    """Let target groups hold again that the action ended, since the day they did, and forget that they ended."""
    kept = [(change.party_id, change.before or {}) for change in changes]
    FormerServing.objects.filter(pk__in=[before["ended"] for _key, before in kept if before.get("ended")]).delete()
    rows = [
        Serving(organisation_id=key, targetgroup_id=action.facts["group"], started_on=before.get("since"))
        for key, before in kept
    ]
    return len(Serving.objects.bulk_create(rows, batch_size=2000))


def _put_on_line(action: BulkAction, keys: Collection[int], now: datetime) -> list[BulkChange]:
    model, line, column = _line_rows(action), action.facts["line"], _column(action)
    told: dict[str, Any] = {"programmeline_id": line}
    if not _of_people(action):
        told = {"line_id": line, "relation": AS_PARTNER, "started_on": timezone.localdate(now)}
    rows = model.objects.bulk_create([model(**{f"{column}_id": key}, **told) for key in keys], batch_size=2000)
    return [_change(action, getattr(row, f"{column}_id"), row.pk) for row in rows]


def _take_off_line(action: BulkAction, keys: Collection[int], now: datetime) -> list[BulkChange]:
    """Take people off a line; what an organisation was to it ends today and stays as history."""
    line = action.facts["line"]
    if _of_people(action):
        links = Person.lines.through.objects.filter(programmeline=line, person__in=keys)
        changes = [_change(action, link.person_id, link.pk, {"line": line}) for link in links]
        links.delete()
        return changes
    day = timezone.localdate(now)
    partners = list(LinePartner.objects.filter(line=line, ended_on=None, organisation__in=keys))
    LinePartner.objects.filter(pk__in=[partner.pk for partner in partners]).update(ended_on=day)
    ended = {"ended_on": day.isoformat()}
    return [_change(action, partner.organisation_id, partner.pk, ended) for partner in partners]


def _select(action: BulkAction, keys: Collection[int], by: User, now: datetime) -> list[BulkChange]:
    selection, column = action.facts["selection"], f"{_column(action)}_id"
    out = Pick.objects.filter(selection=selection, inside=False, **{f"{column}__in": keys})
    turned = [_change(action, getattr(pick, column), pick.pk, {"inside": False}) for pick in out]
    out.update(inside=True, picked_by=by, picked_at=now)
    told: dict[str, Any] = {"selection_id": selection, "inside": True, "picked_by": by, "picked_at": now}
    new = set(keys) - {change.party_id for change in turned}
    picks = Pick.objects.bulk_create([Pick(**{column: key}, **told) for key in sorted(new)], batch_size=2000)
    return [*turned, *(_change(action, getattr(pick, column), pick.pk) for pick in picks)]


def _make_tasks(action: BulkAction, keys: Collection[int], by: User) -> list[BulkChange]:
    told = {
        "what": action.facts["what"],
        "due_on": date.fromisoformat(action.facts["due_on"]),
        "assigned_to_id": action.facts["assigned_to"],
        "line_id": action.facts.get("line"),
        "created_by": by,
    }
    column = f"{_column(action)}_id"
    tasks = Task.objects.bulk_create([Task(**{column: key}, **told) for key in keys])
    return [_change(action, getattr(task, column), task.pk) for task in tasks]


def _deselect(changes: list[BulkChange]) -> int:
    """Take away who was added, and leave out again who had been left out."""
    turned = [change.row for change in changes if change.before]
    made = [change.row for change in changes if not change.before]
    number = Pick.objects.filter(pk__in=made, inside=True).delete()[0]
    return number + Pick.objects.filter(pk__in=turned, inside=True).update(inside=False)


def _put_back(action: BulkAction, changes: list[BulkChange]) -> int:
    """Give back a tag, line or target group to who does not have it again by now."""
    if action.verb == Verb.LINE and not _of_people(action):
        return sum(_continue_partnership(change) for change in changes)
    has = _having(action, [change.party_id for change in changes])
    missing = [change for change in changes if change.party_id not in has and change.before]
    if action.verb == Verb.TAG:
        tag = _tag_named(action.facts["tag"]) or Tag.objects.create(name=action.facts["tag"])
        return len(
            TaggedItem.objects.bulk_create(
                TaggedItem(tag=tag, object_id=change.party_id, **_tagged(action)) for change in missing
            )
        )
    if action.verb == Verb.GROUP:
        return _let_serve_again(action, missing)
    through = Person.lines.through
    line = action.facts["line"]
    return len(through.objects.bulk_create(through(person_id=c.party_id, programmeline_id=line) for c in missing))


def _continue_partnership(change: BulkChange) -> int:
    """Let a partnership go on that the action ended, unless somebody changed its end or it began again since."""
    day = (change.before or {}).get("ended_on")
    ended = LinePartner.objects.filter(pk=change.row, ended_on=day).first()
    if (
        ended is None
        or LinePartner.objects.filter(organisation=ended.organisation_id, line=ended.line_id, ended_on=None).exists()
    ):
        return 0
    return LinePartner.objects.filter(pk=ended.pk).update(ended_on=None)
