from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from network.actions import ties
from network.forms.filters import ReviewFilter
from network.forms.ties import NewOrganisationTieForm, NewPersonTieForm, form_about
from network.models import Organisation, Person, Relationship
from network.permissions import may_keep_ties
from network.queries import ties as queries
from network.views.doors import demand, for_colleagues
from network.views.finding import answer_who_was_found
from network.views.lists import asked_by, page_of
from network.views.shown import ends_of, note_shown
from web.doors import one_at_a_time
from web.pages import page_or_fragment


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def organisation_tie_create(request: UserRequest, pk: int) -> HttpResponse:
    """Record a tie of an organisation with another."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    told = {"party": organisation, "user": request.user, "today": timezone.localdate()}
    return _create(request, NewOrganisationTieForm(request.POST or None, **told))


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def person_tie_create(request: UserRequest, pk: int) -> HttpResponse:
    """Record a tie of a person with somebody else; the button *Zoek* (or htmx) only looks for people."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    told = {"party": person, "user": request.user, "today": timezone.localdate()}
    form = NewPersonTieForm(request.POST or None, **told)
    if "look" in request.POST:
        demand(may_keep_ties(request.user))
        return answer_who_was_found(request, "network/tie_create.html", form)
    return _create(request, form)


def _create(request: UserRequest, form: NewOrganisationTieForm | NewPersonTieForm) -> HttpResponse:
    demand(may_keep_ties(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            ties.state(**form.ends(), facts=form.facts(), by=request.user, now=timezone.now())
        except ties.CannotTie as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Recorded. The tie now shows on both pages."))
            return _to(form.party)
    note_shown(request, [form.party])
    return render(request, "network/tie_create.html", {"form": form})


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
@one_at_a_time(Relationship)
def tie_edit(request: UserRequest, pk: int) -> HttpResponse:
    """Correct or end a tie; who removed it by mistake can put it back here."""
    tie = get_object_or_404(_known(request), pk=pk)
    demand(may_keep_ties(request.user))
    side = "second" if request.GET.get("from") == "second" else "first"
    form = form_about(tie, request.POST or None, timezone.localdate())
    if request.method == "POST" and not tie.removed_at and form.is_valid():
        try:
            ties.change(tie=tie, facts=form.facts(), by=request.user, now=timezone.now())
        except ties.CannotTie as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Saved."))
            return _to(tie.end(side))
    note_shown(request, ends_of([tie]))
    seen = queries.seen_from(tie, tie.end(side), timezone.localdate())
    return render(request, "network/tie_edit.html", {"form": form, "tie": tie, "seen": seen})


@for_colleagues
@require_safe
def tie_review(request: UserRequest) -> HttpResponse:
    """List the ties that nobody confirmed for two years, those of this colleague or of everybody."""
    form = asked_by(request, ReviewFilter)
    own = request.GET.get("whose") != "all"
    found = queries.to_review(request.user, timezone.localdate(), own=own, line=form.cleaned_data.get("line"))
    page = page_of(request, found)
    note_shown(request, ends_of(page))
    context = {"form": form, "own": own, "page": page, "may_keep": may_keep_ties(request.user)}
    return page_or_fragment(request, "network/tie_review.html", "results", context)


@for_colleagues
@require_POST
def tie_confirm(request: UserRequest, pk: int) -> HttpResponse:
    """Write down that an end of this tie confirmed it today."""
    tie = get_object_or_404(Relationship.objects.visible_to(request.user), pk=pk)
    demand(may_keep_ties(request.user))
    try:
        ties.confirm(tie=tie, confirmed_by=request.POST.get("confirmed_by", ""), by=request.user, now=timezone.now())
    except ties.CannotTie as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Confirmed. We ask again in two years."))
    return redirect("network:tie_review")


@for_colleagues
@require_POST
def tie_end(request: UserRequest, pk: int) -> HttpResponse:
    """Say that a tie holds no more; the page of the tie follows, where the day can be corrected."""
    tie = get_object_or_404(Relationship.objects.visible_to(request.user), pk=pk)
    demand(may_keep_ties(request.user))
    try:
        ties.end(tie=tie, by=request.user, now=timezone.now())
    except ties.CannotTie as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Ended today; it stays as history. Was it earlier? Correct the day below."))
    return redirect("network:tie_edit", tie.pk)


@for_colleagues
@require_POST
def tie_remove(request: UserRequest, pk: int) -> HttpResponse:
    """Take away a tie that was a mistake; the page that follows offers to put it back."""
    tie = get_object_or_404(_known(request), pk=pk)
    demand(may_keep_ties(request.user))
    ties.remove(tie=tie, by=request.user, now=timezone.now())
    return redirect("network:tie_edit", tie.pk)


@for_colleagues
@require_POST
def tie_restore(request: UserRequest, pk: int) -> HttpResponse:
    """Put a tie back that was removed."""
    tie = get_object_or_404(_known(request), pk=pk)
    demand(may_keep_ties(request.user))
    try:
        ties.restore(tie=tie, by=request.user, now=timezone.now())
    except ties.CannotTie as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Put back. It shows and counts again."))
    return redirect("network:tie_edit", tie.pk)


def _known(request: UserRequest) -> QuerySet[Relationship]:
    return Relationship.with_removed.visible_to(request.user).select_related(*queries.ENDS, "stated_by")


def _to(party: Organisation | Person) -> HttpResponse:
    """Return to the page of who it was about."""
    page = "organisation_detail" if isinstance(party, Organisation) else "person_detail"
    return redirect(f"network:{page}", party.pk)
