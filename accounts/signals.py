"""What this room asks the rooms above it; they answer in their own `receivers.py`."""

from dataclasses import dataclass

from django.dispatch import Signal


@dataclass(frozen=True)
class Unfinished:
    """Why an account or a role cannot go yet, in words for an administrator, and the page to solve it."""

    why: str
    address: str


# Asked with `user` and `left` (the roles they would still hold; none once the account is shut): does anything of theirs
# have to be handed over before they may do less? Each receiver returns an `Unfinished`, or None.
losing_asked = Signal()

# Told with `user`, `left`, `by` and `now`, in the transaction: what they may do became less.
roles_lost = Signal()
