"""The newsletters for everybody: the archive, one issue in the browser, its pictures, and the feed."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import Any
from uuid import UUID

from csp.constants import NONE, SELF
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.syndication.views import Feed as Syndication
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from newsletter.models import Campaign, Picture
from newsletter.previews import as_page
from newsletter.queries import archive as queries
from newsletter.views.doors import mailing_of

PER_PAGE = 20
IN_FEED = 20
A_WHILE = 300  # seconds: a letter that is stopped leaves every cache soon
A_YEAR = 365 * 24 * 3600


@login_not_required
@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """List the newsletters that went out, the last first."""
    page = Paginator(queries.issues(timezone.now()), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "listed": [(issue, queries.subject_of(mailing_of(issue)), queries.preheader_of(issue)) for issue in page],
    }
    return render(request, "newsletter/archive.html", context)


@login_not_required
@require_safe
@cache_control(public=True, max_age=A_WHILE)
def archive_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one newsletter as it went out, without anything of whoever got it; its style is named by its hash."""
    issue = get_object_or_404(queries.issues(timezone.now()), pk=pk)
    with override(issue.language):
        ways = (("newsletter:archive", _("All newsletters")), ("newsletter:subscribe", _("Subscribe")))
        urls = [(request.build_absolute_uri(reverse(name)), words) for name, words in ways]
        document, style = as_page(queries.letter_of(mailing_of(issue)), urls)
    response = HttpResponse(document)
    response["Content-Language"] = issue.language
    digest = b64encode(sha256(style.encode()).digest()).decode()
    response._csp_config = {  # type: ignore[attr-defined]
        "default-src": [NONE],
        "style-src": [f"'sha256-{digest}'"],
        "img-src": [SELF, settings.BASE_URL],
        "base-uri": [NONE],
        "form-action": [NONE],
        "frame-ancestors": [NONE],
    }
    return response


@login_not_required
@require_safe
@cache_control(public=True, max_age=A_YEAR, immutable=True)
def picture(request: HttpRequest, key: str) -> HttpResponse:  # noqa: ARG001
    """Hand over a picture of a newsletter, the same to everybody: the address tells nothing about who looks."""
    try:
        known = get_object_or_404(Picture, key=UUID(hex=key))
        with known.file.open("rb") as file:
            content = file.read()
    except (ValueError, FileNotFoundError):
        raise Http404 from None
    answer = HttpResponse(content, content_type=known.content_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "cross-origin"  # mail in a browser stands on another site
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


class Feed(Syndication):
    """The last newsletters for programs that follow websites (RSS 2.0)."""

    title = gettext_lazy("Newsletters of KIS")
    link = reverse_lazy("newsletter:archive")
    description = gettext_lazy("What Kennisplatform Inclusief Samenleven writes about living together inclusively.")

    def items(self) -> list[Campaign]:
        return list(queries.issues(timezone.now())[:IN_FEED])

    def item_title(self, item: Campaign) -> str:
        return queries.subject_of(mailing_of(item))

    def item_description(self, item: Campaign) -> str:
        return queries.preheader_of(item)

    def item_link(self, item: Campaign) -> str:
        return reverse("newsletter:archive_issue", args=[item.pk])

    def item_pubdate(self, item: Campaign) -> Any:
        return item.sent_at  # type: ignore[attr-defined]


@login_not_required
@require_safe
@cache_control(public=True, max_age=A_WHILE)
def archive_feed(request: HttpRequest) -> HttpResponse:
    """Return the feed."""
    return Feed()(request)
