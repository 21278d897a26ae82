from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.requests import UserRequest
from network.actions import line_work as actions
from network.forms.line_work import LineWorkDaysForm, LineWorkForm
from network.models import LineAssignment
from network.permissions import may_place
from network.queries import line_work as queries
from network.views.doors import demand, for_colleagues
from web.doors import one_at_a_time
from web.keys import key_of


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def line_work(request: UserRequest) -> HttpResponse:
    """Show who works on which programme line, and put somebody on one."""
    today, may_join = timezone.localdate(), may_place(request.user, request.user)
    form = LineWorkForm(request.POST or None, by=request.user, today=today, initial=_asked(request))
    if request.method == "POST":
        demand(may_join)
        if form.is_valid():
            try:
                work = actions.begin(**form.cleaned_data, by=request.user, now=timezone.now())
            except actions.CannotPlace as refused:
                form.add_error(None, str(refused))
            else:
                said = _("%(name)s works on line %(line)s.") % {"name": work.user.get_full_name(), "line": work.line}
                messages.success(request, said)
                return redirect("network:line_work")
    context = {"form": form, "teams": queries.teams(today), "may_join": may_join, "today": today}
    context["may_place_all"] = "administrator" in request.user.roles
    return render(request, "network/line_work.html", context)


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
@one_at_a_time(LineAssignment)
def line_work_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Correct or end what somebody does on a line."""
    work = get_object_or_404(LineAssignment.objects.select_related("user", "line"), pk=pk)
    demand(may_place(request.user, work.user))
    initial = {"started_on": work.started_on, "ended_on": work.ended_on}
    form = LineWorkDaysForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(work=work, **form.cleaned_data, by=request.user, now=timezone.now())
        except actions.CannotPlace as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("network:line_work")
    return render(request, "network/line_work_edit.html", {"form": form, "work": work, "today": timezone.localdate()})


@for_colleagues
@require_safe
def line_work_of(request: UserRequest, pk: int) -> HttpResponse:
    """Tell the page of an account on which lines this colleague works."""
    colleague, today = get_object_or_404(User, pk=pk), timezone.localdate()
    context = {"account": colleague, "work": queries.of(colleague, today), "today": today}
    context["may_place"] = may_place(request.user, colleague)
    return render(request, "network/line_work_of.html", context)


def _asked(request: UserRequest) -> dict[str, Any]:
    """Return what the address says already: for which line or colleague somebody came."""
    return {name: value for name in ("line", "user") if (value := key_of(request.GET.get(name)))}
