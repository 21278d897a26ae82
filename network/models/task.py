from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .organisation import Organisation
from .person import Person
from .programme_line import ProgrammeLine
from .restriction import about_nobody_restricted

if TYPE_CHECKING:
    from accounts.models import User


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, user: User) -> Self:
        """Keep what colleagues of KIS may read, about whom they may see; nothing for others."""
        return self.filter(about_nobody_restricted("person")) if user.works_at_kis else self.none()

    def open(self) -> Self:
        return self.filter(done_at=None)

    def for_whom(self, user: User) -> Self:
        """Keep what this colleague has to do, and what nobody took yet."""
        return self.filter(Q(assigned_to=user) | Q(assigned_to=None))


class Task(models.Model):
    """Something a colleague will do before a day: call back, plan contact, follow up on what was said.

    What the house asks by itself may be for nobody yet; whoever sees it can take it.
    """

    what = models.CharField(_("what"), max_length=200)
    due_on = models.DateField(_("before"))
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("for whom"),
        help_text=_("Empty as long as nobody took it."),
    )
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="tasks", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="tasks", verbose_name=_("organisation")
    )
    line = models.ForeignKey(
        ProgrammeLine, models.PROTECT, null=True, blank=True, related_name="tasks", verbose_name=_("programme line")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("recorded by")
    )
    created_at = models.DateTimeField(_("recorded at"), auto_now_add=True)
    done_at = models.DateTimeField(_("done at"), null=True, blank=True)

    objects: ClassVar = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["due_on", "pk"]
        indexes = [models.Index(fields=["assigned_to", "due_on"], condition=Q(done_at=None), name="open_tasks")]
        constraints = [models.CheckConstraint(condition=~Q(what=""), name="a_task_says_what_to_do")]

    def __str__(self) -> str:
        return f"task {self.pk}"
