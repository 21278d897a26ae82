"""The journal of a merge: each change of a row goes through here, so that all of it can be undone, row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, models, transaction

from network import rows
from network.models import Merge, MergeStep
from network.rows import Model, Row


class Journal:
    """Changes rows in the name of one merge and writes down how each was and became."""

    def __init__(self, merge: Merge) -> None:
        self.merge = merge

    def change(self, model: Model, numbers: Iterable[int], values: Mapping[str, Any]) -> None:
        """Give these columns of these rows these values.

        :raises IntegrityError: when the database refuses; then nothing changed and nothing is written down.
        """
        numbers = list(numbers)
        before = rows.read(model, numbers)
        with transaction.atomic():
            rows.set_columns(model, numbers, values)
        after = rows.read(model, numbers)
        self._write(model, ((number, before[number], after[number]) for number in before))

    def set_aside(self, model: Model, numbers: Iterable[int]) -> None:
        """Take these rows out and keep them here, with whatever hangs on them."""
        for number, row in rows.read(model, numbers).items():
            self._set_aside_what_hangs_on(model, number)
            rows.delete(model, [number])
            self._write(model, [(number, row, None)])

    def move(self, model: Model, column: str, old: int, new: int, *, may_be_empty: bool = False) -> None:
        """Let the rows that lead to one record lead to the other; those that cannot stand beside its own are set aside.

        With `may_be_empty` they stay, leading to nobody: a letter that both got counts as two letters for ever.
        """
        found = list(rows.where(model, column, old))
        if not found:
            return
        try:
            self.change(model, found, {column: new})
        except IntegrityError:
            for number in found:
                self.move_one(model, column, number, new, may_be_empty=may_be_empty)

    def move_one(self, model: Model, column: str, number: int, new: int, *, may_be_empty: bool = False) -> None:
        """Let one row lead to another record, or set it aside when it cannot stand there."""
        try:
            self.change(model, [number], {column: new})
        except IntegrityError:
            if may_be_empty:
                self.change(model, [number], {column: None})
            else:
                self.set_aside(model, [number])

    def _set_aside_what_hangs_on(self, model: Model, number: int) -> None:
        for hanging, field in rows.pointing_at(model):
            found = rows.where(hanging, field.column, number)
            if found and is_optional(field):
                self.change(hanging, found, {field.column: None})
            elif found:
                self.set_aside(hanging, found)
        for hanging, _column, numbers in by_content_type(model, number):
            self.set_aside(hanging, numbers)

    def _write(self, model: Model, steps: Iterable[tuple[int, Row, Row | None]]) -> None:
        label = model._meta.label
        MergeStep.objects.bulk_create(
            MergeStep(merge=self.merge, model=label, row=number, before=before, after=after)
            for number, before, after in steps
            if not rows.same(before, after)
        )


def is_optional(field: models.ForeignKey[Any, Any]) -> bool:
    """Tell whether a row goes on without what this field leads to."""
    return bool(field.null and field.remote_field.on_delete is models.SET_NULL)


def by_content_type(model: Model, number: int) -> Iterator[tuple[Model, str, list[int]]]:
    """Yield the rows that lead to this record by content type, such as its tags, and the column with its number."""
    kind = ContentType.objects.get_for_model(model)
    for hanging, field in rows.tied_by_content_type():
        mine = hanging._default_manager.filter(**{field.ct_field: kind, field.fk_field: number})
        if numbers := list(mine.values_list("pk", flat=True)):
            yield hanging, str(getattr(hanging._meta.get_field(field.fk_field), "column", "")), numbers


def undo(merge: Merge) -> Counter[str]:
    """Set every row of a merge back; return how many rows of each kind stay as they are, because somebody changed them.

    A row that is as the merge left it becomes as it was. Of the kept record itself each field is looked at alone.
    """
    stayed: set[tuple[str, int]] = set()
    fields = 0
    kept = (type(merge.kept)._meta.label, merge.into)
    for step in merge.steps.order_by("-pk"):
        model, row = apps.get_model(step.model), (step.model, step.row)
        if row == kept:
            fields += _set_fields_back(model, step)
        elif row in stayed or not _set_back(model, step):
            stayed.add(row)
    return +Counter({**Counter(name for name, _number in stayed), "fields": fields})


def _set_back(model: Model, step: MergeStep) -> bool:
    """Make a row as it was; tell whether that could be done."""
    now = rows.read(model, [step.row]).get(step.row)
    if not rows.same(now, step.after):
        return False
    try:
        with transaction.atomic():
            if step.after is None and step.before is not None:
                rows.put_back(model, step.before)
            else:
                rows.set_columns(model, [step.row], changed(step))
    except IntegrityError:
        return False
    return True


def _set_fields_back(model: Model, step: MergeStep) -> int:
    """Give the kept record its own values again where nobody changed them since; return how many stay."""
    now = rows.read(model, [step.row])[step.row]
    left = step.after or {}
    mine = {name: value for name, value in changed(step).items() if now[name] == left[name]}
    if mine:
        rows.set_columns(model, [step.row], mine)
    return len(changed(step)) - len(mine)


def changed(step: MergeStep) -> Row:
    """Return what a step changed, as it was before."""
    after = rows.told(step.after or {})
    return {name: value for name, value in rows.told(step.before or {}).items() if value != after[name]}
