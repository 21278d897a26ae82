"""Whether letters may leave at all, as the rooms above know."""

from __future__ import annotations

from post.models import Mailing
from post.signals import leaving_asked


def refusal() -> str:
    """Say why no newsletter or invitation may be let go now; nothing when they may."""
    return next((str(why) for _receiver, why in leaving_asked.send(Mailing) if why), "")
