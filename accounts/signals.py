"""What this room asks the rooms above it; they answer in their own `receivers.py`."""

from dataclasses import dataclass

from django.dispatch import Signal


@dataclass(frozen=True)
class Unfinished:
    """Why an account cannot be shut yet, in words for an administrator, and the address of the page to solve it."""

    why: str
    address: str


# Asked with `user`: does anything of theirs have to be handed over before their account is shut?
# Each receiver returns an `Unfinished`, or None.
shutting_asked = Signal()

# Told with `user`, `left` (the roles still held; none once the account is shut), `by` and `now`, in the transaction:
# what somebody may do became less.
roles_lost = Signal()
