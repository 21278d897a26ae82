"""The invented meetings of three years, and how the real series of four stands in the demo."""

from dataclasses import dataclass
from datetime import time

from events.models.event import EventKind

SERIES = "inclusief-lokaal-beleid-2020"
ATELIER = "kennisatelier-institutioneel-racisme"
TALK_SHOW = "talkshow-inclusief-lokaal-beleid"
WORK_SESSION = "werksessie-corona-polarisatie"

# The announcement gives days, not hours or places to fill; the atelier is small, so that it can be full.
HOURS = {
    TALK_SHOW: (time(15, 0), time(16, 30), 250),
    ATELIER: (time(15, 0), time(16, 30), 60),
    "kennisatelier-inburgering-statushouders": (time(15, 0), time(16, 30), 80),
    WORK_SESSION: (time(13, 30), time(16, 0), 100),
}


@dataclass(frozen=True)
class Plan:
    """A meeting of the past as it was planned: how many weeks ago, on which lines, for how many people."""

    weeks_ago: int
    kind: str
    title: str
    lines: tuple[int, ...]
    capacity: int
    summary: str
    place: str = ""


EARLIER = (
    Plan(
        148,
        EventKind.ATELIER,
        "Werven zonder vooroordeel",
        (4,),
        45,
        "Wat verandert er als je de vacature, het gesprek en de keuze anders aanpakt?",
        "Bibliotheek Vechtwoude",
    ),
    Plan(
        126,
        EventKind.WORK_SESSION,
        "Vaders in beeld",
        (1,),
        40,
        "Hoe bereik je vaders die niet vanzelf naar een ouderavond komen?",
        "Wijkcentrum De Linde, Elzendam",
    ),
    Plan(
        108, EventKind.ATELIER, "Taal leren op de werkvloer", (5,), 60, "Drie werkgevers laten zien wat bij hen werkt."
    ),
    Plan(
        87,
        EventKind.WORK_SESSION,
        "Sleutelpersonen in de wijk",
        (3,),
        40,
        "Wat vraag je van een sleutelpersoon, en wat geef je terug?",
        "Buurthuis De Brug, Rijnmade",
    ),
    Plan(67, EventKind.ATELIER, "Elke student een stage", (4,), 60, "Scholen en werkgevers zoeken samen naar plekken."),
    Plan(
        45,
        EventKind.YEARLY,
        "Jaarbijeenkomst: samen verder",
        (1, 2, 3, 4, 5, 6, 7, 8, 9, 10),
        250,
        "Een dag met iedereen die werkt aan een inclusieve samenleving.",
        "Congrescentrum Lekwoude",
    ),
    Plan(
        28, EventKind.WORK_SESSION, "Brieven die iedereen begrijpt", (6,), 50, "Neem een brief mee, wij schrijven mee."
    ),
    Plan(12, EventKind.ATELIER, "Van omstander naar bondgenoot", (10,), 60, "Oefenen met ingrijpen dat helpt."),
)
