from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from network.forms.coverage import GapFilter
from network.permissions import may_log_contact
from network.queries import gaps as queries
from network.queries.gaps import Beginnings, GapKind
from network.views.doors import for_colleagues
from network.views.lists import PER_PAGE
from network.views.shown import note_shown
from web.pages import page_or_fragment


@for_colleagues
@require_safe
def gaps(request: UserRequest) -> HttpResponse:
    """Show where the network is weak, why, and with whom to begin."""
    today = timezone.localdate()
    form = GapFilter(request.GET.dict(), today=today)
    all_of_them = queries.gaps(request.user, today, form.asked().line)
    which = request.GET.get("soort", "")
    found = [gap for gap in all_of_them if which not in GapKind.values or gap.kind == which]
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    beginnings = Beginnings(request.user, today)
    rows = [(gap, beginnings.of(gap)) for gap in page]
    note_shown(request, [begin.person for _gap, begin in rows if begin])
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "counts": [(kind, sum(1 for gap in all_of_them if gap.kind == kind)) for kind in GapKind],
        "total": len(all_of_them),
        "which": which,
        "may_log": may_log_contact(request.user),
    }
    return page_or_fragment(request, "network/gaps.html", "results", context)
