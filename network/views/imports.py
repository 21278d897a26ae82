"""Bringing in a file: choose it, say what its columns are, look at what it would do, do it, undo it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.actions import audit
from accounts.requests import UserRequest
from network.actions import import_choices, imports
from network.forms.imports import ColumnsForm, UploadForm
from network.importing import examples, reading
from network.importing.columns import Kind
from network.models import ImportFile, ImportRow
from network.models.import_file import ImportState
from network.models.import_row import Outcome
from network.permissions import may_import
from network.queries import imports as queries
from network.views.doors import demand, for_colleagues
from network.views.lists import page_of
from network.views.shown import note_shown
from web.keys import key_of, keys_of
from web.nudge import wake_on_commit
from web.pages import page_or_fragment
from web.spreadsheets import csv_file

PER_PAGE = 25
CARRY = "network.tasks.carry_imports"
ENVELOPE = 100_000  # octets that a form adds around a file


@csrf_exempt
@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def import_list(request: UserRequest) -> HttpResponse:
    """List the files that were brought in, and take a new one.

    A file that says it is too large is refused before it is read, so also before the CSRF token in it is.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) > reading.MOST_BYTES + ENVELOPE:
        return _listed(request, UploadForm(), too_large=reading.too_large())
    return _take(request)


@csrf_protect
def _take(request: UserRequest) -> HttpResponse:
    if request.method == "POST":
        demand(may_import(request.user))
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        told = {"kind": form.cleaned_data["kind"], "name": sent.name, "content": sent.read()}
        try:
            file = imports.bring_in(**told, by=request.user, now=timezone.now())
        except imports.CannotImport as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("network:import_columns", file.pk)
    return _listed(request, form)


def _listed(request: UserRequest, form: UploadForm, too_large: str = "") -> HttpResponse:
    page = page_of(request, ImportFile.objects.visible_to(request.user).select_related("uploaded_by").defer("content"))
    context = {"form": form, "page": page, "too_large": too_large, "may_import": may_import(request.user)}
    context["kinds"] = Kind.choices
    return render(request, "network/import_list.html", context, status=413 if too_large else 200)


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: UserRequest, pk: int) -> HttpResponse:
    """Ask what the columns are, what the data are for, and on what ground we may keep them."""
    demand(may_import(request.user))
    file = _file(request, pk)
    initial = {"purpose": file.purpose, "ground": file.ground, "proof": file.proof}
    form = ColumnsForm(request.POST or None, file=file, initial=initial)
    if request.method == "POST" and form.is_valid():
        told: dict[str, Any] = {"chosen": form.chosen(), "account": form.account()}
        try:
            imports.map_columns(file=file, **told, by=request.user, now=timezone.now())
        except imports.CannotImport as refused:
            form.add_error(None, str(refused))
        else:
            wake_on_commit(CARRY)
            return redirect("network:import_detail", pk)
    context = {"file": file, "form": form, "first_rows": queries.first_rows(file)}
    return render(request, "network/import_columns.html", context)


@for_colleagues
@require_POST
def import_headings(request: UserRequest, pk: int) -> HttpResponse:
    """Take another row of the file as its headings."""
    demand(may_import(request.user))
    row = key_of(request.POST.get("row"))
    try:
        imports.choose_headings(file=_file(request, pk), row=row, by=request.user, now=timezone.now())
    except imports.CannotImport as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The headings are read from row %(row)d.") % {"row": row})
    return redirect("network:import_columns", pk)


