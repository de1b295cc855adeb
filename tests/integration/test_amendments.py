"""What an amended plan leaves as it is, and what taking the amendment back leaves."""

from datetime import date
from decimal import Decimal

from parindex.core.obligations import Progress
from parindex.records.actions import obligation as obligation_actions
from parindex.records.actions import plan as plans
from parindex.records.actions import plan_import as imports
from parindex.records.actions import submission as submissions
from parindex.records.actions.submission import FigureInput
from parindex.records.models import History, Obligation, Term
from parindex.records.queries import board
from parindex.records.queries import obligation as obligations
from parindex.records.queries import plan as plan_queries
from parindex.records.queries import plan_import as import_queries
from parindex.records.queries import task as task_queries
from tests.factories.programme import ROWS, TAKES_EFFECT, confirm_plan, plan_text

FROM = date(2023, 6, 1)


def amend(small, change, day=FROM):
    rows = change(list(ROWS))
    office = small.viewer("office")
    uploaded = imports.upload(office, plan_text(tuple(rows)).encode(), "ke-hoach.md")
    found = import_queries.differences(office, uploaded).differences
    ticked = {plans.difference_key(d) for d in found}
    return plans.confirm(office, uploaded.pk, day, uploaded.version, ticked, "45/KH-UBND")


def noted(n):
    def change(rows):
        rows[n] = rows[n].removesuffix("| |") + "| Lưu ý mới |"
        return rows

    return change


def test_a_cancelled_duty_is_not_owed_again_by_an_amendment_of_other_words(small):
    duty = small.obligation("phong-tu-phap", date(2023, 6, 30), "Tổng hợp")
    obligation_actions.cancel(small.viewer("office"), duty.pk, "Trùng")
    amend(small, noted(1))
    alike = Obligation.objects.filter(task=duty.task, agency=duty.agency, first_due=duty.first_due)
    assert [o.pk for o in alike] == [duty.pk]


def test_an_entered_date_outlives_an_amendment_of_other_words(small):
    duty = small.obligation("xa-phuoc-son", None, "Công khai")
    obligation_actions.enter_date(small.viewer("office"), duty.pk, date(2023, 9, 30), "Công văn 1")
    amend(small, noted(6))
    alike = Obligation.objects.filter(task=duty.task, agency=duty.agency, superseded_on__isnull=True)
    assert [(o.pk, o.due) for o in alike] == [(duty.pk, date(2023, 9, 30))]


def test_targets_that_stay_keep_their_figures_and_indicators(small):
    duty = small.obligation("phong-tu-phap", date(2023, 6, 30), "Viết")
    target = duty.task.targets.get()
    submissions.save_draft(small.viewer("reporter"), duty.pk, "Đã viết", [FigureInput(target.pk, Decimal(3))])
    amend(small, noted(2))
    draft = duty.submissions.get()
    assert [t.pk for t in duty.task.targets.filter(replaced=False)] == [target.pk]
    assert not any("số liệu" in p for p in submissions.missing(duty, draft))


def test_an_agency_that_joins_waits_for_the_same_date_as_the_others(small):
    duty = small.obligation("xa-phuoc-son", None, "Công khai")

    def join(rows):
        rows[6] = rows[6].replace("UBND các xã, thị trấn", "Phòng Tư pháp; UBND các xã, thị trấn")
        return rows

    amend(small, join)
    found = obligations.find(small.viewer("office"), duty.pk)
    assert "phong-tu-phap" in {o.agency.key for o in obligations.same_wait(small.viewer("office"), found)}


def test_a_kept_duty_serves_the_periods_of_the_amended_plan(small):
    duty = small.obligation("phong-tu-phap", date(2023, 6, 30), "Tổng hợp")
    assert duty.periods == ["2023-06"]

    def quarterly(rows):
        rows[1] = rows[1].replace("Hàng tháng", "Hàng quý")
        return rows

    version = amend(small, quarterly)
    duty.refresh_from_db()
    assert duty.superseded_on is None
    assert duty.periods == ["2023-Q2"]
    plans.undo(small.viewer("office"), version.pk, "Nhầm")
    duty.refresh_from_db()
    assert duty.periods == ["2023-06"]
    assert duty.term.replaced is False


def test_undoing_an_amendment_leaves_an_event_that_it_did_not_touch(small):
    version = amend(small, noted(1))
    term = Term.objects.get(kind="event", replaced=False)
    agency = small.agency("xa-phuoc-son")
    happened = obligation_actions.record_event(
        small.viewer("office"), term.pk, date(2023, 6, 10), "Hồ sơ 1", [agency.pk]
    )
    plans.undo(small.viewer("office"), version.pk, "Nhầm")
    assert happened.obligations.get().superseded_on is None


