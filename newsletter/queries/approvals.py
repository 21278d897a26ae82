"""Which letters wait for a second person, who that can be, and whether one needs it."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Grant, User
from newsletter import letters
from newsletter.models import Approval, Campaign
from newsletter.models.approval import ApprovalQuerySet
from newsletter.models.newsletter import INVITATIONS
from newsletter.roles import EDITORS, WRITERS
from web.templatetags.parts import number


def needs_second(count: int) -> bool:
    """Tell whether a letter to so many people needs a second person (bar Z29)."""
    return 0 < settings.NEWSLETTER_APPROVAL_ABOVE < count


def refusal(unseen: int) -> str:
    """Say why a letter cannot go out to so many people whom no second person looked at; nothing when it can."""
    if not needs_second(unseen):
        return ""
    return _("A letter to more than %(many)s people needs a second person. Ask a colleague to approve it.") % {
        "many": number(settings.NEWSLETTER_APPROVAL_ABOVE)
    }


def approvers(campaign: Campaign, asker: User) -> QuerySet[User]:
    """Find the colleagues who may send this letter, apart from who asks."""
    roles = EDITORS if campaign.is_issue else WRITERS
    holding = Grant.objects.holding().filter(role__in=roles).values("user")
    return User.objects.filter(pk__in=holding, is_active=True).exclude(pk=asker.pk).by_name()


def to_decide(user: User) -> ApprovalQuerySet:
    """Find the questions that this user may answer: somebody else's, about a letter that they may send."""
    waiting: ApprovalQuerySet = Approval.objects.waiting().exclude(asked_by=user)
    if user.has_role(*EDITORS):
        return waiting
    if user.has_role(*WRITERS):
        return waiting.filter(Q(campaign__event__isnull=False) | Q(campaign__newsletter__slug=INVITATIONS))
    return waiting.none()


def waiting_about(campaign: Campaign) -> Approval | None:
    """Return the question that waits about this letter."""
    waiting = Approval.objects.waiting().filter(campaign=campaign)
    return waiting.select_related("asked_by", "asked_of", "campaign").first()


def last_given_back(campaign: Campaign) -> Approval | None:
    """Return the last answer about this letter when it was given back and nobody asked again since."""
    last = Approval.objects.filter(campaign=campaign).select_related("decided_by").first()
    return last if last and last.answer else None


def stamp_of(campaign: Campaign) -> str:
    """Return a mark of the letter as it would go out now: subject, HTML and plain text."""
    words = letters.compose(campaign)
    return _mark(words.subject, words.html, words.text)


def _mark(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def asked_by(user: User) -> ApprovalQuerySet:
    """Find what this user asked, the last first."""
    found: ApprovalQuerySet = Approval.objects.filter(asked_by=user)
    return found.select_related("campaign__newsletter", "asked_of", "decided_by")
