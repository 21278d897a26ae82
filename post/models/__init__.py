from .letter import Letter, LetterState, Reason
from .mailing import LetterClass, Mailing, MailingState
from .parcel import Parcel, ParcelState
from .report import Report, ReportKind
from .sender_check import SenderCheck
from .stop import Stop, StopSource

__all__ = [
    "Letter",
    "LetterClass",
    "LetterState",
    "Mailing",
    "MailingState",
    "Parcel",
    "ParcelState",
    "Reason",
    "Report",
    "ReportKind",
    "SenderCheck",
    "Stop",
    "StopSource",
]
