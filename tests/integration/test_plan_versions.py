"""Importing, mending, confirming, amending and undoing a plan."""

from datetime import date

import pytest

from parindex.core.errors import InputError
from parindex.records.actions import comment as comments
from parindex.records.actions import obligation as obligation_actions
from parindex.records.actions import plan as plans
from parindex.records.actions import plan_import as imports
from parindex.records.actions import submission as submissions
from parindex.records.actions.history import Conflict
from parindex.records.models import Import, Obligation, Plan, Task
from parindex.records.permissions import NotFound
from parindex.records.queries import plan as plan_queries
from parindex.records.queries import plan_import as import_queries
from parindex.records.queries.plan_import import Address
from tests.factories.programme import ROWS, TAKES_EFFECT, plan_text

AMENDED_FROM = date(2023, 7, 1)


def upload(small, rows=ROWS, by="office"):
    return imports.upload(small.viewer(by), plan_text(tuple(rows)).encode(), "ke-hoach.md")


def snapshot(small):
    """What the programme owes and says, for comparing before and after."""
    tree = plan_queries.tree(small.viewer("office"), plan_queries.plans(small.viewer("office")).get())
    words = [
        (node.task.text, node.task.phrase, node.task.item.title, len(node.targets), len(node.events))
        for part in tree.parts for item in part.items for node in item.tasks
    ]  # fmt: skip
    live = Obligation.objects.filter(superseded_on__isnull=True, task__item__part__plan__withdrawn=False)
    return words, sorted((str(o.pk), str(o.due), o.agency.key) for o in live.select_related("agency"))


def ticks(small, uploaded, *kinds):
    found = import_queries.differences(small.viewer("office"), uploaded).differences
    return {plans.difference_key(d) for d in found if not kinds or d.kind in kinds}


def test_nothing_exists_until_an_import_is_confirmed(small):
    before = snapshot(small)
    uploaded = upload(small)
    assert snapshot(small) == before
    assert uploaded.plan == Plan.objects.get(), "the same plan again is recognised"


def test_only_the_programme_office_imports(small):
    for stranger in ("head", "reporter", "monitor", "leader", "admin", "other"):
        with pytest.raises(NotFound):
            upload(small, by=stranger)
    assert Import.objects.count() == 1


def test_the_same_document_again_shows_no_difference(small):
    uploaded = upload(small)
    assert import_queries.differences(small.viewer("office"), uploaded).differences == ()
    with pytest.raises(InputError, match="Chưa chọn"):
        plans.confirm(small.viewer("office"), uploaded.pk, AMENDED_FROM, uploaded.version, set())


def test_an_edit_is_understood_anew_and_kept_beside_what_was_read(small):
    uploaded = upload(small)
    office = small.viewer("office")
    edited = imports.edit_task(
        office, uploaded.pk, Address("items", 2, 0),
        {"phrase": "Trước ngày 10/8/2023", "lead": "Phòng Nội vụ; UBND xã Phước Hòa"}, uploaded.version,
    )  # fmt: skip
    task = edited.reading["items"][2]["tasks"][0]
    assert task["schedule"][0]["due"] == ["2023-08-09"]
    assert task["lead_agency_keys"] == ["phong-noi-vu", "xa-phuoc-hoa"]
    assert task["with"] == ["UBND xã Phước Sơn"]
    assert edited.original["items"][2]["tasks"][0]["phrase"] == "Hoàn thành trước ngày 20/6/2023"
    with pytest.raises(Conflict):
        imports.edit_task(office, uploaded.pk, Address("items", 2, 0), {"phrase": "x"}, uploaded.version)


