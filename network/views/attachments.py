from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from accounts.requests import UserRequest
from network.models import Attachment
from network.views.doors import for_colleagues


@for_colleagues
@require_safe
def attachment_download(request: UserRequest, pk: int) -> HttpResponse:
    """Hand over a file of a contact moment, always to keep and never to open inside a page of ours (Z35)."""
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    try:
        with attachment.file.open("rb") as file:
            content = file.read()
    except FileNotFoundError as gone:
        raise Http404 from gone
    answer = HttpResponse(content, content_type=attachment.content_type)
    answer["Content-Disposition"] = str(content_disposition_header(as_attachment=True, filename=attachment.name))
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer
