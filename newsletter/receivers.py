"""What this room does and tells when a lower room asks."""

from __future__ import annotations

from typing import Any

from network.actions.reference import Report
from newsletter.actions import lists


def load_lists(*, report: Report, **_: Any) -> None:
    """Load the lists together with the reference data of the network."""
    lists.load(report)
