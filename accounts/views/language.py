from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import decorator_from_middleware
from django.views import i18n
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.models import User
from web.personal import CsrfWithoutOrigin


@csrf_exempt
@login_not_required
@decorator_from_middleware(CsrfWithoutOrigin)
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Speak the language somebody chose: a cookie remembers it, and the account of who is logged in.

    Works on a page behind a personal link too, where the browser keeps the origin to itself.
    """
    asked = request.POST.get("language", "")
    if request.user.is_authenticated and asked in dict(User.LANGUAGES):
        User.objects.filter(pk=request.user.pk).update(language=asked)
    return i18n.set_language(request)
