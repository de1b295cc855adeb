"""What an example tells of commendation: a reading of its rules, surveys that nothing counts, heads not blamed."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from parindex.core.errors import InputError
from parindex.records.actions import commendation
from parindex.records.models import Agency
from parindex.records.permissions import Viewer


def keep_commendation(words: Mapping[str, Any], office: Callable[[date], Viewer], until: date) -> int:
    """Do what commendation.yaml says; returns how many facts were told. Nothing is done after `until`."""
    days = [words["told"], *(one["on"] for one in words["readings"])]
    if max(days) > until:
        raise InputError(f"commendation.yaml: không mục nào được xảy ra sau {until:%d/%m/%Y}.")
    for one in words["readings"]:
        commendation.read_rules(
            office(one["on"]), one["changes"], one["valid_from"], one["document"], one["dated"], one["reason"]
        )
    by, document = office(words["told"]), words["document"]
    agencies = dict(Agency.objects.filter(programme_id=by.programme_id).values_list("key", "pk"))
    told = 0
    for key, fields in words["satisfaction"].items():
        for field, found in fields.items():
            share = Decimal(found["share"])
            commendation.tell_satisfaction(by, _known(agencies, key), field, share, found["n"], document)
            told += 1
    none = words["without"]
    for key in none["agencies"]:
        agency = _known(agencies, key)
        commendation.tell_satisfaction(by, agency, none["field"], None, None, document, none["reason"])
    for key in words["heads_clear"]:
        commendation.tell_head(by, _known(agencies, key), False, document)
    return told + len(none["agencies"]) + len(words["heads_clear"])


def _known(agencies: Mapping[str, UUID], key: str) -> UUID:
    if key not in agencies:
        raise InputError(f"commendation.yaml: không có cơ quan “{key}” trong rules/agencies.")
    return agencies[key]
