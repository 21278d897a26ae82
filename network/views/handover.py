from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.requests import UserRequest
from network.actions import handover as actions
from network.forms.handover import HandoverForm
from network.permissions import may_hand_over
from network.queries import handover as queries
from network.views.doors import demand, for_colleagues


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def handover(request: UserRequest, pk: int) -> HttpResponse:
    """Hand over all that a colleague keeps and has to do; the page proposes to whom."""
    leaver = get_object_or_404(User, pk=pk)
    demand(may_hand_over(request.user, leaver))
    left = queries.left_by(leaver)
    proposals = queries.proposals(left, leaver, timezone.localdate())
    form = HandoverForm(request.POST or None, leaver=leaver, proposals=proposals)
    if request.method == "POST" and form.is_valid():
        try:
            count = actions.hand_over(leaver=leaver, **form.chosen(), by=request.user, now=timezone.now())
        except actions.CannotHandOver as refused:
            form.add_error(None, str(refused))
        else:
            said = ngettext("Handed over: %(count)d thing.", "Handed over: %(count)d things.", count)
            messages.success(
                request, said % {"count": count} + " " + _("The account can be shut now, or the role withdrawn.")
            )
            return redirect("network:handover", leaver.pk)
    return render(request, "network/handover.html", {"form": form, "leaver": leaver, "left": left})
