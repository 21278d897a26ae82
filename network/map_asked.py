from __future__ import annotations

from dataclasses import dataclass

from network.graph import Source, Who
from network.look import Colour, Size

USUAL = (Source.STATED, Source.LINE)


@dataclass(frozen=True)
class MapAsked:
    """What the network map is asked to show, besides the filter that it shares with the list."""

    who: Who = Who.ORGANISATIONS
    sources: tuple[Source, ...] = USUAL
    kind_of_tie: int | None = None
    size: Size = Size.DEGREE
    colour: Colour = Colour.KIND
    focus: int | None = None
    steps: int = 1

    @property
    def makes_the_network(self) -> list[tuple[str, str]]:
        """What decides who is on the map and which ties are drawn, as it stands in an address; not what is as usual."""
        told = [("who", self.who.value)] if self.who != Who.ORGANISATIONS else []
        told += [("ties", source.value) for source in self.sources] if self.sources != USUAL else []
        return told + ([("tie_kind", str(self.kind_of_tie))] if self.kind_of_tie else [])

    @property
    def query(self) -> list[tuple[str, str]]:
        """All choices but the focus, as they stand in an address."""
        told = self.makes_the_network
        told += [("size", self.size.value)] if self.size != Size.DEGREE else []
        return told + ([("colour", self.colour.value)] if self.colour != Colour.KIND else [])
