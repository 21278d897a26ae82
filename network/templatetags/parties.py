"""A person or an organisation, whichever stands at the end of a tie."""

from __future__ import annotations

from django import template
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from network.graph import Who
from network.models import Organisation, Person, Relationship
from network.models.relationship import ConfirmedBy
from web.templatetags.parts import breadcrumb

register = template.Library()


@register.simple_tag
def party_name(party: Organisation | Person) -> str:
    return party.name if isinstance(party, Organisation) else party.full_name


@register.simple_tag
def party_url(party: Organisation | Person) -> str:
    page = "organisation_detail" if isinstance(party, Organisation) else "person_detail"
    return reverse(f"network:{page}", args=[party.pk])


@register.simple_tag
def map_party_url(who: str, pk: int) -> str:
    """Return the page of somebody on the map, of whom only the number is known."""
    page = "organisation_detail" if who == Who.ORGANISATIONS else "person_detail"
    return reverse(f"network:{page}", args=[pk])


@register.simple_tag
def party_link(party: Organisation | Person) -> SafeString:
    return format_html('<a href="{}"><strong>{}</strong></a>', party_url(party), party_name(party))


@register.simple_tag
def party_breadcrumb(party: Organisation | Person, here: str) -> SafeString:
    """Show the way to a page about this party."""
    if isinstance(party, Organisation):
        return breadcrumb("network:organisation_list", _("Organisations"), party_url(party), party.name, here)
    people = pgettext("network", "People")
    return breadcrumb("network:person_list", people, party_url(party), party.full_name, here)


@register.simple_tag
def tie_confirmed(tie: Relationship) -> str:
    """Say by whom and when a tie was confirmed."""
    if not tie.confirmed_on:
        return _("not confirmed")
    told = {"day": date_format(tie.confirmed_on, "j F Y")}
    if tie.confirmed_by == ConfirmedBy.BOTH:
        return _("confirmed from both sides on %(day)s") % told
    return _("confirmed by %(name)s on %(day)s") % {**told, "name": party_name(tie.end(tie.confirmed_by))}
