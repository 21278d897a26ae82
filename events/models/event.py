from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from network.models import ProgrammeLine

from .series import Series

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class EventKind(models.TextChoices):
    TALKSHOW = "talkshow", _("talk show")
    ATELIER = "kennisatelier", _("kennisatelier")
    WORK_SESSION = "werksessie", _("work session")
    YEARLY = "jaarbijeenkomst", _("yearly meeting")


class EventQuerySet(models.QuerySet["Event"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep what this user may see: everything for colleagues, what is published for others."""
        return self if user.is_authenticated and user.works_at_kis else self.published()

    def published(self) -> Self:
        return self.exclude(published_at=None)

    def from_day(self, day: date) -> Self:
        """Keep what is held on this day or later, soonest first."""
        return self.filter(held_on__gte=day).order_by("held_on", "starts_at", "pk")

    def before(self, day: date) -> Self:
        """Keep what was held before this day, latest first."""
        return self.filter(held_on__lt=day).order_by("-held_on", "-starts_at", "-pk")

    def coming(self, day: date) -> Self:
        """Keep what is held on this day or later and was not called off."""
        return self.from_day(day).filter(cancelled_at=None)


class Event(models.Model):
    """A talk show, kennisatelier, work session or yearly meeting, on one day, with a number of places."""

    series = models.ForeignKey(
        Series, models.PROTECT, null=True, blank=True, related_name="events", verbose_name=_("series")
    )
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=EventKind)
    title = models.CharField(_("title"), max_length=160)
    summary = models.CharField(_("in one sentence"), max_length=300, blank=True)
    description = models.TextField(_("what it is about"), blank=True)
    held_on = models.DateField(_("day"))
    starts_at = models.TimeField(
        _("starts at"), null=True, blank=True, help_text=_("Leave empty while the time is not known.")
    )
    ends_at = models.TimeField(_("ends at"), null=True, blank=True)
    online = models.BooleanField(_("online"), default=False)
    place = models.CharField(_("place"), max_length=160, blank=True)
    capacity = models.PositiveIntegerField(
        _("places"), null=True, blank=True, help_text=_("Leave empty when there is no limit.")
    )
    lines = models.ManyToManyField(ProgrammeLine, related_name="events", verbose_name=_("programme lines"))
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("called off at"), null=True, blank=True)

    objects: ClassVar = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["held_on", "starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="an_event_ends_after_it_starts",
                violation_error_message=_("The end must come after the start."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(starts_at__isnull=False), name="an_event_that_ends_says_when_it_starts"
            ),
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="an_event_has_a_known_kind"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def begins_at(self) -> datetime:
        """The moment until which people can answer; without a known time that is the end of the day."""
        begins = datetime.combine(self.held_on, self.starts_at or time.max)
        return timezone.make_aware(begins, timezone.get_default_timezone())

    def has_begun(self, now: datetime) -> bool:
        return now >= self.begins_at

    @property
    def when(self) -> str:
        """The day and the time in the language of the reader: maandag 26 oktober 2026, 10.00 tot 12.00 uur."""
        day = date_format(self.held_on, "l j F Y")
        if not self.starts_at:
            return gettext("%(day)s, the time will follow") % {"day": day}
        written = "H.i" if get_language() == "nl" else "H:i"
        said = {"day": day, "start": time_format(self.starts_at, written)}
        if not self.ends_at:
            return gettext("%(day)s, %(start)s") % said
        return gettext("%(day)s, %(start)s to %(end)s") % {**said, "end": time_format(self.ends_at, written)}

    @property
    def where(self) -> str:
        if self.online and self.place:
            return gettext("online and at %(place)s") % {"place": self.place}
        return gettext("online; you get the link by mail") if self.online else self.place
