from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.requests import UserRequest
from network.actions import handover as actions
from network.forms.handover import HandoverForm, HandoverGroupForm
from network.models import Task
from network.permissions import may_hand_over
from network.queries import colleagues
from network.queries import handover as queries
from network.queries.handover_groups import Group, grouped
from network.views.doors import demand, for_colleagues
from network.views.shown import about, note_shown

PER_PAGE = 50  # each row is a field, and a form of more than a thousand fields is refused


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: UserRequest, pk: int) -> HttpResponse:
    """Hand over what a colleague keeps and has to do, a group at a time or one by one; the page proposes to whom."""
    leaver = get_object_or_404(User, pk=pk)
    demand(may_hand_over(request.user, leaver))
    left = queries.left_by(leaver)
    groups = {group.key: group for group in grouped(queries.proposals(left, leaver, timezone.localdate()))}
    able = {user.pk: user for user in colleagues.who_keep().exclude(pk=leaver.pk)}
    sent = _sent(request, groups, able) if request.method == "POST" else None
    if sent and sent.is_valid():
        try:
            count = actions.hand_over(leaver=leaver, **sent.chosen(), by=request.user, now=timezone.now())
        except actions.CannotHandOver as refused:
            sent.add_error(None, str(refused))
        else:
            messages.success(request, _said(count, len(left.rows) - count))
            return redirect(request.get_full_path())
    context = {"leaver": leaver, "left": left, "form": sent, **_forms(request, groups, able, sent)}
    return render(request, "network/handover.html", context)


def _sent(
    request: UserRequest, groups: Mapping[str, Group], able: Mapping[int, User]
) -> HandoverForm | HandoverGroupForm:
    """Return what was sent: the choice for a whole group, or those for the rows of a page as far as they are left."""
    if group := groups.get(request.POST.get("groep", "")):
        return HandoverGroupForm(request.POST, able=able, group=group)
    rows = [each for group in groups.values() for each in group.proposals if each.field in request.POST]
    return HandoverForm(request.POST, able=able, proposals=rows[:PER_PAGE])


def _forms(
    request: UserRequest,
    groups: Mapping[str, Group],
    able: Mapping[int, User],
    sent: HandoverForm | HandoverGroupForm | None,
) -> dict[str, object]:
    """Return a form for each group and one for the rows of this page; what was sent and refused stands in its place."""
    asked = groups.get(request.GET.get("groep", ""))
    proposals = [each for group in groups.values() if asked in (None, group) for each in group.proposals]
    page = Paginator(proposals, PER_PAGE).get_page(request.GET.get("page"))
    note_shown(request, about(each.row for each in page if isinstance(each.row, Task)))
    refused = sent.group.key if isinstance(sent, HandoverGroupForm) else ""
    by_group = [sent if key == refused else HandoverGroupForm(able=able, group=group) for key, group in groups.items()]
    one_by_one = sent if isinstance(sent, HandoverForm) and sent.proposals else None
    return {
        "by_group": by_group if len(groups) < len(proposals) or asked else [],
        "asked": asked,
        "page": page,
        "one_by_one": one_by_one or HandoverForm(able=able, proposals=list(page)),
    }


def _said(count: int, rest: int) -> str:
    said = ngettext("Handed over: %(count)d thing.", "Handed over: %(count)d things.", count) % {"count": count}
    if rest > 0:
        left = ngettext("%(rest)d is still left here.", "%(rest)d are still left here.", rest) % {"rest": rest}
        return f"{said} {left}"
    return said + " " + _("The account can be shut now, or the role withdrawn.")