def test_an_edit_changes_nothing_else_and_answers_what_was_queried_there(small):
    rows = [ROWS[0], ROWS[1].replace("Hàng tháng", "Hoàn thành trong tháng 5/2022"), *ROWS[2:]]
    uploaded = upload(small, rows)
    before = uploaded.reading["items"][0]["tasks"][0]
    assert [w["kind"] for w in uploaded.reading["warnings"]] == ["date_outside_year"]
    typed = {"text": before["text"], "lead": "; ".join(before["lead"]), "with": "", "phrase": "Hàng tháng", "note": ""}
    edited = imports.edit_task(small.viewer("office"), uploaded.pk, Address("items", 0, 0), typed, uploaded.version)
    after = edited.reading["items"][0]["tasks"][0]
    assert {key for key in before if before[key] != after[key]} == {"phrase", "schedule"}
    assert edited.reading["warnings"][0]["settled_by"] == "Người office"
    assert import_queries.differences(small.viewer("office"), edited).differences == ()


def test_a_dropped_task_needs_a_reason_and_stays_in_the_import(small):
    uploaded = upload(small)
    with pytest.raises(InputError, match="lý do"):
        imports.drop_task(small.viewer("office"), uploaded.pk, Address("items", 0, 0), "")
    uploaded.refresh_from_db()
    dropped = imports.drop_task(small.viewer("office"), uploaded.pk, Address("items", 0, 0), "Trùng", uploaded.version)
    assert dropped.reading["dropped"][0]["why"] == "Trùng"
    assert dropped.reading["items"][0]["tasks"] == []


def test_the_preview_counts_what_confirming_creates(small):
    plan = plan_queries.plans(small.viewer("office")).get()
    plans.undo(small.viewer("office"), plan.versions.get().pk, "Thử")
    uploaded = upload(small)
    office = small.viewer("office", TAKES_EFFECT)
    foreseen = import_queries.preview(office, uploaded, TAKES_EFFECT).obligations
    version = plans.confirm(office, uploaded.pk, TAKES_EFFECT, uploaded.version)
    assert version.obligations.count() == foreseen > 0
    with pytest.raises(InputError, match="đã được xác nhận"):
        plans.confirm(office, uploaded.pk, TAKES_EFFECT)


def test_an_amendment_changes_only_what_is_ticked(small):
    rows = list(ROWS)
    rows[1] = rows[1].replace("Hàng tháng", "Hàng quý")
    rows[2] = rows[2].replace("01 tin", "02 tin")
    rows.append("| 3 | Một cửa | Niêm yết bộ thủ tục mới | Phòng Nội vụ | Tháng 9/2023 | |")
    uploaded = upload(small, rows)
    found = import_queries.differences(small.viewer("office"), uploaded).differences
    assert [(d.kind, d.fields) for d in found] == [
        ("changed", ("phrase", "schedule")), ("changed", ("text", "targets")), ("new", ()),
    ]  # fmt: skip
    monthly = Task.objects.get(text__startswith="Tổng hợp")
    earlier = set(monthly.obligations.filter(due__lt=AMENDED_FROM).values_list("pk", flat=True))
    chosen = {plans.difference_key(found[0]), plans.difference_key(found[2])}
    plans.confirm(small.viewer("office"), uploaded.pk, AMENDED_FROM, uploaded.version, chosen, "45/KH-UBND")
    monthly.refresh_from_db()
    assert monthly.phrase == "Hàng quý"
    assert Task.objects.get(text__startswith="Viết").text.count("01 tin") == 1
    live = monthly.obligations.filter(superseded_on__isnull=True)
    assert earlier <= set(live.values_list("pk", flat=True)), "what was due before stays"
    assert sorted(o.due for o in live if o.due >= AMENDED_FROM) == [date(2023, 9, 30), date(2023, 12, 31)]
    gone = monthly.obligations.filter(superseded_on__isnull=False)
    assert {c.decision for o in gone for c in o.date_changes.all()} == {"45/KH-UBND"}
    assert Obligation.objects.filter(task__text="Niêm yết bộ thủ tục mới").count() == 1


