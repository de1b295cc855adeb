"""The tables, one file a noun."""

from parindex.records.models.agency import Agency
from parindex.records.models.assessment import (
    AssessedAnswer,
    AssessedEvidence,
    Assessment,
    AssessmentStep,
    Round,
)
from parindex.records.models.baseline import Baseline, BaselineLine, PeerScore
from parindex.records.models.closure import Closure, FrozenFigure
from parindex.records.models.commendation import (
    CommendationAppeal,
    CommendationDecision,
    CommendationExemption,
    CommendationFact,
    CommendationReading,
)
from parindex.records.models.comment import Comment, Reminder
from parindex.records.models.criteria_set import ImportedSet, SetInUse
from parindex.records.models.criterion_tie import CriterionTie
from parindex.records.models.dossier_import import DossierImport, SourceMapping
from parindex.records.models.evidence import Evidence, SubmissionEvidence
from parindex.records.models.file import File
from parindex.records.models.goal import Goal
from parindex.records.models.history import History
from parindex.records.models.late_case import (
    ApologyLetter,
    LateCase,
    LateExemption,
    LateExplanation,
    LedgerPublication,
    SignedCopy,
)
from parindex.records.models.obligation import DateChange, Extension, Obligation, Occurrence
from parindex.records.models.plan import Item, Part, Plan, PlanVersion
from parindex.records.models.plan_import import Import
from parindex.records.models.programme import Programme
from parindex.records.models.review import Review
from parindex.records.models.snapshot import Snapshot
from parindex.records.models.submission import Figure, Submission
from parindex.records.models.task import Target, Task, TaskAgency, Term
from parindex.records.models.user import Membership, User

__all__ = [
    "Agency",
    "ApologyLetter",
    "AssessedAnswer",
    "AssessedEvidence",
    "Assessment",
    "AssessmentStep",
    "Baseline",
    "BaselineLine",
    "Closure",
    "CommendationAppeal",
    "CommendationDecision",
    "CommendationExemption",
    "CommendationFact",
    "CommendationReading",
    "Comment",
    "CriterionTie",
    "DateChange",
    "DossierImport",
    "Evidence",
    "Extension",
    "Figure",
    "File",
    "FrozenFigure",
    "Goal",
    "History",
    "Import",
    "ImportedSet",
    "Item",
    "LateCase",
    "LateExemption",
    "LateExplanation",
    "LedgerPublication",
    "Membership",
    "Obligation",
    "Occurrence",
    "Part",
    "PeerScore",
    "Plan",
    "PlanVersion",
    "Programme",
    "Reminder",
    "Review",
    "Round",
    "SetInUse",
    "SignedCopy",
    "Snapshot",
    "SourceMapping",
    "Submission",
    "SubmissionEvidence",
    "Target",
    "Task",
    "TaskAgency",
    "Term",
    "User",
]
