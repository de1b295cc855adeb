"""Rounds: opened for a level with its dates, cancelled, or published with the number of the decision."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from parindex.core.assessments import check_dates
from parindex.core.criteria import LEVELS
from parindex.core.errors import InputError
from parindex.core.words import normalise
from parindex.records.actions.assessment import move
from parindex.records.actions.history import expect, record
from parindex.records.models import Assessment, Programme, Round
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import criteria_set
from parindex.records.queries import round as queries


@dataclass(frozen=True)
class RoundInput:
    """What a round is opened with; `agencies` is empty where the authority itself is assessed."""

    title: str
    level: str
    opens: date
    self_due: date
    appraisal_due: date
    explanation_due: date
    second_due: date
    approval_due: date
    agencies: tuple[UUID, ...] = ()
    decision: str = ""


@transaction.atomic
def open_round(by: Viewer, given: RoundInput) -> Round:
    """Open a round of the programme's year by the set in use for its level, with one form for each agency."""
    by.require("open_round")
    programme = Programme.objects.select_for_update().get(pk=by.programme_id)
    if not normalise(given.title):
        raise InputError("Hãy đặt tên cho đợt đánh giá.")
    check_dates([
        ("Ngày mở tự chấm", given.opens), ("Hạn tự chấm", given.self_due),
        ("Hạn thẩm định lần 1", given.appraisal_due), ("Hạn giải trình", given.explanation_due),
        ("Hạn thẩm định lần 2", given.second_due), ("Hạn lãnh đạo duyệt", given.approval_due),
    ])  # fmt: skip
    if given.self_due < by.on:
        raise InputError(f"Hạn tự chấm ({given.self_due:%d/%m/%Y}) đã qua; hãy chọn ngày từ hôm nay trở đi.")
    found = criteria_set.in_use(by, given.level) if given.level in LEVELS else None
    if found is None:
        level = LEVELS.get(given.level, given.level)
        raise InputError(f"Chưa chọn bộ tiêu chí nào để chấm {level}; hãy chọn ở trang Bộ tiêu chí trước khi mở đợt.")
    if not found.valid_in(programme.year):
        raise InputError(f"Bộ tiêu chí {found.name} không có hiệu lực năm {programme.year}; hãy chọn bộ khác.")
    _one_at_a_time(by, given.level, programme.year)
    made = Round.objects.create(
        programme=programme, title=normalise(given.title)[:300], year=programme.year, level=given.level,
        set_name=found.name, fingerprint=found.fingerprint, decision=normalise(given.decision)[:120],
        opens=given.opens, self_due=given.self_due, appraisal_due=given.appraisal_due,
        explanation_due=given.explanation_due, second_due=given.second_due, approval_due=given.approval_due,
        opened_at=by.at, opened_by_id=by.user_id,
    )  # fmt: skip
    agencies = _agencies(by, given)
    Assessment.objects.bulk_create(
        Assessment(programme=programme, round=made, agency_id=agency_id) for agency_id in agencies
    )
    record(
        by, "open_round", made,
        f"Mở đợt đánh giá “{made.title}” theo bộ {found.name}, {len(agencies)} đơn vị, "
        f"hạn tự chấm {made.self_due:%d/%m/%Y}",
    )  # fmt: skip
    return made


def _one_at_a_time(by: Viewer, level: str, year: int) -> None:
    same = Round.objects.filter(programme_id=by.programme_id, level=level, year=year, cancelled_on__isnull=True).first()
    if same is not None:
        raise InputError(
            f"Đã có đợt “{same.title}” chấm {LEVELS[level]} năm {year}; mỗi cấp mỗi năm chấm một đợt. "
            "Mở nhầm thì hủy đợt ấy trước."
        )


def _agencies(by: Viewer, given: RoundInput) -> list[UUID | None]:
    if given.level not in queries.UNIT_LEVELS:
        return [None]
    known = set(queries.units(by, given.level).values_list("pk", flat=True))
    if not given.agencies:
        raise InputError("Hãy chọn ít nhất một đơn vị được đánh giá.")
    if set(given.agencies) - known:
        raise NotFound("agency")
    return list(dict.fromkeys(given.agencies))


def _held(by: Viewer, round_id: UUID) -> Round:
    """The round and its forms, held for this transaction: nobody takes a step while it is published or cancelled."""
    Round.objects.select_for_update().filter(pk=round_id, programme_id=by.programme_id).first()
    list(Assessment.objects.select_for_update().filter(round_id=round_id, programme_id=by.programme_id))
    found = queries.find(by, round_id)
    if found.cancelled_on:
        raise InputError("Đợt đánh giá này đã hủy.")
    if found.published_on:
        raise InputError("Đợt đánh giá này đã công bố.")
    return found


@transaction.atomic
def publish(
    by: Viewer, round_id: UUID, decision: str, missing: Mapping[UUID, str], version: int | None = None
) -> Round:
    """Publish the results under a decision's number. Every form is approved, or its reason is in `missing`."""
    by.require("publish_round")
    found = _held(by, round_id)
    expect(found, version)
    if not normalise(decision):
        raise InputError("Hãy ghi số, ngày quyết định công bố kết quả.")
    rows = list(found.assessments.select_related("agency", "programme").order_by("agency__sort_key"))
    left = [each for each in rows if each.state != Assessment.State.APPROVED]
    if len(left) == len(rows):
        raise InputError("Chưa có phiếu nào được lãnh đạo duyệt nên chưa công bố được.")
    silent = [each for each in left if not missing.get(each.pk, "").strip()]
    if silent:
        names = "; ".join(f"{queries.name_of(each)} ({each.get_state_display()})" for each in silent)
        raise InputError(f"Chưa được duyệt: {names}. Hãy chờ duyệt, hoặc ghi lý do công bố mà không có đơn vị này.")
    for each in left:
        why = missing[each.pk].strip()
        move(by, each, each.state, "leave_out_assessment", f"Công bố không có kết quả của đơn vị: {why}", why=why)
    found.published_on, found.published_at, found.published_by_id = by.on, by.at, by.user_id
    found.published_decision = normalise(decision)[:120]
    found.save()
    record(
        by, "publish_round", found,
        f"Công bố kết quả đợt “{found.title}” theo {found.published_decision}: "
        f"{len(rows) - len(left)}/{len(rows)} đơn vị",
    )  # fmt: skip
    return found


@transaction.atomic
def cancel(by: Viewer, round_id: UUID, reason: str, version: int | None = None) -> Round:
    """Call a round off; what was written stays to be read."""
    by.require("open_round")
    found = _held(by, round_id)
    expect(found, version)
    if not reason.strip():
        raise InputError("Hãy ghi lý do hủy đợt đánh giá.")
    found.cancelled_on, found.cancelled_reason = by.on, reason.strip()
    found.save()
    record(by, "cancel_round", found, f"Hủy đợt đánh giá “{found.title}”: {found.cancelled_reason}")
    return found
