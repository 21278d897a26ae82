from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions import api_tokens
from accounts.forms import NewApiToken
from accounts.models import ApiToken
from accounts.permissions import may_manage_api_tokens
from accounts.requests import UserRequest
from web.doors import only_if

PER_PAGE = 30


@require_safe
@only_if(may_manage_api_tokens)
def api_token_list(request: UserRequest) -> HttpResponse:
    """List which programs may read the API, what they may read, and when each token was last used."""
    today = timezone.localdate()
    page = Paginator(ApiToken.objects.select_related("made_by", "withdrawn_by"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    listed = [(token, token.expired(today)) for token in page]
    return render(request, "accounts/api_token_list.html", {"page": page, "listed": listed})


@require_http_methods(["GET", "HEAD", "POST"])
@only_if(may_manage_api_tokens)
@reauthentication_required
def api_token_create(request: UserRequest) -> HttpResponse:
    """Make a token for a program and show its secret, on this page alone: it is kept nowhere."""
    form = NewApiToken(request.POST or None, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            made = api_tokens.make(**form.cleaned_data, by=request.user, now=timezone.now())
        except api_tokens.CannotMake as refusal:
            form.add_error("expires_on", str(refusal))
        else:
            context = {"token": made.token, "secret": made.secret}
            return render(request, "accounts/api_token_made.html", context)
    return render(request, "accounts/api_token_create.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@only_if(may_manage_api_tokens)
@reauthentication_required
def api_token_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """Let nobody in with this token any more, after the administrator proved once more who they are (S43)."""
    token = get_object_or_404(ApiToken, pk=pk)
    try:
        api_tokens.withdraw(token=token, by=request.user, now=timezone.now())
    except api_tokens.CannotWithdraw as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The token for %(name)s no longer works.") % {"name": token.name})
    return redirect("accounts:api_token_list")
