"""The fact tables that Parindex promises: names and types of their columns, and what makes a row the same row."""

from dataclasses import dataclass
from typing import Literal

Type = Literal["text", "instant", "day", "flag", "whole", "number", "texts", "instants", "flags"]

CHANNELS = ("online_full", "online_partial", "counter", "post", "other")
ENDINGS = ("resolved", "refused", "withdrawn")
ONLINE_LEVELS = ("none", "partial", "full")


@dataclass(frozen=True)
class Table:
    """`key` names one thing; `columns` are in the order of the files, without the partitions `month` and `live`."""

    name: str
    key: tuple[str, ...]
    columns: dict[str, Type]


# What the ledger knows of a letter. Once it has spoken of a dossier (letter_by = "ledger"), an extract no longer does.
LETTER_COLUMNS: dict[str, Type] = {
    "letter_by": "text",  # "extract" | "ledger" | null: nothing is known of a letter
    "letter_signed": "flag",
    "letter_sent_day": "day",
    "posted_from": "day",
    "posted_to": "day",  # null: as long as the law says
    "letter_exempt": "flag",
}

# Every row of every table: from when to when we held it for true, and the import that brought it.
KNOWN: dict[str, Type] = {
    "updated": "instant",  # the source's own time of its last change, where it tells
    "known_from": "instant",
    "known_to": "instant",  # null: still held for true
    "import_id": "text",
    "line": "whole",
    "closed_by": "text",  # the import that ended the row; "retired" rows are those that a full extract lacked
    "retired": "flag",
}

DOSSIERS = Table(
    "dossiers",
    ("source", "code"),
    {
        "agency": "text",  # who handles it: a key of rules/agencies, else the source's words
        "field": "text",
        "received_day": "day",
        "finished_day": "day",
        "returned_day": "day",
        "due_day": "day",  # of due_limit
        "overdue_day": "day",  # on which it first can be late
        "source": "text",
        "code": "text",
        "receiving_agency": "text",
        "procedure": "text",
        "procedure_name": "text",
        "channel": "text",  # CHANNELS
        "received": "instant",
        "first_due": "instant",
        "first_due_day": "day",
        "due_limit": "instant",  # the last instant that is still on time; see core/timeliness.py
        "finished": "instant",
        "returned": "instant",
        "ending": "text",  # ENDINGS; null while open
        "dues": "instants",  # every due date that was ever set, the first one first
        "reschedules": "whole",
        "pause_from": "instants",
        "pause_to": "instants",  # null inside: still paused
        "pause_kind": "texts",  # pause | supplement
        "pause_reason": "texts",
        "pause_counts": "flags",
        "open_pause_from": "instant",
        "legal_days": "number",  # working days that the law gives
        "on_behalf": "flag",
        "has_fee": "flag",
        "paid_online": "flag",
        "payments": "whole",
        "online_payments": "whole",
        "certification": "flag",
        "e_certified": "flag",
        "digitised_intake": "flag",
        "digitised_result": "flag",
        "returned_by_post": "flag",
        "shared": "flag",  # another source has the same code: it counts once, see SOURCE_CHOICES
        **LETTER_COLUMNS,
        **KNOWN,
    },
)

PROCEDURES = Table(
    "procedures",
    ("source", "code", "valid_from"),
    {
        "source": "text",
        "code": "text",
        "name": "text",
        "field": "text",
        "online_level": "text",  # ONLINE_LEVELS
        "postal": "flag",
        "fee": "flag",
        "certification": "flag",
        "legal_days": "number",
        "valid_from": "day",
        "valid_to": "day",  # the last day; null: still in force
        **KNOWN,
    },
)

REGISTER_COUNTS = Table(
    "register_counts",
    ("source", "agency", "field", "period"),
    {
        "source": "text",
        "agency": "text",
        "field": "text",  # null: all fields together
        "period": "text",  # calendar month 2023-06
        "count": "whole",
        "without_ids": "flag",  # true: rows of a file without ids, counted at import
        **KNOWN,
    },
)

# From which source a dossier counts that several sources have, by agency (null: every agency) and received day.
SOURCE_CHOICES = Table(
    "source_choices",
    ("agency", "valid_from"),
    {"agency": "text", "source": "text", "valid_from": "day", "valid_to": "day", **KNOWN},
)

TABLES: dict[str, Table] = {table.name: table for table in (DOSSIERS, PROCEDURES, REGISTER_COUNTS, SOURCE_CHOICES)}
