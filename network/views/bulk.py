"""Changes to many at once: ticked in a list, told, looked at, done, and undone."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from network.actions import bulk, exports
from network.forms import bulk as forms
from network.models import BulkAction, Organisation, Person, ProgrammeLine, Selection, TargetGroup
from network.models.bulk_action import Verb
from network.models.selection import Of
from network.permissions import may_change_many, may_export, may_invite
from network.queries import organisations, people
from network.queries.people import without_people, working_at_any
from network.views.doors import demand, for_colleagues
from network.views.inviting import invitation_address, to_invitation
from network.views.joining import side_by_side
from network.views.lists import NAMED, asked_by, page_of
from network.views.selections import FILTERS, LISTS
from network.views.shown import note_shown
from web.keys import keys_of
from web.pages import page_or_fragment

EXPORT, MERGE = "export", "merge"
MAY = {EXPORT: may_export, str(Verb.INVITE): may_invite}  # anything else, who may change many


@for_colleagues
@require_safe
def bulk_list(request: UserRequest) -> HttpResponse:
    """List the changes to many that one made oneself, the last first."""
    done = BulkAction.objects.visible_to(request.user).exclude(done_at=None)
    return page_or_fragment(request, "network/bulk_list.html", "results", {"page": page_of(request, done)})


@for_colleagues
@require_POST
def bulk_create(request: UserRequest, of: str) -> HttpResponse:
    """Begin a change to what was ticked in a list, or to all that it found."""
    if of not in Of.values:
        raise Http404
    verb = request.POST.get("verb", "")
    demand(MAY.get(verb, may_change_many)(request.user))
    keys = list(chosen(request, of).values_list("pk", flat=True))
    if not keys:
        messages.warning(request, _("Tick at least one in the list, or choose all that were found."))
        return _back(request, of)
    if verb == MERGE:
        return _merge(request, of, keys)
    if verb == Verb.INVITE:
        return _invite(request, of, keys)
    if verb == EXPORT:
        return redirect(
            "network:export_detail", exports.begin(of=of, keys=keys, by=request.user, now=timezone.now()).pk
        )
    if verb not in Verb.values or (verb == Verb.GROUP and of == Of.PEOPLE):
        raise Http404
    action = bulk.begin(of=of, verb=verb, keys=keys, by=request.user, now=timezone.now())
    return redirect("network:bulk_detail", action.pk)


@for_colleagues
@require_http_methods(["GET", "HEAD", "POST"])
def bulk_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Ask what to change; then show for whom, and who is skipped; then what was done."""
    action = get_object_or_404(BulkAction.objects.visible_to(request.user), pk=pk)
    if action.verb == Verb.INVITE:
        return _chosen_to_invite(request, action)
    form = forms.OF_VERB[action.verb](request.POST or None, action=action)
    if request.method == "POST" and form.is_valid():
        try:
            bulk.tell(action=action, facts=form.facts())
        except bulk.CannotDo as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("network:bulk_detail", pk)
    context: dict[str, Any] = {"action": action, "form": form, "back": reverse(LISTS[Of(action.of)])}
    context |= {"words": in_words(action), "can_be_undone": action.can_be_undone(timezone.now())}
    if action.done_at:
        context["number"] = action.changes.count()
    elif action.facts and not form.errors and "anders" not in request.GET:
        context |= _preview(action)
        note_shown(request, context["first"])
    return render(request, "network/bulk_detail.html", context)


@for_colleagues
@require_POST
def bulk_do(request: UserRequest, pk: int) -> HttpResponse:
    """Make the change; pressed twice it is made once."""
    action = get_object_or_404(BulkAction.objects.visible_to(request.user), pk=pk)
    demand(may_change_many(request.user))
    try:
        bulk.do(action=action, by=request.user, now=timezone.now())
    except bulk.CannotDo as refused:
        messages.error(request, str(refused))
    return redirect("network:bulk_detail", pk)


@for_colleagues
@require_POST
def bulk_undo(request: UserRequest, pk: int) -> HttpResponse:
    """Take a change back, except where somebody changed it since."""
    action = get_object_or_404(BulkAction.objects.visible_to(request.user), pk=pk)
    try:
        number = bulk.undo(action=action, by=request.user, now=timezone.now())
    except bulk.CannotUndo as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _undone(action.changes.count() - number))
    return redirect("network:bulk_detail", pk)


