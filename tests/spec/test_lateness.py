"""Runs the cases of lateness.yaml: early, on time, late, and how the limit came about."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
import yaml

from parindex.core.calendar import WorkCalendar
from parindex.core.dossier_rules import load_dossier_rules
from parindex.core.timeliness import (
    Clock,
    DossierTimes,
    EffectiveDue,
    Pause,
    Standing,
    apology_day,
    apology_due,
    days_between,
    effective_due,
    pause_doubts,
    standing,
)
from parindex.core.timeliness_words import explain

SPEC = yaml.safe_load((Path(__file__).parent / "lateness.yaml").read_text("utf-8"))
CALENDAR = WorkCalendar.load()
LAST = "2023-12-31 23:59"


class Told:
    """A case of the file as the core wants it."""

    def __init__(self, case: dict) -> None:
        self.zone = ZoneInfo(case.get("zone", "Asia/Ho_Chi_Minh"))
        self.clock = Clock(case.get("due_is", "instant"), self.zone, case.get("due_includes_pauses", False))
        self.received = self._at(case.get("received", "2023-06-01 08:00"))
        self.due, self.finished = self._at(case["due"]), self._at(case.get("finished"))
        self.ending = case.get("ending", "resolved") if self.finished else None
        self.at = self._at(case.get("at", LAST))
        rule = load_dossier_rules().on(self.received.astimezone(self.zone).date())
        self.rule = replace(rule, supplement=case.get("supplement", rule.supplement))
        self.pauses = [
            Pause(self._at(each["from"]), self._at(each.get("to")), each.get("kind", "pause"))
            for each in case.get("pauses", [])
        ]

    def _at(self, text: str | None) -> datetime | None:
        return datetime.fromisoformat(text).replace(tzinfo=self.zone).astimezone(UTC) if text else None

    @property
    def effective(self) -> EffectiveDue:
        return effective_due(self.received, self.due, self.pauses, self.finished, self.clock, self.rule, CALENDAR)

    @property
    def times(self) -> DossierTimes:
        found = self.effective
        stops = [(p.start, p.end) for p, counts in zip(self.pauses, found.counts, strict=True) if counts]
        return DossierTimes(self.received, found.limit, self.finished, self.ending, tuple(stops), found.open_pause_from)


@pytest.mark.parametrize("case", [pytest.param(case, id=case["says"]) for case in SPEC["cases"]])
def test_a_dossier(case: dict) -> None:
    told = Told(case)
    found = told.effective
    says = explain(told.due, found, told.clock, told.rule, told.finished)
    assert standing(told.times, told.at, told.clock, CALENDAR) == case["standing"], says
    if "counts" in case:
        assert list(found.counts) == case["counts"], says
    if "limit" in case:
        local = found.limit and f"{found.limit.astimezone(told.zone):%Y-%m-%d %H:%M}"
        assert local == case["limit"], says
    if "days" in case:
        day = told.clock.local_day(told.finished or told.at)
        assert days_between(day, told.clock.local_day(found.limit), CALENDAR) == case["days"]


@pytest.mark.parametrize("case", [pytest.param(case, id=str(case["due"])) for case in SPEC["apologies"]])
def test_when_an_apology_is_due(case: dict) -> None:
    rule = load_dossier_rules().on(date(2023, 6, 1))
    assert apology_day(case["due"], CALENDAR) == case["apology_day"]
    assert apology_due(case["due"], rule, CALENDAR).day == case["apology_due"]


def test_the_file_has_every_standing() -> None:
    assert {case["standing"] for case in SPEC["cases"]} == {*get_args(Standing), None}


def test_how_a_limit_came_about_is_said() -> None:
    case = next(case for case in SPEC["cases"] if case["says"].startswith("Bổ sung rồi tạm dừng"))
    told = Told(case)
    assert explain(told.due, told.effective, told.clock, told.rule) == (
        "Hẹn trả lần đầu: 17:00 thứ Năm 15/06/2023. "
        "Chờ bổ sung từ 08:00 05/06/2023 đến 09:00 08/06/2023: tính lại từ đầu 10 ngày làm việc kể từ khi nhận đủ "
        "(Nghị định 61/2018/NĐ-CP, khoản 4 và khoản 9 Điều 19). "
        "Tạm dừng từ 08:00 19/06/2023 đến 08:00 21/06/2023: cộng 2 ngày làm việc. "
        "Hạn tính trễ: 17:00 thứ Hai 26/06/2023."
    )


@pytest.mark.parametrize(
    ("start", "reason", "doubts"),
    [
        ("2023-06-14 18:00", "chờ thẩm định", ["bắt đầu trong vòng một ngày trước hạn trả"]),
        ("2023-06-15 17:00", " ", ["bắt đầu trong vòng một ngày trước hạn trả", "không ghi lý do"]),
        ("2023-06-14 16:59", "chờ thẩm định", []),
        ("2023-06-10 08:00", None, ["không ghi lý do"]),
        ("2023-06-16 08:00", "chờ thẩm định", []),
    ],
)
def test_what_an_auditor_asks_about_a_pause(start: str, reason: str | None, doubts: list[str]) -> None:
    told = Told({"due": "2023-06-15 17:00", "pauses": [{"from": start}]})
    assert pause_doubts(replace(told.pauses[0], reason=reason), told.due) == doubts
