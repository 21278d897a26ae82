from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from network.forms.coverage import PromiseFilter
from network.permissions import may_log_contact
from network.queries import contact_moments, line_work
from network.queries import promise as queries
from network.queries.promise import Standing
from network.views.doors import for_colleagues
from web.pages import page_or_fragment

ON_START = 4


@for_colleagues
@require_safe
def promises(request: UserRequest) -> HttpResponse:
    """Show which promises of contact were kept, due and broken on a day, with the rule."""
    today = timezone.localdate()
    form = PromiseFilter({"day": today.isoformat(), **request.GET.dict()}, today=today)
    all_of_them = queries.promises(request.user, form.asked())
    which = request.GET.get("stand", "")
    context = {
        "form": form,
        "asked": form.asked(),
        "promises": [each for each in all_of_them if which not in Standing.values or each.standing == which],
        "total": len(all_of_them),
        "counts": [(each, sum(1 for one in all_of_them if one.standing == each)) for each in Standing],
        "which": which,
        "may_log": may_log_contact(request.user),
        "query": "" if form.asked().day == today else f"?day={form.asked().day.isoformat()}",
    }
    return page_or_fragment(request, "network/promises.html", "results", context)


@for_colleagues
@require_safe
def start_promises(request: UserRequest) -> HttpResponse:
    """Tell the start page which promises of one's own lines are due or broken."""
    today = timezone.localdate()
    due = queries.due_for(request.user, today)
    context = {
        "due": [(each, queries.last_spoken(request.user, each)) for each in due[:ON_START]],
        "rest": max(len(due) - ON_START, 0),
        "works_on_lines": contact_moments.own_lines(request.user, today).exists(),
        "lines_left": line_work.left_to(request.user, today),
        "may_log": may_log_contact(request.user),
    }
    return render(request, "network/start_promises.html", context)
