"""The earlier versions of an issue: which there are, what they said, and going back to one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import UserRequest
from newsletter.actions import campaigns, issues
from newsletter.models import Campaign, CampaignVersion, ItemKind
from newsletter.views.doors import with_issue
from web.keys import key_of

PER_PAGE = 20


@require_safe
@with_issue
def issue_versions(request: UserRequest, campaign: Campaign) -> HttpResponse:
    """List what the issue was before, the last first."""
    found = campaign.versions.select_related("saved_by").order_by("-number")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "newsletter/issue_versions.html", {"campaign": campaign, "page": page})


@require_safe
@with_issue
def issue_version(request: UserRequest, campaign: Campaign, number: int) -> HttpResponse:
    """Show what the issue said in one earlier version."""
    version = get_object_or_404(campaign.versions.select_related("saved_by"), number=number)
    items = [(ItemKind(item["kind"]).label, item) for item in version.content["items"]]
    context: dict[str, Any] = {"campaign": campaign, "earlier": version, "items": items}
    return render(request, "newsletter/issue_version.html", context)


@require_POST
@with_issue
def issue_put_back(request: UserRequest, campaign: Campaign, number: int) -> HttpResponse:
    """Make the issue what it was; what it is now stays as a version."""
    version = request.POST.get("version", "")
    try:
        issues.put_back(
            campaign=campaign,
            number=number,
            version=key_of(version),
            by=request.user,
            now=timezone.now(),
        )
    except CampaignVersion.DoesNotExist:
        raise Http404 from None
    except (campaigns.ChangedMeanwhile, campaigns.AlreadyReleased) as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Put back. What it was until now stands among the versions."))
    return redirect("newsletter:issue_edit", campaign.pk)
