from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .organisation import Organisation
from .person import Person
from .selection import Of

if TYPE_CHECKING:
    from accounts.models import User

UNDO_WITHIN = timedelta(days=7)


class Verb(models.TextChoices):
    TAG = "tag", _("Tag")
    LINE = "line", _("Programme line")
    GROUP = "group", _("Target group")
    SELECTION = "selection", _("Selection")
    TASK = "task", _("Task")
    INVITE = "invite", _("Invitation")


class BulkActionQuerySet(models.QuerySet["BulkAction"]):
    def visible_to(self, user: User) -> Self:
        """Keep what this user began: the keys in it are what she chose."""
        return self.filter(made_by=user) if user.works_at_kis else self.none()


class BulkAction(models.Model):
    """One change to many people or organisations at once: chosen, told, looked at, done, and perhaps undone.

    `keys` is whom it is about, fixed when it began; `facts` what to change, told before it is done.
    """

    of = models.CharField(_("of"), max_length=13, choices=Of)
    verb = models.CharField(_("what"), max_length=10, choices=Verb)
    keys = ArrayField(models.BigIntegerField(), verbose_name=_("chosen"))
    facts = models.JSONField(_("facts"), default=dict)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="bulk_actions", verbose_name=_("by")
    )
    made_at = models.DateTimeField(_("begun at"))
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    objects: ClassVar = BulkActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("action on many")
        verbose_name_plural = _("actions on many")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(verb__in=Verb.values), name="an_action_on_many_does_something_known"),
            models.CheckConstraint(
                condition=Q(undone_at=None) | Q(done_at__isnull=False), name="only_what_was_done_is_undone"
            ),
        ]

    def __str__(self) -> str:
        return f"action on many {self.pk}"

    def can_be_undone(self, now: datetime) -> bool:
        return bool(self.done_at and not self.undone_at and now <= self.done_at + UNDO_WITHIN)


class BulkChange(models.Model):
    """What an action changed for one person or organisation: a row it made, changed or took away.

    `row` is the key of that row, `before` what it said; without `before` the row is new.
    """

    action = models.ForeignKey(BulkAction, models.CASCADE, related_name="changes", verbose_name=_("action on many"))
    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="+")
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, blank=True, related_name="+")
    row = models.BigIntegerField(_("row"))
    before = models.JSONField(_("before"), null=True, blank=True)

    class Meta:
        verbose_name = _("change by an action on many")
        verbose_name_plural = _("changes by an action on many")
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False, organisation__isnull=True)
                | Q(person__isnull=True, organisation__isnull=False),
                name="a_change_is_of_a_person_or_an_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"change {self.pk}"

    @property
    def party_id(self) -> int:
        return self.person_id or self.organisation_id or 0
