from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import UserRequest
from network.actions import closing
from network.forms.closing import ClosingForm
from network.models import Organisation
from network.permissions import may_edit_organisation
from network.queries.closing import ending, open_tasks
from network.views.doors import demand, for_colleagues


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_close(request: UserRequest, pk: int) -> HttpResponse:
    """Let an organisation end; the page says first what ends with it."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    demand(may_edit_organisation(request.user, organisation))
    today = timezone.localdate()
    form = ClosingForm(request.POST or None, initial={"ended_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            closing.close(organisation=organisation, **form.cleaned_data, by=request.user, now=timezone.now())
        except closing.CannotClose as refused:
            form.add_error("ended_on", str(refused))
        else:
            messages.success(request, _("Recorded. It stays in history and stands in no list any more."))
            return redirect("network:organisation_detail", pk)
    context = {"form": form, "organisation": organisation, "counted": _counted(organisation, today)}
    return render(request, "network/organisation_close.html", context)


@for_colleagues
@require_POST
def organisation_reopen(request: UserRequest, pk: int) -> HttpResponse:
    """Let an organisation that ended by mistake go on, with all that ended with it."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    demand(may_edit_organisation(request.user, organisation))
    try:
        stayed = closing.reopen(organisation=organisation, by=request.user, now=timezone.now())
    except closing.CannotReopen as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("It goes on, with all that had ended with it.") if not stayed else _partly(stayed))
    return redirect("network:organisation_detail", pk)


def _counted(organisation: Organisation, today: date) -> dict[str, int]:
    """Return how many rows of each kind end with it, and how many tasks stay."""
    ends = {word: rows.count() for word, rows in ending(organisation, today).items()}
    return {**ends, "tasks": open_tasks(organisation)}


def _partly(stayed: int) -> str:
    return ngettext(
        "It goes on. Of %(n)d row somebody changed the end since; that stays as it is.",
        "It goes on. Of %(n)d rows somebody changed the end since; those stay as they are.",
        stayed,
    ) % {"n": stayed}
