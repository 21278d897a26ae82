from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actions import grants, users
from accounts.forms import GiveRole, UserSearch
from accounts.models import Grant, User
from accounts.permissions import may_change_account, may_manage_users
from accounts.requests import UserRequest
from web import searches
from web.doors import only_if
from web.pages import page_or_fragment

PER_PAGE = 30


@require_safe
@only_if(may_manage_users)
def user_list(request: UserRequest) -> HttpResponse:
    """List who has an account, with their roles; htmx asks for the results alone."""
    words = searches.recall(request.session, request.GET.get("zoek", ""))
    form = UserSearch({**request.GET.dict(), "words": words})
    form.is_valid()
    page = Paginator(_found(form), PER_PAGE).get_page(request.GET.get("page"))
    return page_or_fragment(request, "accounts/user_list.html", "results", {"form": form, "page": page, "words": words})


@require_POST
@only_if(may_manage_users)
def user_search(request: UserRequest) -> HttpResponse:
    """Keep the words out of the address, and show what is found with them (Z38)."""
    query = QueryDict(mutable=True)
    query.update({name: request.POST[name] for name in ("role", "state") if request.POST.get(name)})
    if key := searches.remember(request.session, request.POST.get("words", "")):
        query["zoek"] = key
    return redirect(f"{reverse('accounts:user_list')}?{query.urlencode()}")


@require_safe
@only_if(may_manage_users)
def user_detail(request: UserRequest, pk: int) -> HttpResponse:
    """Show one account: its roles with who gave them and when, and what can be done with it."""
    user = get_object_or_404(User, pk=pk)
    return _detail(request, user, GiveRole(user=user))


@require_POST
@only_if(may_manage_users)
@reauthentication_required
def role_give(request: UserRequest, pk: int) -> HttpResponse:
    """Give somebody a role, after the administrator proved once more who they are (S43)."""
    user = get_object_or_404(User, pk=pk)
    form = GiveRole(request.POST, user=user)
    if form.is_valid():
        try:
            grant = grants.give(user=user, role=form.cleaned_data["role"], by=request.user, now=timezone.now())
        except grants.CannotGive as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("%(name)s now has the role: %(role)s.")
            messages.success(request, said % {"name": user.get_full_name(), "role": grant.get_role_display()})
            return redirect("accounts:user_detail", pk)
    return _detail(request, user, form)


@require_POST
@only_if(may_manage_users)
@reauthentication_required
def role_withdraw(request: UserRequest, pk: int, grant_pk: int) -> HttpResponse:
    """Withdraw a role; the grant stays in the account's history."""
    grant = get_object_or_404(Grant.objects.select_related("user"), pk=grant_pk, user_id=pk)
    try:
        grants.withdraw(grant=grant, by=request.user, now=timezone.now())
    except grants.CannotWithdraw as refusal:
        messages.error(request, str(refusal))
        if refusal.address:
            return redirect(refusal.address)
    else:
        said = _("%(name)s no longer has the role: %(role)s.")
        messages.success(request, said % {"name": grant.user.get_full_name(), "role": grant.get_role_display()})
    return redirect("accounts:user_detail", pk)


@require_POST
@only_if(may_manage_users)
@reauthentication_required
def user_shut(request: UserRequest, pk: int) -> HttpResponse:
    """Let nobody in with this account any more, from this moment."""
    user = get_object_or_404(User, pk=pk)
    try:
        users.shut(user=user, by=request.user, now=timezone.now())
    except users.CannotShut as refusal:
        messages.error(request, str(refusal))
        if refusal.address:
            return redirect(refusal.address)
    else:
        said = _("The account of %(name)s is shut. Wherever they were signed in, they are out.")
        messages.success(request, said % {"name": user.get_full_name()})
    return redirect("accounts:user_detail", pk)


@require_POST
@only_if(may_manage_users)
@reauthentication_required
def user_reopen(request: UserRequest, pk: int) -> HttpResponse:
    """Let this account log in again."""
    user = get_object_or_404(User, pk=pk)
    users.reopen(user=user, by=request.user)
    messages.success(request, _("%(name)s can sign in again.") % {"name": user.get_full_name()})
    return redirect("accounts:user_detail", pk)


@require_POST
@only_if(may_manage_users)
@reauthentication_required
def second_factor_drop(request: UserRequest, pk: int) -> HttpResponse:
    """Take away the second factor of somebody who lost their phone."""
    user = get_object_or_404(User, pk=pk)
    try:
        users.drop_second_factor(user=user, by=request.user)
    except users.CannotDrop as refusal:
        messages.error(request, str(refusal))
    else:
        said = _("%(name)s makes a new second step at the next sign-in.")
        messages.success(request, said % {"name": user.get_full_name()})
    return redirect("accounts:user_detail", pk)


def _found(form: UserSearch) -> QuerySet[User]:
    """Find the accounts that the form asks for, each with the roles it holds."""
    found = User.objects.by_name().prefetch_related(
        Prefetch("grants", queryset=Grant.objects.holding().order_by("granted_at"), to_attr="held")
    )
    found = found.matching(form.asked("words"))
    if role := form.asked("role"):
        found = found.holding_role(role)
    if state := form.asked("state"):
        found = found.filter(is_active=state == "open")
    return found


def _detail(request: UserRequest, user: User, form: GiveRole) -> HttpResponse:
    given = user.grants.select_related("granted_by", "ended_by").order_by("ended_at", "-granted_at", "-pk")
    context = {
        "account": user,
        "form": form,
        "held": [grant for grant in given if grant.ended_at is None],
        "ended": [grant for grant in given if grant.ended_at],
        "may_change": may_change_account(request.user, user),
        "has_second_factor": is_mfa_enabled(user),
    }
    return render(request, "accounts/user_detail.html", context, status=422 if form.errors else 200)
