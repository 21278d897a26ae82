"""What was typed in a form outlives the session in which it was typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRefresh

View = Callable[..., HttpResponseBase]
KEPT = "kept_text"
LONGEST = 20_000  # characters of one value, as many as a letter may have
MOST = 100  # values of one field, such as people who are ticked


def keeps_typed(*names: str) -> Callable[[View], View]:
    """Keep these fields of a form that is sent after the session expired, until the same person is logged in again.

    They wait in the new session; `typed_before` gives them back once. The page itself still asks everybody to log in.
    """

    def around(view: View) -> View:
        @login_not_required
        @wraps(view)
        def door(request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated:
                return view(request, **kwargs)
            if request.method == "POST":
                sent = {name: request.POST.getlist(name)[:MOST] for name in names if name in request.POST}
                typed = {name: [value[:LONGEST] for value in values] for name, values in sent.items()}
                if KEPT not in request.session:
                    messages.info(request, _("You were signed out. Sign in: what you typed is still there."))
                request.session[KEPT] = {"path": request.path, "typed": typed}
            if request.headers.get("HX-Request"):
                return HttpResponseClientRefresh()  # the page asks to log in; a login page is no part of a page
            return redirect_to_login(request.get_full_path())

        return door

    return around


def typed_before(request: HttpRequest) -> QueryDict:
    """Return what was sent to this page after the session expired, once; it is empty when nothing was."""
    typed = QueryDict(mutable=True)
    kept = request.session.get(KEPT)
    if kept and kept["path"] == request.path:
        del request.session[KEPT]
        for name, values in kept["typed"].items():
            typed.setlist(name, values)
    return typed