def test_a_task_that_moved_or_was_reworded_keeps_its_identity(small):
    moved = [ROWS[0], *ROWS[2:4], ROWS[1].replace("| 1 |", "| 4 |"), *ROWS[4:]]
    moved[1] = moved[1].replace("Viết ít nhất", "Viết và đăng ít nhất")
    uploaded = upload(small, moved)
    found = import_queries.differences(small.viewer("office"), uploaded).differences
    assert {d.kind for d in found} == {"changed"}
    before = set(Task.objects.values_list("pk", flat=True))
    plans.confirm(
        small.viewer("office"), uploaded.pk, AMENDED_FROM, uploaded.version, ticks(small, uploaded), "46/KH-UBND"
    )
    assert set(Task.objects.values_list("pk", flat=True)) == before


def test_a_duty_with_a_submission_is_superseded_never_deleted(small):
    monthly = small.obligation("phong-tu-phap", date(2023, 7, 31), "Tổng hợp")
    submissions.save_draft(small.viewer("reporter"), monthly.pk, "Đang làm")
    uploaded = upload(small, [row for row in ROWS if "Tổng hợp" not in row])
    chosen = ticks(small, uploaded, "removed")
    plans.confirm(small.viewer("office"), uploaded.pk, AMENDED_FROM, uploaded.version, chosen)
    monthly.refresh_from_db()
    assert monthly.superseded_on
    assert monthly.submissions.get().words == "Đang làm"


def test_undoing_an_amendment_puts_everything_back(small):
    before = snapshot(small)
    rows = [ROWS[0], ROWS[1].replace("Hàng tháng", "Hàng quý"), ROWS[2].replace("01 tin", "03 tin"), *ROWS[4:]]
    rows.append("| 3 | Một cửa | Niêm yết bộ thủ tục mới | Phòng Nội vụ | Tháng 9/2023 | |")
    uploaded = upload(small, rows)
    version = plans.confirm(small.viewer("office"), uploaded.pk, AMENDED_FROM, uploaded.version, ticks(small, uploaded))
    assert snapshot(small) != before
    plans.undo(small.viewer("office"), version.pk, "Nhầm văn bản")
    assert snapshot(small) == before


def test_undo_is_possible_until_something_is_handed_in(small):
    plan = plan_queries.plans(small.viewer("office")).get()
    version = plan.versions.get()
    with pytest.raises(InputError, match="lý do"):
        plans.undo(small.viewer("office"), version.pk, "")
    duty = small.obligation("phong-tu-phap", date(2023, 6, 19))
    obligation_actions.extend(small.viewer("office"), duty.pk, date(2023, 7, 3), "Lý do")
    comments.comment(small.viewer("head"), duty.pk, "Đã rõ")
    submissions.save_draft(small.viewer("reporter"), duty.pk, "Đang làm")
    with pytest.raises(InputError, match="không hoàn tác được"):
        plans.undo(small.viewer("office"), version.pk, "Nhầm")
    duty.submissions.all().delete()
    plans.undo(small.viewer("office"), version.pk, "Nhầm")
    assert not plan_queries.plans(small.viewer("office")).exists()
    with pytest.raises(NotFound):
        plans.undo(small.viewer("office"), version.pk, "Nhầm")


def test_a_plan_of_another_programme_does_not_exist(small):
    from tests.factories.programme import another_programme

    other, _ = another_programme()
    uploaded = upload(small)
    for act in (
        lambda by: import_queries.find(by, uploaded.pk),
        lambda by: plans.confirm(by, uploaded.pk, AMENDED_FROM),
        lambda by: plans.undo(by, Plan.objects.get().versions.get().pk, "x"),
        lambda by: imports.choose_plan(by, uploaded.pk, Plan.objects.get().pk),
    ):
        with pytest.raises(NotFound):
            act(other.viewer("stranger"))


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", "chỉ có lời".encode()])
def test_what_is_no_plan_is_refused_and_nothing_is_written(small, data):
    before = Import.objects.count()
    with pytest.raises(InputError):
        imports.upload(small.viewer("office"), data, "x.md")
    assert Import.objects.count() == before
