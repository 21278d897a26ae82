from .answer import Answer, AnswerSource
from .appearance import Appearance
from .event import Event, EventKind
from .gone_answer import GoneAnswer
from .invitation import Invitation
from .registration import Registration, RegistrationState
from .series import Series
from .sign_up import SignUp

__all__ = [
    "Answer",
    "AnswerSource",
    "Appearance",
    "Event",
    "EventKind",
    "GoneAnswer",
    "Invitation",
    "Registration",
    "RegistrationState",
    "Series",
    "SignUp",
]
