"""Scorecards for tests of ranking and commendation: what agencies answered, without the way by which it was counted."""

from collections.abc import Mapping
from typing import Any

from parindex.core.answers import Answer, Answers
from parindex.core.criteria_reading import load_set
from parindex.core.scoring import Scorecard, score
from parindex.records.models import Agency, SetInUse
from parindex.records.queries import commendation
from tests.factories.programme import AT, TAKES_EFFECT, Small

SETS = {"commune": "tuy-phuoc-xa@2023", "department": "tuy-phuoc-phong@2023", "district": "tuy-phuoc-huyen@2023"}
Given = Mapping[str, Mapping[str, Any]]


def use_sets(small: Small, *levels: str) -> None:
    """The shipped sets for these levels, or for all."""
    for level in levels or SETS:
        SetInUse.objects.create(
            programme=small.programme, level=level, set_name=SETS[level],
            fingerprint=load_set(SETS[level]).fingerprint, takes_effect=TAKES_EFFECT, chosen_at=AT,
        )  # fmt: skip


def card(level: str, name: str, answers: Given) -> Scorecard:
    """The scorecard of a unit that answered this."""
    given = {id: Answer(dict(data), f"{name}: {id}") for id, data in answers.items()}
    return score(load_set(SETS[level]), Answers(name, 2023, given))


LITTLE: Given = {"III.4": {"ratio": ["0", "100"]}}


def answer_with(monkeypatch, answers: Mapping[str, Given], rest: Given | None = None) -> None:
    """Let agencies, by their keys, have answered this ("": the authority), and all others the `rest` (nothing)."""

    def scorecards(_viewer, _criteria, agencies: list[Agency]):
        return {one.pk: card(one.kind, one.name, answers.get(one.key, rest or {})) for one in agencies}

    def of_authority(_viewer, _criteria):
        return card("district", "UBND huyện Tuy Phước", answers.get("", {}))

    monkeypatch.setattr(commendation, "scorecards", scorecards)
    monkeypatch.setattr(commendation, "scorecard_of_authority", of_authority)