@for_colleagues
@require_safe
def import_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show what a file would do or did, row by row; while a worker is at it, how far it is."""
    file = _file(request, pk)
    if request.htmx and request.GET.get("state") not in (None, file.state):
        return HttpResponseClientRefresh()
    counts = queries.counts(file)
    asked = request.GET.get("rows", "")
    first = next((outcome for outcome in SHOWN_FIRST if counts[outcome]), Outcome.NEW)
    group = Outcome(asked) if asked in Outcome.values else first
    left = file.rows.exclude(left="").order_by("number") if file.undone_at else file.rows.none()
    stayed = asked not in Outcome.values and left.exists()
    page = Paginator(left if stayed else file.rows.of(group), PER_PAGE).get_page(request.GET.get("page"))
    shown = queries.shown(file, list(page), request.user)
    suspects = [suspect.party for each in shown for suspect in each.suspects]
    note_shown(request, suspects, [each.target for each in shown])
    context = {
        "file": file,
        "counts": [(outcome, counts[outcome]) for outcome in Outcome if counts[outcome]],
        "count": counts,
        "group": None if stayed else group,
        "page": page,
        "shown": shown,
        "left": left.count(),
        "stayed": stayed,
        "undecided": queries.undecided(file) if file.imported_at else 0,
        "may_import": may_import(request.user),
        "may_undo": may_import(request.user) and _can_be_undone(file),
    }
    return page_or_fragment(request, "network/import_detail.html", "progress", context)


SHOWN_FIRST = (Outcome.REFUSED, Outcome.ALIKE, Outcome.CHANGED, Outcome.NEW)


@for_colleagues
@require_POST
def import_decide(request: UserRequest, pk: int, row: int) -> HttpResponse:
    """Say who a row is about: somebody new, somebody we know, or nobody we want."""
    demand(may_import(request.user))
    known = get_object_or_404(ImportRow, file=_file(request, pk), number=row)
    choice = request.POST.get("choice", "")
    try:
        import_choices.decide(row=known, choice=choice, same_as=key_of(choice), by=request.user, now=timezone.now())
    except imports.CannotImport as refused:
        messages.error(request, str(refused))
    return redirect(f"{reverse('network:import_detail', args=[pk])}?rows={Outcome.ALIKE.value}{_where_next(known)}")


def _where_next(row: ImportRow) -> str:
    """Return the page and place of the first row from this one on that waits for a choice, or else of the last."""
    waiting = row.file.rows.of(Outcome.ALIKE)
    following = waiting.filter(number__gte=row.number).first() or waiting.last()
    if following is None:
        return ""
    return f"&page={waiting.filter(number__lt=following.number).count() // PER_PAGE + 1}#rij-{following.number}"


@for_colleagues
@require_POST
def import_decide_many(request: UserRequest, pk: int) -> HttpResponse:
    """Say the same of all rows on a page that wait for a choice, or of all of them."""
    demand(may_import(request.user))
    numbers = keys_of(request.POST.getlist("row")[:PER_PAGE])
    told: dict[str, Any] = {"numbers": None if request.POST.get("which") == "all" else numbers}
    told |= {"choice": request.POST.get("choice", ""), "by": request.user, "now": timezone.now()}
    try:
        done = import_choices.decide_many(file=_file(request, pk), **told)
    except imports.CannotImport as refused:
        messages.error(request, str(refused))
    else:
        said = ngettext("Decided about %(count)d row.", "Decided about %(count)d rows.", done)
        messages.success(request, said % {"count": done})
    return redirect(f"{reverse('network:import_detail', args=[pk])}?rows={Outcome.ALIKE.value}")


@for_colleagues
@require_POST
def import_start(request: UserRequest, pk: int) -> HttpResponse:
    """Have the rows written."""
    return _have_done(request, pk, imports.start)


@for_colleagues
@require_POST
def import_undo(request: UserRequest, pk: int) -> HttpResponse:
    """Have everything taken back that this file did."""
    return _have_done(request, pk, imports.start_undo)


@for_colleagues
@require_POST
def import_throw_away(request: UserRequest, pk: int) -> HttpResponse:
    """Delete a file that was not imported."""
    demand(may_import(request.user))
    try:
        imports.throw_away(file=_file(request, pk), by=request.user, now=timezone.now())
    except imports.CannotImport as refused:
        messages.error(request, str(refused))
        return redirect("network:import_detail", pk)
    messages.success(request, _("Thrown away. Nothing in the network changed."))
    return redirect("network:import_list")


@for_colleagues
@require_safe
def import_refused(request: UserRequest, pk: int) -> HttpResponse:
    """Return the rows that stayed out as a file to mend and bring in again, and write down who took it."""
    demand(may_import(request.user))
    file = _file(request, pk)
    number = file.rows.exclude(errors=[]).count()
    audit.write("network.import_refused_taken", by=request.user, about=file, number=number)
    return csv_file(queries.refused(file), f"import-{pk}-geweigerd.csv")


@for_colleagues
@require_safe
def import_example(request: UserRequest, of: str) -> HttpResponse:
    """Return a file of this kind as it may look, to fill in."""
    demand(may_import(request.user))
    if of not in Kind.values:
        raise Http404
    return csv_file(examples.rows_of(of), f"voorbeeld-{of}.csv")


def _have_done(request: UserRequest, pk: int, step: Any) -> HttpResponse:
    demand(may_import(request.user))
    try:
        step(file=_file(request, pk), by=request.user, now=timezone.now())
    except imports.CannotImport as refused:
        messages.error(request, str(refused))
    else:
        wake_on_commit(CARRY)
    return redirect("network:import_detail", pk)


def _can_be_undone(file: ImportFile) -> bool:
    return bool(file.state == ImportState.DONE and file.undo_until and timezone.now() <= file.undo_until)


def _file(request: UserRequest, pk: int) -> ImportFile:
    files = ImportFile.objects.visible_to(request.user).select_related("uploaded_by", "undone_by")
    return get_object_or_404(files.defer("content"), pk=pk)
