from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.requests import UserRequest
from network.actions import reach
from network.models import Person
from network.permissions import may_edit_person
from network.views.doors import demand, for_colleagues


@for_colleagues
@require_POST
def mail_address_works(request: UserRequest, pk: int) -> HttpResponse:
    """Say that post arrives again at an address from which it came back."""
    person = get_object_or_404(Person.objects.visible_to(request.user), mail_addresses=pk)
    demand(may_edit_person(request.user, person))
    reach.works_again(address=person.mail_addresses.get(pk=pk), by=request.user, now=timezone.now())
    messages.success(request, _("Kept. From now on we write to this address again."))
    return redirect("network:person_detail", person.pk)
