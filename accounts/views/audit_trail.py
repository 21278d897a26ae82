from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.forms import AuditFilter
from accounts.permissions import may_manage_users, may_read_audit_trail
from accounts.queries import audit_lines
from accounts.requests import UserRequest
from web.doors import only_if
from web.pages import page_or_fragment

PER_PAGE = 50


@require_safe
@only_if(may_read_audit_trail)
def audit_trail(request: UserRequest) -> HttpResponse:
    """Show who did what and when, the newest first; htmx asks for the results alone."""
    form = AuditFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    page = Paginator(audit_lines(**asked), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "asked": any(asked.values()), "sees_users": may_manage_users(request.user)}
    return page_or_fragment(request, "accounts/audit_trail.html", "results", context)