def test_superseding_and_taking_back_stand_in_the_history_of_each_duty(small):
    def later(rows):
        rows[3] = rows[3].replace("20/6/2023", "20/8/2023")
        return rows

    old = small.obligation("phong-tu-phap", date(2023, 6, 19))
    version = amend(small, later)
    assert History.objects.filter(thing=old.pk).exists()
    new = small.obligation("phong-tu-phap", date(2023, 8, 19))
    before = History.objects.filter(thing=old.pk).count()
    plans.undo(small.viewer("office"), version.pk, "Nhầm")
    assert History.objects.filter(thing=old.pk).count() == before + 1
    assert History.objects.filter(thing=new.pk, verb="supersede").exists()
    assert [c.kind for c in old.date_changes.order_by("at", "kind")].count("restored") == 1
    seen = old.version
    old.refresh_from_db()
    assert old.version == seen + 2


def test_a_new_title_of_an_item_is_a_difference(small):
    def retitle(rows):
        rows[3] = rows[3].replace("| 3 | Kiểm tra |", "| 3 | Thanh tra, kiểm tra công vụ |")
        return rows

    office = small.viewer("office")
    uploaded = imports.upload(office, plan_text(tuple(retitle(list(ROWS)))).encode(), "ke-hoach.md")
    assert import_queries.differences(office, uploaded).differences


def test_requests_for_duties_that_no_longer_count_do_not_wait(small):
    duty = small.obligation("phong-tu-phap", date(2023, 6, 19))
    obligation_actions.ask_extension(small.viewer("head"), duty.pk, date(2023, 7, 3), "Chờ")
    assert len(task_queries.waiting_extensions(small.viewer("leader"))) == 1
    plan = duty.task.item.part.plan
    plans.undo(small.viewer("office"), plan.versions.get().pk, "Thử")
    assert task_queries.waiting_extensions(small.viewer("leader")) == []


def test_identical_tasks_and_items_without_number_are_themselves_again(small):
    rows = (
        "| | | Rà soát thủ tục | Phòng Tư pháp | Tháng 9/2023 | |",
        "| | | Rà soát thủ tục | Phòng Nội vụ | Tháng 10/2023 | |",
        "| | | Niêm yết | Phòng Nội vụ | Tháng 10/2023 | |",
    )
    text = plan_text(rows, "Rà soát và niêm yết thủ tục, một việc hoàn toàn khác")
    confirm_plan(small, text)
    office = small.viewer("office")
    again = imports.upload(office, text.encode(), "k.md")
    assert again.plan is not None
    assert import_queries.differences(office, again).differences == ()


def test_a_plan_may_number_itself_and_its_parts_in_many_words(small):
    """No database cuts what a document says, and none refuses it."""
    rows = (
        "| Nhóm nhiệm vụ trọng tâm thứ nhất của năm | **CHỈ ĐẠO** | | | | |",
        "| 1.1.1.1.1.1.1.1.1.1.1.1.1.1 | A | Rà soát | Phòng Tư pháp | Tháng 9/2023 | |",
    )
    text = plan_text(rows, "Một việc hoàn toàn khác").replace(
        "Tuy Phước, ngày", f"Số: 12/KH-{'UBND-' * 30}\n\nTuy Phước, ngày"
    )
    uploaded = imports.upload(small.viewer("office", TAKES_EFFECT), text.encode(), "k.md")
    version = plans.confirm(small.viewer("office", TAKES_EFFECT), uploaded.pk, TAKES_EFFECT, uploaded.version)
    assert len(version.plan.number) > 60
    numbers = {item.number for part in version.plan.parts.all() for item in part.items.all()}
    assert rows[1].split()[1] in numbers


def test_what_a_removed_task_owed_before_still_adds_up(small):
    amend(small, lambda rows: [row for row in rows if "Tổng hợp" not in row], date(2023, 6, 10))
    office = small.viewer("office")
    tree = plan_queries.tree(office, plan_queries.plans(office).get())
    shown = [node.task.text for part in tree.parts for item in part.items for node in item.tasks]
    assert "Tổng hợp kết quả và báo cáo" in shown, "its April and May are owed still"
    assert sum((part.progress for part in tree.parts), Progress()) == tree.progress == board.board(office).total


def test_a_removed_task_that_owes_nothing_leaves_the_tree(small):
    amend(small, lambda rows: [row for row in rows if "Kiểm tra" not in row], date(2023, 6, 10))
    office = small.viewer("office")
    tree = plan_queries.tree(office, plan_queries.plans(office).get())
    assert "Kiểm tra việc công khai thủ tục" not in [
        node.task.text for part in tree.parts for item in part.items for node in item.tasks
    ]
