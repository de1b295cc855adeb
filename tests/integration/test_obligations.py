"""From a confirmed plan to duties: fan-out, dates, events, extensions, cancelling, states and progress."""

from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from parindex.core.errors import InputError
from parindex.core.obligations import Progress
from parindex.records.actions import obligation as actions
from parindex.records.models import DateChange, History, Obligation
from parindex.records.permissions import NotFound
from parindex.records.queries import board, history, obligation, plan, task
from tests.factories.programme import ROWS, TAKES_EFFECT, TODAY, confirm_plan, plan_text

COMMUNES = 13


def test_one_obligation_for_each_lead_agency_and_due_date(small):
    monthly = Obligation.objects.filter(task__text__startswith="Tổng hợp")
    assert [o.due.month for o in monthly.order_by("due")] == [4, 5, 6, 7, 8, 9, 10, 11, 12]
    assert {o.agency.key for o in monthly} == {"phong-tu-phap"}
    standing = Obligation.objects.filter(task__text__startswith="Viết")
    assert standing.count() == (COMMUNES + 1) * 3
    assert sorted({o.due for o in standing}) == [date(2023, 6, 30), date(2023, 9, 30), date(2023, 12, 31)]


def test_dates_before_the_plan_takes_effect_are_listed_not_owed(small):
    assert not Obligation.objects.filter(due__lt=TAKES_EFFECT).exists()
    version = plan.plans(small.viewer("office")).get().versions.get()
    listed = {entry["due"] for entry in version.earlier_dates}
    assert {"2023-01-31", "2023-02-28", "2023-03-31"} <= listed


def test_supporting_agencies_see_the_duty_but_do_not_owe_it(small):
    due = small.obligation("phong-tu-phap", date(2023, 6, 19))
    assert obligation.find(small.viewer("other"), due.pk)
    assert not obligation.own(small.viewer("other")).filter(pk=due.pk).exists()
    monthly = small.obligation("phong-tu-phap", date(2023, 6, 30), "Tổng hợp")
    with pytest.raises(NotFound):
        obligation.find(small.viewer("other"), monthly.pk)


def test_a_reference_duty_waits_for_its_date_and_is_neither_late_nor_on_time(small):
    waiting = small.obligation("xa-phuoc-son", None, "Công khai")
    far_later = obligation.find(small.viewer("office", date(2023, 12, 31)), waiting.pk)
    assert obligation.state_of(far_later, date(2023, 12, 31)).timing == "waiting"
    with pytest.raises(InputError, match="văn bản"):
        actions.enter_date(small.viewer("office"), waiting.pk, date(2023, 6, 30), " ")
    entered = actions.enter_date(small.viewer("office"), waiting.pk, date(2023, 6, 30), "CV 12/TCKH")
    assert "CV 12/TCKH" in entered.says
    with pytest.raises(InputError, match="đã có hạn"):
        actions.enter_date(small.viewer("office"), waiting.pk, date(2023, 7, 30), "CV 13/TCKH")


def test_an_event_duty_starts_when_somebody_records_the_event(small):
    term = task.events(small.viewer("other_head"))[0]
    before = Obligation.objects.filter(kind="event").count()
    agency = small.agency("xa-phuoc-son")
    actions.record_event(small.viewer("other_head"), term.pk, date(2023, 6, 1), "Hồ sơ 12 trễ", [agency.pk])
    assert Obligation.objects.filter(kind="event").count() == before + 1
    with pytest.raises(NotFound):
        actions.record_event(
            small.viewer("other_head"), term.pk, date(2023, 6, 1), "x", [small.agency("xa-phuoc-hoa").pk]
        )
    with pytest.raises(InputError, match="sau hôm nay"):
        actions.record_event(small.viewer("other_head"), term.pk, date(2023, 6, 16), "x", [agency.pk])


def test_an_extension_moves_the_date_and_keeps_the_first(small):
    due = small.obligation("phong-tu-phap", date(2023, 6, 19))
    asked = actions.ask_extension(small.viewer("head"), due.pk, date(2023, 7, 3), "Chờ tài liệu")
    with pytest.raises(NotFound):
        actions.decide_extension(small.viewer("head"), asked.pk, True, "")
    actions.decide_extension(small.viewer("leader"), asked.pk, True, "Đồng ý", "15/QĐ-UBND")
    due.refresh_from_db()
    assert (due.first_due, due.due) == (date(2023, 6, 19), date(2023, 7, 3))
    change = due.date_changes.get()
    assert (change.kind, change.decision) == ("extended", "15/QĐ-UBND")
    with pytest.raises(InputError, match="sau hạn hiện tại"):
        actions.extend(small.viewer("office"), due.pk, date(2023, 7, 3), "Lý do")