def chosen(request: UserRequest, of: str) -> QuerySet[Any]:
    """Return what was ticked, or all that the list of this address finds, as far as this user may see it."""
    if request.POST.get("all"):
        form: Any = asked_by(request, FILTERS[of])
        queries: Any = people if of == Of.PEOPLE else organisations
        found: QuerySet[Any] = queries.found(request.user, form.asked(), timezone.localdate())
        return found
    model: Any = Person if of == Of.PEOPLE else Organisation
    ticked = keys_of(request.POST.getlist("chosen"))
    parties: QuerySet[Any] = model.objects.visible_to(request.user).filter(pk__in=ticked)
    return parties


def in_words(action: BulkAction) -> str:
    """Say what a change does."""
    facts = action.facts
    if not facts:
        return ""
    said = {
        "tag": facts.get("tag", ""),
        "line": str(ProgrammeLine.objects.filter(pk=facts.get("line", 0)).first() or ""),
        "group": str(TargetGroup.objects.filter(pk=facts["group"]).first() or "") if "group" in facts else "",
        "selection": str(Selection.objects.filter(pk=facts.get("selection", 0)).first() or ""),
        "what": facts.get("what", ""),
    }
    words = {
        (Verb.TAG, False): _("Give the tag “%(tag)s”"),
        (Verb.TAG, True): _("Take off the tag “%(tag)s”"),
        (Verb.LINE, False): _("Put on line %(line)s"),
        (Verb.LINE, True): _("Take off line %(line)s"),
        (Verb.GROUP, False): _("Add to the target group “%(group)s”"),
        (Verb.GROUP, True): _("Take out of the target group “%(group)s”"),
        (Verb.SELECTION, False): _("Add to the selection “%(selection)s”"),
        (Verb.TASK, False): _("Make a task for each: “%(what)s”"),
        (Verb.INVITE, False): _("Chosen for an invitation"),
    }
    return words[Verb(action.verb), bool(facts.get("off"))] % said


def _back(request: UserRequest, of: str) -> HttpResponse:
    """Go back to the list from which this came, as it was narrowed."""
    return redirect(f"{reverse(LISTS[Of(of)])}?{request.GET.urlencode()}")


def _preview(action: BulkAction) -> dict[str, Any]:
    plan = bulk.plan(action)
    first = list(bulk.parties(action).filter(pk__in=plan.changing)[:NAMED])
    return {"plan": plan, "first": first, "rest": max(len(plan.changing) - NAMED, 0)}


def _merge(request: UserRequest, of: str, keys: list[int]) -> HttpResponse:
    """Put the two that were ticked side by side; of more or fewer, nobody knows which two are meant."""
    if len(keys) != 2:
        messages.warning(request, _("Tick exactly two in the list to make one record of them."))
        return _back(request, of)
    model: Any = Person if of == Of.PEOPLE else Organisation
    return side_by_side(request, *model.objects.visible_to(request.user).filter(pk__in=keys))


def _invite(request: UserRequest, of: str, keys: list[int]) -> HttpResponse:
    """Go on to an invitation for these people; of organisations, for who works there, and say where nobody does."""
    back = f"{reverse(LISTS[Of(of)])}?{request.GET.urlencode()}"
    if of == Of.PEOPLE:
        return to_invitation(request, Person.objects.visible_to(request.user).filter(pk__in=keys), back=back)
    working = working_at_any(request.user, keys, timezone.localdate())
    if empty := without_people(request.user, keys, timezone.localdate()):
        messages.info(request, _nobody_there(empty))
    return to_invitation(request, working, back=back)


def _undone(stay: int) -> str:
    """Say that a change is undone, and how much of it stays because somebody changed it since."""
    if stay <= 0:
        return _("Undone. What colleagues changed since then stays.")
    said = ngettext(
        "Undone. %(stay)d was changed since then and stays.", "Undone. %(stay)d were changed since then and stay.", stay
    )
    return said % {"stay": stay}


def _nobody_there(number: int) -> str:
    said = _("At %(number)d of the organisations you chose we know nobody who works there now.")
    return said % {"number": number}


def _chosen_to_invite(request: UserRequest, action: BulkAction) -> HttpResponse:
    """Show who was chosen for an invitation, with the way on and the way back."""
    context: dict[str, Any] = {"action": action, "back": reverse(LISTS[Of.PEOPLE]), "words": in_words(action)}
    context |= {"can_be_undone": action.can_be_undone(timezone.now()), "number": action.changes.count()}
    context["onward"] = "" if action.undone_at else invitation_address(action)
    return render(request, "network/bulk_detail.html", context)
