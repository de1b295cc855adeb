"""The tables, one file a noun."""

from parindex.records.models.agency import Agency
from parindex.records.models.closure import Closure, FrozenFigure
from parindex.records.models.comment import Comment, Reminder
from parindex.records.models.dossier_import import DossierImport, SourceMapping
from parindex.records.models.evidence import Evidence, SubmissionEvidence
from parindex.records.models.file import File
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
from parindex.records.models.submission import Figure, Submission
from parindex.records.models.task import Target, Task, TaskAgency, Term
from parindex.records.models.user import Membership, User

__all__ = [
    "Agency",
    "ApologyLetter",
    "Closure",
    "Comment",
    "DateChange",
    "DossierImport",
    "Evidence",
    "Extension",
    "Figure",
    "File",
    "FrozenFigure",
    "History",
    "Import",
    "Item",
    "LateCase",
    "LateExemption",
    "LateExplanation",
    "LedgerPublication",
    "Membership",
    "Obligation",
    "Occurrence",
    "Part",
    "Plan",
    "PlanVersion",
    "Programme",
    "Reminder",
    "Review",
    "SignedCopy",
    "SourceMapping",
    "Submission",
    "SubmissionEvidence",
    "Target",
    "Task",
    "TaskAgency",
    "Term",
    "User",
]
