"""What came back, for colleagues: whose letter, why, and what to do about it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from network.actions import seeing
from newsletter.queries import returned
from newsletter.views.doors import for_colleagues
from post.models import ReportKind
from post.queries import explained_report
from web.pages import page_or_fragment

PER_PAGE = 20


@require_safe
@for_colleagues
def returned_list(request: UserRequest) -> HttpResponse:
    """List what came back, newest first; of one kind when the address asks so."""
    asked = request.GET.get("soort", "")
    kind = asked if asked in ReportKind.values else ""
    page = Paginator(returned.returned(request.user, kind), PER_PAGE).get_page(request.GET.get("page"))
    reports = list(page)
    where = returned.pages_of(request.user, {report.mailing_id for report in reports})
    lines = [(explained_report(report), where.get(report.mailing_id, "")) for report in reports]
    people = [trouble.person.pk for trouble, _url in lines if trouble.person]
    seeing.note(people, by=request.user, now=timezone.now())
    context = {"tab": "returned", "page": page, "lines": lines, "kinds": ReportKind, "kind": kind}
    return page_or_fragment(request, "newsletter/returned_list.html", "list", context)
