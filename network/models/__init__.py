from .affiliation import Affiliation
from .contact_moment import ContactMoment
from .line_assignment import LineAssignment
from .line_partner import LinePartner
from .mail_address import MailAddress
from .organisation import Organisation
from .person import Person
from .programme_line import LineTargetGroup, ProgrammeLine
from .target_group import TargetGroup
from .theme import Theme
from .work_role import WorkRole

__all__ = [
    "Affiliation",
    "ContactMoment",
    "LineAssignment",
    "LinePartner",
    "LineTargetGroup",
    "MailAddress",
    "Organisation",
    "Person",
    "ProgrammeLine",
    "TargetGroup",
    "Theme",
    "WorkRole",
]
