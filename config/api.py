"""The API for programs such as the website: the routers of the rooms, and what holds for all of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.operation import Operation

from events.api import router as events_router
from network.api import router as network_router
from newsletter.api import router as newsletter_router
from web.api import Refusal

ABOUT = (
    "What KIS shows on its website: its programme, the partners of its lines, numbers and published events. "
    "Never anything about people. It can pass on who wants to subscribe; for the rest it is only for reading. "
    "Each request carries a token: `Authorization: Bearer kis_…`."
)
METHODS = ["GET", "HEAD"]
TAKES = {"subscription_request": ["POST"]}  # what may be sent in, and how
View = Callable[..., HttpResponse]


class Api(NinjaAPI):
    """The API, described once per address: that HEAD works as GET does, needs no saying."""

    def get_openapi_schema(self, **asked: Any) -> Any:
        schema = super().get_openapi_schema(**asked)
        for address in schema["paths"].values():
            address.pop("head", None)
        return schema

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


api = Api(title="KIS", version="1", description=ABOUT, docs_url=None, urls_namespace="api")
api.add_router("", network_router)
api.add_router("", events_router)
api.add_router("", newsletter_router)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:  # noqa: ARG001  ninja passes it
    return refusal.response


@api.exception_handler(AuthenticationError)
def not_authenticated(request: HttpRequest, error: AuthenticationError) -> HttpResponse:  # noqa: ARG001
    """Say the same for no token, an unknown one, and one that expired or was withdrawn."""
    said = "Show a token that works: “Authorization: Bearer kis_…”."
    return Refusal(401, said, {"WWW-Authenticate": "Bearer"}).response


@api.exception_handler(Http404)
def not_found(request: HttpRequest, error: Http404) -> HttpResponse:  # noqa: ARG001
    return Refusal(404, "There is nothing here.").response


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:  # noqa: ARG001
    """Say which parameter cannot be right and why, without repeating what was sent."""
    said = "; ".join(f"{each['loc'][-1]}: {each['msg']}" for each in error.errors)
    return Refusal(422, said).response


def unknown(request: HttpRequest, rest: str) -> HttpResponse:  # noqa: ARG001
    """Answer in JSON for every address that does not exist."""
    raise Http404


def for_programs(view: View, methods: list[str] = METHODS) -> View:
    """Open the view for programs: no session or form counts here, only these methods do, and every answer is JSON."""

    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in methods:
            said = "This API is for reading: GET and HEAD." if methods is METHODS else "This address takes POST alone."
            return Refusal(405, said, {"Allow": ", ".join(methods)}).response
        try:
            response = view(request, *args, **kwargs)
        except Http404 as error:
            response = not_found(request, error)
        kept = "private, max-age=300" if methods is METHODS else "no-store"
        response.headers.setdefault("Cache-Control", kept)
        patch_vary_headers(response, ["Authorization"])
        return response

    return login_not_required(csrf_exempt(door))


def addresses() -> list[URLPattern]:
    """Return the addresses of the API, each behind the door for programs."""
    patterns: list[Any] = [*api.urls[0], path("<path:rest>", unknown, name="unknown")]
    for pattern in patterns:
        pattern.callback = for_programs(pattern.callback, TAKES.get(pattern.name or "", METHODS))
    return patterns
