from .answer import Answer
from .appearance import Appearance
from .event import Event
from .invitation import Invitation
from .registration import Registration
from .series import Series

__all__ = ["Answer", "Appearance", "Event", "Invitation", "Registration", "Series"]
