"""What the network does when another room says that something happened."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.dispatch import receiver

from network.actions import people


@receiver(email_confirmed)
def recognise_the_person(email_address: EmailAddress, **told: Any) -> None:  # noqa: ARG001
    """Give an account the person it belongs to, now that its owner has shown that the address is theirs."""
    people.link_account(user=email_address.user, address=email_address.email)
