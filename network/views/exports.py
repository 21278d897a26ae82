"""Lists that leave the house: what for, which columns, judged by a second person when they are large."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from network import export_columns, map_export
from network.actions import exports, seeing
from network.forms.contact_filter import ContactFilter
from network.forms.exports import DecisionForm, ExportForm
from network.models import Export
from network.models.export import ExportOf, Format
from network.permissions import may_export, may_judge_export, may_judge_exports
from network.queries import contact_search
from network.views.doors import demand, for_colleagues
from network.views.lists import NAMED, asked_by, page_of
from web.pages import page_or_fragment
from web.spreadsheets import as_csv, as_xlsx

MOST_SEEN = 20  # days on which somebody saw many people; the audit trail has them all
ON_START = 4
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@for_colleagues
@require_safe
def export_list(request: UserRequest) -> HttpResponse:
    """List one's own exports, and, for who judges them, those that wait and who saw many people in one day."""
    seen = Export.objects.visible_to(request.user).exclude(asked_at=None).select_related("asked_by")
    may_judge, now = may_judge_exports(request.user), timezone.now()
    context = {
        "page": page_of(request, seen.filter(~Q(pk__in=seen.waiting()) | Q(asked_by=request.user))),
        "waiting": seen.waiting().exclude(asked_by=request.user) if may_judge else seen.none(),
        "may_judge": may_judge,
        "seen_many": seeing.told_lately(now)[:MOST_SEEN] if may_judge else [],
        "now": now,
    }
    return page_or_fragment(request, "network/export_list.html", "results", context)


@for_colleagues
@require_safe
def start_exports(request: UserRequest) -> HttpResponse:
    """Tell the start page which exports wait for this colleague's judgement."""
    demand(may_judge_exports(request.user))
    seen = Export.objects.visible_to(request.user).exclude(asked_at=None).exclude(asked_by=request.user)
    waiting = seen.waiting().select_related("asked_by")
    context = {"waiting": waiting.order_by("asked_at")[:ON_START], "count": waiting.count()}
    return render(request, "network/start_exports.html", context)


@for_colleagues
@require_POST
def export_contacts(request: UserRequest) -> HttpResponse:
    """Begin an export of the contact moments that the list of this address finds."""
    demand(may_export(request.user))
    form = asked_by(request, ContactFilter)
    keys = list(contact_search.found(request.user, form.asked()).values_list("pk", flat=True))
    export = exports.begin(of=ExportOf.CONTACTS, keys=keys, by=request.user, now=timezone.now())
    return redirect("network:export_detail", export.pk)


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def export_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Ask which columns and what for; then show how it stands, with the file when it is ready."""
    seen = Export.objects.visible_to(request.user).select_related("asked_by", "decided_by")
    export = get_object_or_404(seen, pk=pk)
    if export.asked_at is None:
        return _ask(request, export)
    now = timezone.now()
    names = [export_columns.COLUMNS[export.of][name].label for name in export.columns]
    context: dict[str, Any] = {"export": export, "names": names, "ready": export.is_ready(now)}
    context["mine"] = export.asked_by_id == request.user.pk
    context["can_be_withdrawn"] = context["mine"] and export.can_be_withdrawn(now)
    if may_judge_export(request.user, export) and export.waits:
        context["form"] = DecisionForm(request.POST or None)
        if request.method == "POST" and context["form"].is_valid():
            return _decide(request, export, context["form"])
    elif request.method == "POST":
        messages.error(request, _("Your judgement does not count: there is nothing left to judge here."))
        return redirect("network:export_detail", pk)
    return render(request, "network/export_detail.html", context)


@for_colleagues
@require_POST
def export_fetch(request: UserRequest, pk: int) -> HttpResponseBase:
    """Hand over the file, after one proved once more who one is.

    Who still has to, comes back to the page of the file: one that answers a password with a file goes on asking for it.
    """
    seen = Export.objects.visible_to(request.user).select_related("asked_by")
    try:
        return _hand_over(request, get_object_or_404(seen, pk=pk))
    except ReauthenticationRequired:
        return redirect("network:export_prove", pk)


@for_colleagues
@require_safe
@reauthentication_required
def export_prove(request: UserRequest, pk: int) -> HttpResponse:
    """Ask once more who one is, and lead back to the file."""
    messages.info(request, _("Thank you. Now you can fetch the file."))
    return redirect("network:export_detail", pk)


@for_colleagues
@require_POST
def export_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """Take back one's own request, or let go of the file before its day is over."""
    export = get_object_or_404(Export.objects.visible_to(request.user), pk=pk)
    waited = export.waits
    try:
        exports.withdraw(export=export, by=request.user, now=timezone.now())
    except exports.CannotWithdraw as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Your request is taken back.") if waited else _("The file is gone."))
    return redirect("network:export_detail", pk)


@reauthentication_required
def _hand_over(request: UserRequest, export: Export) -> HttpResponseBase:
    """Write down who takes the file, and hand it over (bar S43)."""
    try:
        exports.fetch(export=export, by=request.user, now=timezone.now())
    except exports.CannotExport as refused:
        messages.error(request, str(refused))
        return redirect("network:export_detail", export.pk)
    answer = _map_file(export) if export.of == ExportOf.MAP else _list_file(export)
    answer["Cache-Control"] = "no-store"
    return answer


def _map_file(export: Export) -> HttpResponse:
    made, content_type, name = map_export.file_of(export, timezone.now())
    return HttpResponse(made, content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _list_file(export: Export) -> HttpResponseBase:
    rows = export_columns.rows(export, timezone.localdate())
    name = export_columns.file_name(export)
    if export.format == Format.XLSX:
        answer: HttpResponseBase = FileResponse(as_xlsx(rows), as_attachment=True, filename=name, content_type=XLSX)
    else:
        answer = StreamingHttpResponse(as_csv(rows), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _ask(request: UserRequest, export: Export) -> HttpResponse:
    demand(may_export(request.user) and export.asked_by_id == request.user.pk)
    form = ExportForm(request.POST or None, export=export)
    if request.method == "POST" and form.is_valid():
        told = {"columns": [], **form.cleaned_data}
        exports.ask(export=export, **told, by=request.user, now=timezone.now())
        return redirect("network:export_detail", export.pk)
    context = {"export": export, "form": form, "above": settings.EXPORT_APPROVAL_ABOVE}
    now = timezone.now()
    context["needs_approval"] = exports.needs_approval(number=len(export.keys), by=request.user, now=now)
    context["taken"] = exports.taken_lately(by=request.user, now=now)
    context["first"] = export_columns.first_names(export, NAMED)
    context["rest"] = max(len(export.keys) - len(context["first"]), 0)
    if export.of == ExportOf.PEOPLE:
        seeing.note([key for key, _name in context["first"]], by=request.user, now=now)
    return render(request, "network/export_create.html", context)


def _decide(request: UserRequest, export: Export, form: DecisionForm) -> HttpResponse:
    approved = form.cleaned_data["decision"] == form.APPROVE
    try:
        told = {"approved": approved, "reason": form.cleaned_data["reason"]}
        exports.decide(export=export, **told, by=request.user, now=timezone.now())
    except exports.CannotDecide as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Your judgement is recorded. Who asked gets a letter about it."))
    return redirect("network:export_list")
