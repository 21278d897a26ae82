from .letter import Letter, LetterState, Reason
from .mailing import LetterClass, Mailing, MailingState
from .parcel import Parcel, ParcelState
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
    "SenderCheck",
    "Stop",
    "StopSource",
]
