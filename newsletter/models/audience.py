from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag

from network.models import ProgrammeLine, Selection, TargetGroup, WorkRole
from network.provinces import Province


class Audience(models.Model):
    """Whom a campaign is for: one of the values chosen for every property that is asked for at all.

    Within a property any value will do, between properties all must hold; asking nothing is asking nobody.
    """

    lines = models.ManyToManyField(ProgrammeLine, blank=True, related_name="+", verbose_name=_("programme lines"))
    target_groups = models.ManyToManyField(TargetGroup, blank=True, related_name="+", verbose_name=_("target groups"))
    work_roles = models.ManyToManyField(WorkRole, blank=True, related_name="+", verbose_name=_("roles"))
    tags = models.ManyToManyField(Tag, blank=True, related_name="+", verbose_name=_("tags"))
    selections = models.ManyToManyField(Selection, blank=True, related_name="+", verbose_name=_("selections"))
    provinces = ArrayField(
        models.CharField(max_length=5, choices=Province), default=list, blank=True, verbose_name=_("regions")
    )

    class Meta:
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")

    def __str__(self) -> str:
        return f"audience {self.pk}"
