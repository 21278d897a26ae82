from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.actions import audit
from accounts.requests import UserRequest
from network import vcards
from network.models import Person
from network.views.doors import for_colleagues
from network.views.shown import note_shown


@for_colleagues
@require_POST
def person_vcard(request: UserRequest, pk: int) -> HttpResponse:
    """Hand over a person's vCard for one's own address book; the audit trail keeps who took whom along."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    note_shown(request, [person])
    card = vcards.card_of(person, timezone.localdate())
    audit.write("network.vcard_taken", by=request.user, about=person)
    answer = HttpResponse(card, content_type="text/vcard; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{vcards.file_name(person)}"'
    return answer
