from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from network.actions import tasks
from network.forms.filters import ReviewFilter
from network.forms.tasks import TaskForm
from network.models import Organisation, Person, ProgrammeLine, Task
from network.permissions import may_keep_tasks
from network.queries import tasks as queries
from network.views.doors import demand, for_colleagues
from network.views.lists import asked_by, page_of
from network.views.shown import about, note_shown
from web.doors import one_at_a_time
from web.keys import key_of
from web.pages import page_or_fragment

FORTNIGHT = timedelta(days=14)
ON_START = 5


@for_colleagues
@require_safe
def task_list(request: UserRequest) -> HttpResponse:
    """List what this colleague, or everybody, still has to do, and what was done in the last week."""
    form = asked_by(request, ReviewFilter)
    own, now = request.GET.get("whose") != "all", timezone.now()
    page = page_of(request, queries.found(request.user, own=own, line=form.cleaned_data.get("line")))
    done = queries.done_lately(request.user, now, own=own)
    note_shown(request, about(page), about(done))
    context = {
        "form": form,
        "own": own,
        "page": page,
        "done": done,
        "today": timezone.localdate(now),
        "may_keep": may_keep_tasks(request.user),
    }
    return page_or_fragment(request, "network/task_list.html", "results", context)


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def task_create(request: UserRequest) -> HttpResponse:
    """Plan something to do; the address may say about which `person`, `organisation` and `line` (by number)."""
    demand(may_keep_tasks(request.user))
    person = _asked(request, "person", Person.objects.visible_to(request.user))
    initial = _known(request, person)
    form = TaskForm(request.POST or None, user=request.user, today=timezone.localdate(), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            task = tasks.plan(facts=form.facts(person), by=request.user, now=timezone.now())
        except tasks.CannotPlan as refused:
            form.add_error("what", str(refused))
        else:
            messages.success(request, _("Planned. It stands in the list of tasks until it is done."))
            return _back(task)
    note_shown(request, [person])
    return render(request, "network/task_create.html", {"form": form, "person": person})


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
@one_at_a_time(Task)
def task_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Change a task, move its day or give it to somebody else."""
    task = get_object_or_404(queries.listed(request.user), pk=pk)
    demand(may_keep_tasks(request.user))
    initial = {name: getattr(task, name) for name in ("what", "due_on", "assigned_to", "line")}
    initial["organisation"] = task.organisation.name if task.organisation else ""
    form = TaskForm(request.POST or None, user=request.user, today=timezone.localdate(), task=task, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            tasks.change(task=task, facts=form.facts(task.person), by=request.user, now=timezone.now())
        except tasks.CannotPlan as refused:
            form.add_error("what", str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("network:task_list")
    note_shown(request, [task.person])
    return render(request, "network/task_edit.html", {"form": form, "task": task, "person": task.person})


@for_colleagues
@require_POST
def task_take(request: UserRequest, pk: int) -> HttpResponse:
    """Take a task that was for nobody yet."""
    task = get_object_or_404(queries.listed(request.user), pk=pk)
    demand(may_keep_tasks(request.user))
    try:
        tasks.take(task=task, by=request.user, now=timezone.now())
    except tasks.CannotTake as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Yours now: %(what)s.") % {"what": task.what})
    return _there(request, task)


@for_colleagues
@require_POST
def task_done(request: UserRequest, pk: int) -> HttpResponse:
    """Say that a task is done; where one was, it can be opened again."""
    task = get_object_or_404(queries.listed(request.user), pk=pk)
    demand(may_keep_tasks(request.user))
    tasks.finish(task=task, by=request.user, now=timezone.now())
    messages.success(request, _("Done: %(what)s. Not yet? You can open it again for a week.") % {"what": task.what})
    return _there(request, task)


@for_colleagues
@require_POST
def task_reopen(request: UserRequest, pk: int) -> HttpResponse:
    """Say that a task is not done after all."""
    task = get_object_or_404(queries.listed(request.user), pk=pk)
    demand(may_keep_tasks(request.user))
    tasks.reopen(task=task, by=request.user, now=timezone.now())
    messages.success(request, _("Open again: %(what)s.") % {"what": task.what})
    return _there(request, task)


@for_colleagues
@require_safe
def start_tasks(request: UserRequest) -> HttpResponse:
    """Show, for the start page, what this colleague has to do first."""
    waiting = queries.found(request.user, own=True)
    first = waiting[:ON_START]
    note_shown(request, about(first))
    context = {"tasks": first, "count": waiting.count(), "today": timezone.localdate()}
    return render(request, "network/start_tasks.html", {**context, "may_keep": may_keep_tasks(request.user)})


def _known(request: UserRequest, person: Person | None) -> dict[str, Any]:
    """Return what the form knows already: this colleague, in two weeks, and what the address says."""
    organisation = _asked(request, "organisation", Organisation.objects.visible_to(request.user))
    line = _asked(request, "line", ProgrammeLine.objects.all())
    about = organisation.name if organisation else ""
    what = _("Make contact with %(name)s") % {"name": about or (person.full_name if person else "")}
    return {
        "what": what if about or person else "",
        "due_on": timezone.localdate() + FORTNIGHT,
        "assigned_to": request.user.pk,
        "organisation": about,
        "line": line,
    }


def _asked(request: UserRequest, name: str, among: Any) -> Any:
    """Return the row that the address, or for a person the form, names by its number; nothing when it is unknown."""
    asked = request.POST.get(name, "") if name == "person" and request.method == "POST" else request.GET.get(name, "")
    return among.filter(pk=key).first() if (key := key_of(asked)) else None


def _back(task: Task) -> HttpResponse:
    """Return to the page of whom it is about, else to the list."""
    if task.person_id:
        return redirect("network:person_detail", task.person_id)
    if task.organisation_id:
        return redirect("network:organisation_detail", task.organisation_id)
    return redirect("network:task_list")


def _there(request: UserRequest, task: Task) -> HttpResponse:
    """Return to where the button stood: the page of the person or the organisation, or the list."""
    pages = {"person": task.person_id, "organisation": task.organisation_id}
    where = request.POST.get("from", "")
    return redirect(f"network:{where}_detail", pages[where]) if pages.get(where) else redirect("network:task_list")
