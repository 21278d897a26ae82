"""Signing up without an invitation: asked on the page of the event, confirmed by a letter."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from events.actions import sign_ups
from events.actions.registrations import CannotAnswer, refuse_when_over
from events.actions.sign_ups import CannotConfirm
from events.forms import SignUpForm, stamp
from events.models import Event, SignUp
from events.views.answers import CHOICES, bad_link, over, speak_as, standing_of
from events.views.events import page_of
from post import links
from web.limits import Limit, network_of, too_often
from web.personal import personal_page

SIGN_UPS = Limit("sign-up", times=20)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, slug: str) -> HttpResponse:
    """Take somebody's wish to come; the answer is the same for an address we know and one we do not (bar Z22)."""
    event = get_object_or_404(Event.objects.visible_to(request.user).select_related("series"), slug=slug)
    if request.method != "POST":
        return redirect(reverse("events:event_detail", args=[slug]) + "#aanmelden")
    if wait := SIGN_UPS.wait(network_of(request)):
        return too_often(request, wait)
    wish = SignUp(event=event, language=request.LANGUAGE_CODE)
    said = request.POST.copy()
    form = SignUpForm(said, instance=wish)
    if not form.is_valid():
        said["opened"] = stamp()
        return render(request, "events/event_detail.html", page_of(request, event, form))
    if form.fell_into_the_trap:
        return redirect("events:sign_up_asked", slug)
    try:
        sign_ups.ask(sign_up=form.save(commit=False), now=timezone.now())
    except CannotAnswer as refused:
        return over(request, event, refused)
    return redirect("events:sign_up_asked", slug)


@login_not_required
@require_safe
def sign_up_asked(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what to do now: look for the letter and press its button."""
    event = get_object_or_404(Event.objects.visible_to(request.user), slug=slug)
    return render(request, "events/sign_up_asked.html", {"event": event})


@personal_page
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether they signed up themselves; two buttons, so that a scanner cannot decide by pressing the only one."""
    try:
        link = links.open("sign_up", token)
    except links.BadLink:
        return bad_link(request)
    wish = SignUp.objects.select_related("event").filter(pk=link.subject).first()
    if not wish:
        return bad_link(request)
    speak_as(request, wish.language)
    try:
        said = CHOICES.get(request.POST.get("antwoord", ""))
        if request.method == "POST" and said is not None:
            return _settle(request, wish, said, link.letter)
        refuse_when_over(wish.event, timezone.now())
    except (CannotAnswer, CannotConfirm) as refused:
        return over(request, wish.event, refused)
    return render(request, "events/sign_up_confirm.html", {"event": wish.event})


def _settle(request: HttpRequest, wish: SignUp, wants: bool, letter: int) -> HttpResponse:
    """Register who signed up, or erase the request when it was somebody else."""
    if not wants:
        sign_ups.withdraw(sign_up=wish, letter=letter)
        return render(request, "events/sign_up_erased.html")
    registration = sign_ups.confirm(sign_up=wish, now=timezone.now())
    return render(request, "events/answer_given.html", standing_of(registration))
