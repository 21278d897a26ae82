"""What each measure is called, what it means and what it does not, in words for who never heard of it."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Measure(TextChoices):
    """A measure that every party on the map has; the value names the column in `GraphMeasurement.columns`."""

    DEGREE = "degree", pgettext_lazy("map", "Ties")
    BETWEENNESS = "betweenness", _("Bridge")
    CLOSENESS = "closeness", _("Nearness")
    EIGENVECTOR = "eigenvector", _("Well-tied neighbours")
    CLUSTERING = "clustering", _("Close circle")
    COMPONENT = "component", _("Connected part")
    COMMUNITY = "community", _("Group")

    @property
    def means(self) -> str | Promise:
        return MEANS[self][0]

    @property
    def does_not_mean(self) -> str | Promise:
        return MEANS[self][1]

    @property
    def ranks(self) -> bool:
        """Tell whether more is more; parts and groups only have a number as a name."""
        return self not in (Measure.COMPONENT, Measure.COMMUNITY)

    @property
    def counts(self) -> bool:
        """Tell whether it is a whole number."""
        return self in (Measure.DEGREE, Measure.COMPONENT, Measure.COMMUNITY)


MEANS: dict[str, tuple[str | Promise, str | Promise]] = {
    Measure.DEGREE: (
        _("With how many others on this map there is a tie."),
        _("It does not say how strong or how recent a tie is."),
    ),
    Measure.BETWEENNESS: (
        _("Connects groups that would otherwise not know each other."),
        _("It does not say that anything really passes along this way."),
    ),
    Measure.CLOSENESS: (
        _("Reaches all others in few steps."),
        _("It does not say that the others would pick up the phone."),
    ),
    Measure.EIGENVECTOR: (
        _("Has ties with those that have many ties themselves."),
        _("It says nothing about power or money."),
    ),
    Measure.CLUSTERING: (
        _("Which part of the neighbours know each other too: 0 is nobody, 1 is everybody."),
        _("High is not better: a close circle hears little news."),
    ),
    Measure.COMPONENT: (
        _("Between two parts of the network there is no way at all; part 1 is the largest."),
        _("It does not say that they do not know each other, only that we recorded no tie."),
    ),
    Measure.COMMUNITY: (
        _("A group has more ties inside than one would expect by chance; group 1 is the largest."),
        _("Nobody joined this group: it was computed, and small groups can fall either way."),
    ),
}
