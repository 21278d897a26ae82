from post.letter_classes import LetterClass

from .aside import Aside
from .batch import Batch
from .letter import Letter, LetterState, Reason
from .mailing import Mailing, MailingState
from .outage import Outage
from .parcel import Parcel, ParcelState
from .place import Place
from .report import Report, ReportKind
from .sender_check import SenderCheck
from .stop import Stop, StopSource
from .tally import Tally

__all__ = [
    "Aside",
    "Batch",
    "Letter",
    "LetterClass",
    "LetterState",
    "Mailing",
    "MailingState",
    "Outage",
    "Parcel",
    "ParcelState",
    "Place",
    "Reason",
    "Report",
    "ReportKind",
    "SenderCheck",
    "Stop",
    "StopSource",
    "Tally",
]
