"""Choosing the set by which a level of authority is scored."""

from datetime import date

from django.db import transaction

from parindex.core.errors import InputError
from parindex.records.actions.history import record
from parindex.records.models import SetInUse
from parindex.records.permissions import Viewer
from parindex.records.queries import criteria_set as queries


@transaction.atomic
def choose(by: Viewer, level: str, name: str, takes_effect: date, decision: str = "") -> SetInUse:
    """From a day on, score a level by a set that is made for it."""
    by.require("manage_criteria")
    found = queries.load(by, name)
    if level not in found.levels:
        raise InputError(f"Bộ tiêu chí {name} không dành cho cấp “{level}”; hãy chọn bộ khác.")
    made = SetInUse.objects.create(
        programme_id=by.programme_id, level=level, set_name=name, fingerprint=found.fingerprint,
        takes_effect=takes_effect, decision=decision.strip(), chosen_at=by.at, chosen_by_id=by.user_id,
    )  # fmt: skip
    record(by, "choose_set", made, f"Chấm cấp {level} theo bộ {name} từ ngày {takes_effect:%d/%m/%Y}")
    return made
