"""What lists of people and of organisations are narrowed by in the same way."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag, TaggedItem

from network import questions
from network.models import PhoneNumber, Relationship, RelationshipType, Task
from network.models.relationship import Between

DUE_AFTER, LATE_AFTER = 270, 365  # days since the last contact: nine months, and the yearly promise
ANY_TIE, NO_TIE, FADED_TIE, UNCONFIRMED_TIE = "any", "none", "faded", "unconfirmed"
Party = TypeVar("Party", bound=Model)


class LastContact(TextChoices):
    """How long ago the last real contact was."""

    RECENT = "recent", _("In the last 3 months")
    DUE = "due", _("Longer than 9 months ago, or never")
    LATE = "late", _("Longer than a year ago, or never")
    NEVER = "never", _("Never")

    def asked(self, today: date) -> Q:
        """Return the condition on `last_contact_on`."""
        if self is LastContact.RECENT:
            return Q(last_contact_on__gte=today - timedelta(days=91))
        never = Q(last_contact_on=None)
        if self is LastContact.NEVER:
            return never
        days = DUE_AFTER if self is LastContact.DUE else LATE_AFTER
        return never | Q(last_contact_on__lt=today - timedelta(days=days))


class Phone(TextChoices):
    """Whether we have a phone number."""

    WITH = "with", _("Has a phone number")
    WITHOUT = "none", _("No phone number")

    def asked(self, party: str) -> Q:
        """Return the condition on a party ("person" or "organisation")."""
        some = Q(Exists(PhoneNumber.objects.filter(**{party: OuterRef("pk")})))
        return some if self is Phone.WITH else ~some


class Tasks(TextChoices):
    """Whether something is still to be done."""

    OPEN = "open", _("Has an open task")
    LATE = "late", _("Has a task that is late")
    NONE = "none", _("Has no open task")

    def asked(self, party: str, today: date) -> Q:
        """Return the condition on a party ("person" or "organisation")."""
        tasks = Task.objects.open().filter(**{party: OuterRef("pk")})
        some = Q(Exists(tasks.filter(due_on__lt=today) if self is Tasks.LATE else tasks))
        return ~some if self is Tasks.NONE else some


def first_moment(day: date | None) -> datetime | None:
    """Return the moment at which a day begins here; of no day, none."""
    return timezone.make_aware(datetime.combine(day, time.min)) if day else None


def tie_choices(between: Between) -> list[tuple[str, str]]:
    """Return what can be asked of ties: any, none, or one kind, by its slug."""
    kinds = [(kind.slug, str(kind)) for kind in RelationshipType.objects.filter(between=between)]
    faded = (FADED_TIE, str(_("Has a tie that faded")))
    unconfirmed = (UNCONFIRMED_TIE, str(_("Has a tie that nobody confirmed")))
    return [(ANY_TIE, str(_("Has a tie"))), (NO_TIE, str(_("Has no tie"))), faded, unconfirmed, *kinds]


def tied(party: str, tie: str, today: date) -> Q:
    """Return the condition that a party ("person" or "organisation") has such a tie now, at either end."""
    ties = Relationship.objects.in_use().holding_on(today)
    if tie == FADED_TIE:
        ties = ties.fading(today)
    elif tie == UNCONFIRMED_TIE:
        ties = ties.filter(confirmed_by="")
    elif tie not in (ANY_TIE, NO_TIE):
        ties = ties.filter(kind__slug=tie)
    first, second = (ties.filter(**{f"{end}_{party}": OuterRef("pk")}) for end in ("first", "second"))
    some = Q(Exists(first)) | Q(Exists(second))
    return ~some if tie == NO_TIE else some


def tagged(model: type[Model], tags: Collection[Tag]) -> QuerySet[Any, Any]:
    """Find the keys of the rows of this model that carry one of these tags."""
    return _tags_of(model).filter(tag__in=tags).values("object_id")


def tags_of(model: type[Model], keys: Collection[int]) -> QuerySet[Any, tuple[int, str]]:
    """Return the key of each of these rows with the name of each tag on it, by name."""
    tags = _tags_of(model).filter(object_id__in=keys).order_by("tag__name")
    return tags.values_list("object_id", "tag__name")


def tags_in_use(model: type[Model]) -> QuerySet[Tag]:
    """Return the tags that at least one row of this model has, by name."""
    return Tag.objects.filter(Exists(_tags_of(model).filter(tag=OuterRef("pk")))).order_by("name")


def _tags_of(model: type[Model]) -> QuerySet[Any, Any]:
    label = {"content_type__app_label": model._meta.app_label, "content_type__model": model._meta.model_name}
    return TaggedItem.objects.filter(**label)


def told_elsewhere(people: QuerySet[Party], asked: Mapping[str, str]) -> QuerySet[Party]:
    """Keep who answers to the questions of other rooms."""
    for name, value in asked.items():
        if (answer := questions.people(name, value)) is None:
            people = people.none()  # a stored filter asks a room that is gone
        else:
            mine = Q(pk__in=answer.keys)
            people = people.filter(mine if answer.inside else ~mine)
    return people
