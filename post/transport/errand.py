"""What the transport asks of a letter, and tells it."""

from enum import Enum
from typing import Protocol


class Stage(Enum):
    """What an answer of the server is about."""

    MAIL = "MAIL FROM"
    RCPT = "RCPT TO"
    DATA = "DATA"
    CONTENT = "the letter itself"
    RESET = "RSET"
    EMPTY = "an empty letter"


class Errand(Protocol):
    """One letter to one address, as the transport sees it.

    Once a line took it, exactly one of accepted, refused, cannot_travel, came_back and in_doubt follows.
    """

    number: int
    needs_smtputf8: bool
    fits_eight_bit: bool
    sender: bytes  # the envelope sender, to which a bounce goes
    recipient: bytes  # the address, as it travels
    octets: list[bytes]
    size: int  # of all octets together
    ends_at: int  # the line's own note: up to where it must have written for the server to have the whole letter

    def fill(self, *, eight_bit: bool) -> bool:
        """Put the letter, with its final dot, in `octets`; False when that cannot be done and it was written off."""
        ...

    def may_leave(self) -> bool:
        """Tell whether it may still be handed over, now that the server is ready for it."""
        ...

    def handed_over(self) -> None:
        """Hear that its octets, with the final dot, go to the server now."""
        ...

    def accepted(self, code: int, text: str) -> None:
        """Hear that the server owns the letter now (RFC 5321 section 4.2.5)."""
        ...

    def refused(self, stage: Stage, code: int, text: str) -> None:
        """Hear that the server did not take it, for now (4yz) or for good (5yz)."""
        ...

    def cannot_travel(self, *, largest: int) -> None:
        """Hear that this server cannot carry it: no SMTPUTF8 (`largest` is 0), or it takes no more octets than that."""
        ...

    def came_back(self) -> None:
        """Hear that the connection broke before the server could have the whole letter."""
        ...

    def in_doubt(self, why: str) -> None:
        """Hear that the connection broke between the final dot and the answer."""
        ...
