"""Two books beside each other: what the rows say of each letter, and what the sink wrote down before it answered."""

from collections import Counter
from collections.abc import Set
from dataclasses import dataclass, field

ARRIVED = ("sent", "unknown")


@dataclass(frozen=True)
class Books:
    """Rows by address, and how often the sink took each address.

    `told` are the states by which the rows say that a letter did not arrive, or perhaps not.
    """

    rows: dict[str, str]
    journal: Counter[str]
    told: Set[str] = field(default_factory=lambda: frozenset({"unknown"}), kw_only=True)

    @property
    def unknown(self) -> set[str]:
        return {address for address, state in self.rows.items() if state == "unknown"}

    @property
    def lost(self) -> int:
        """Letters that nobody has and of which the rows do not say that this may be so."""
        return sum(address not in self.journal and state not in self.told for address, state in self.rows.items())

    @property
    def doubled(self) -> int:
        return sum(times - 1 for times in self.journal.values())

    @property
    def untrue(self) -> int:
        """Rows that say sent while the sink knows nothing, or anything but sent or unknown while it has the letter."""
        wrongly_sent = sum(state == "sent" and address not in self.journal for address, state in self.rows.items())
        return wrongly_sent + sum(self.rows.get(address) not in ARRIVED for address in self.journal)