def test_refusing_an_extension_needs_its_reason(small):
    due = small.obligation("phong-tu-phap", date(2023, 6, 19))
    asked = actions.ask_extension(small.viewer("head"), due.pk, date(2023, 7, 3), "Chờ tài liệu")
    with pytest.raises(InputError, match="lý do"):
        actions.decide_extension(small.viewer("leader"), asked.pk, False, "")
    actions.decide_extension(small.viewer("leader"), asked.pk, False, "Đã đủ thời gian")
    due.refresh_from_db()
    assert due.due == date(2023, 6, 19)


def test_a_cancelled_duty_leaves_every_count_and_can_come_back(small):
    office = small.viewer("office", date(2023, 7, 10))
    late = small.obligation("phong-tu-phap", date(2023, 6, 19))
    before = board.board(office).total
    actions.cancel(office, late.pk, "Trùng nhiệm vụ")
    after = board.board(office).total
    assert after == Progress(before.due - 1, before.due_accepted, before.all - 1, before.accepted, before.late - 1)
    actions.restore(office, late.pk, "Nhầm")
    assert board.board(office).total == before


def test_lateness_is_counted_in_working_days_after_the_due_date(small):
    duty = obligation.find(small.viewer("office"), small.obligation("phong-tu-phap", date(2023, 6, 19)).pk)
    assert obligation.state_of(duty, date(2023, 6, 19)).timing == "today"
    state = obligation.state_of(duty, date(2023, 6, 26))
    assert (state.timing, state.late_days) == ("late", 5)


def test_the_tree_adds_up_and_equals_the_board(small):
    office = small.viewer("office", date(2023, 7, 10))
    tree = plan.tree(office, plan.plans(office).get())
    assert sum((part.progress for part in tree.parts), Progress()) == tree.progress == board.board(office).total
    for part in tree.parts:
        assert sum((item.progress for item in part.items), Progress()) == part.progress


def test_totals_are_for_all_but_lists_are_not(small):
    everyone = board.board(small.viewer("other"))
    assert everyone.total == board.board(small.viewer("office")).total
    opens = {row.agency.key for row in everyone.rows if row.opens}
    assert opens == {"xa-phuoc-son"}
    assert board.cell(small.viewer("other"), small.agency("xa-phuoc-hoa").pk, None) == []


def queries(act) -> int:
    with CaptureQueriesContext(connection) as captured:
        act()
    return len(captured)


def test_a_plan_six_times_as_long_takes_the_same_number_of_queries(small):
    office = small.viewer("office")
    long = [row.replace("Báo cáo", f"Báo cáo {n}") for n in range(6) for row in ROWS]
    confirm_plan(small, plan_text(tuple(long), "Kế hoạch dài gấp sáu lần của huyện Tuy Phước năm 2023"))
    sizes = []
    for the_plan in plan.plans(office).order_by("title"):
        tasks = sum(len(item.tasks) for part in plan.tree(office, the_plan).parts for item in part.items)
        sizes.append((tasks, queries(lambda the_plan=the_plan: plan.tree(office, the_plan))))
    (few, first), (many, second) = sorted(sizes)
    assert many >= 5 * few
    assert first == second
    before = queries(lambda: board.board(office))
    Obligation.objects.filter(task__item__part__plan__title__startswith="Kế hoạch dài").update(superseded_on=TODAY)
    assert queries(lambda: board.board(office)) == before


@pytest.mark.parametrize("verb", ["update", "delete"])
@pytest.mark.parametrize("model", [History, DateChange])
def test_the_database_refuses_to_change_the_history(small, model, verb):
    due = small.obligation("phong-tu-phap", date(2023, 6, 19))
    actions.extend(small.viewer("office"), due.pk, date(2023, 7, 3), "Lý do")
    rows = model.objects.all()
    assert rows.exists()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(on=TODAY) if verb == "update" else rows._raw_delete(using="default")


def test_every_write_leaves_a_line_with_name_and_business_day(small):
    due = small.obligation("phong-tu-phap", date(2023, 6, 19))
    actions.extend(small.viewer("office"), due.pk, date(2023, 7, 3), "Bão")
    line = History.objects.filter(verb="extend").get()
    assert (line.actor_name, line.on, line.agency.key) == ("Người office", TODAY, "phong-tu-phap")
    assert line.changes == {"due": ["2023-06-19", "2023-07-03"]}


def test_lines_of_one_request_keep_their_order(small):
    due = small.obligation("phong-tu-phap", date(2023, 6, 19))
    by = small.viewer("office")
    for day in range(1, 6):
        actions.extend(by, due.pk, date(2023, 7, day), f"Lần {day}")
    told = [line.words[-5:] for line in history.of(by, due.pk)]
    assert told == [f"Lần {day}" for day in range(5, 0, -1)]
