from .affiliation import Affiliation
from .attachment import Attachment
from .bulk_action import BulkAction, BulkChange
from .closing import Closing
from .contact_moment import ContactMoment
from .coverage_change import CoverageChange
from .duplicate_pair import DuplicatePair
from .export import Export
from .former_place import FormerPlace
from .graph_measurement import GraphMeasurement
from .import_file import ImportFile
from .import_row import ImportRow
from .introduction_request import IntroductionRequest
from .line_assignment import LineAssignment
from .line_fact import LineFact
from .line_partner import LinePartner
from .mail_address import MailAddress
from .merge import Merge
from .merge_step import MergeStep
from .municipality import Municipality
from .organisation import Organisation
from .other_contact import OtherContact
from .person import Person
from .phone_number import PhoneNumber
from .programme_line import LineTargetGroup, ProgrammeLine
from .relation_holder import RelationHolder
from .relationship import Relationship, RelationshipType
from .restriction import Restriction, WithheldMoment
from .selection import Pick, Selection
from .serving import FormerServing, Serving, ServingFact
from .snapshot import Snapshot, SnapshotCell, SnapshotLine
from .target_group import TargetGroup
from .task import Task
from .theme import Theme
from .weekly_letter import WeeklyLetter
from .work_role import WorkRole

__all__ = [
    "Affiliation",
    "Attachment",
    "BulkAction",
    "BulkChange",
    "Closing",
    "ContactMoment",
    "CoverageChange",
    "DuplicatePair",
    "Export",
    "FormerPlace",
    "FormerServing",
    "GraphMeasurement",
    "ImportFile",
    "ImportRow",
    "IntroductionRequest",
    "LineAssignment",
    "LineFact",
    "LinePartner",
    "LineTargetGroup",
    "MailAddress",
    "Merge",
    "MergeStep",
    "Municipality",
    "Organisation",
    "OtherContact",
    "Person",
    "PhoneNumber",
    "Pick",
    "ProgrammeLine",
    "RelationHolder",
    "Relationship",
    "RelationshipType",
    "Restriction",
    "Selection",
    "Serving",
    "ServingFact",
    "Snapshot",
    "SnapshotCell",
    "SnapshotLine",
    "TargetGroup",
    "Task",
    "Theme",
    "WeeklyLetter",
    "WithheldMoment",
    "WorkRole",
]
