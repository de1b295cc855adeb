"""A closed month keeps its figures; what is corrected later shows beside them, and reopening takes a reason."""

from datetime import date
from decimal import Decimal

import pytest

from parindex.core.errors import InputError
from parindex.records.actions import closure as actions
from parindex.records.models import Closure, History
from parindex.records.permissions import NotFound
from parindex.records.queries import closure as queries
from tests.factories.dossiers import ALL, IN_TIME, LATE, later, take_in

CUT_OFF = date(2023, 7, 3)
JULY = date(2023, 7, 10)


@pytest.fixture
def office(small):
    take_in(small, *ALL)
    return small.viewer("office", JULY)


def close(by, **changed):
    return actions.close(**({"by": by, "label": "2023-06", "scheme": "calendar", "cut_off": CUT_OFF} | changed))


def frozen(closure, code, agency=""):
    found = closure.figures.filter(indicator=code, agency=agency).first()
    return found and (found.numerator, found.denominator)


def test_a_month_is_frozen_by_agency_and_over_all(office):
    made = close(office, report_due=date(2023, 7, 5), note="Kỳ báo cáo tháng 6")
    assert frozen(made, "received") == (6, None)
    assert frozen(made, "received", "phong-tu-phap") == (4, None)
    assert frozen(made, "on_time_share") == (1, 4)  # three were late; two are open
    assert frozen(made, "on_time_share", "phong-tu-phap") == (1, 2)
    assert frozen(made, "open", "phong-tu-phap") == (2, None)
    assert frozen(made, "received", "Ban Quản lý dự án") == (1, None)
    assert (made.cut_off, made.report_due) == (CUT_OFF, date(2023, 7, 5))
    assert made.known_at == office.at and made.as_of.date() == CUT_OFF and made.input_hash.startswith("sha256:")
    assert made.lake_version and made.rules_version and made.calendar_version
    assert History.objects.get(verb="close_period").thing == made.pk
    assert queries.unchanged(office, made) and queries.restatements(office, made) == []


def test_a_correction_shows_beside_and_the_frozen_figure_stands(office, small):
    made = close(office)
    take_in(small, LATE.but(finished="08/06/2023 09:00", updated="08/07/2023 08:00"), at=later(10))
    found = {(one.card.code, one.agency): one for one in queries.restatements(office, made)}
    share = found["on_time_share", "phong-tu-phap"]
    assert share.before == (1, 2) and share.after == (2, 2) and share.change == 50
    assert ("received", "phong-tu-phap") not in found and ("on_time_share", "xa-phuoc-son") not in found
    late = found["resolved_late", ""]
    assert (late.worth_before, late.worth_after, late.change) == (3, 2, -1)
    assert frozen(made, "on_time_share", "phong-tu-phap") == (Decimal(1), Decimal(2))


def test_an_agency_that_has_nothing_left_is_restated_too(office, small):
    made = close(office)
    take_in(small, *(row for row in ALL if row.agency != "UBND xã Phước Sơn"), at=later(10), full=True)
    gone = [one for one in queries.restatements(office, made) if one.agency == "xa-phuoc-son"]
    assert gone and all(one.after in (None, (0, None), (0, 0)) for one in gone if one.card.code == "received")
    assert IN_TIME.code  # the others are as they were
    assert not [one for one in queries.restatements(office, made) if one.agency == "phong-tu-phap"]


def test_a_later_day_restates_nothing_by_itself(office, small):
    """Figures are as of the cut-off: what happened after it belongs to other periods."""
    made = close(office)
    assert queries.restatements(small.viewer("office", date(2024, 1, 5)), made) == []
    assert [one.restated for one in queries.figures(small.viewer("office", date(2024, 1, 5)), made)].count(True) == 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"cut_off": date(2023, 6, 29)}, "đến hết ngày 30/06/2023"),
        ({"cut_off": date(2023, 7, 11)}, "không thể sau hôm nay"),
        ({"report_due": date(2023, 7, 1)}, "trước ngày chốt"),
        ({"label": "2023-13"}, "Hãy chọn kỳ"),
        ({"label": "2023-W07"}, "Hãy chọn kỳ"),
        ({"label": "x"}, "Hãy chọn kỳ"),
    ],
)
def test_what_cannot_be_closed_is_refused(office, changed, said):
    with pytest.raises(InputError, match=said):
        close(office, **changed)
    assert not Closure.objects.exists()


def test_a_legal_month_ends_on_the_14th(office):
    made = close(office, scheme="legal", cut_off=date(2023, 6, 14))
    assert frozen(made, "received") == (6, None)
    assert frozen(made, "open_overdue") == (1, None)


def test_one_is_in_force_and_reopening_takes_a_reason(office, small):
    made = close(office)
    with pytest.raises(InputError, match="đã chốt rồi"):
        close(office)
    close(office, scheme="legal")
    with pytest.raises(InputError, match="lý do"):
        actions.reopen(office, made.pk, " ")
    actions.reopen(office, made.pk, "Phước Sơn gửi bổ sung")
    with pytest.raises(InputError, match="đã được mở lại"):
        actions.reopen(office, made.pk, "lần nữa")
    again = close(office)
    assert again.pk != made.pk and Closure.objects.count() == 3
    assert frozen(Closure.objects.get(pk=made.pk), "received") == (6, None)
    assert "Phước Sơn gửi bổ sung" in History.objects.get(verb="reopen_period").words


def test_only_the_office_closes(office, small):
    made = close(office)
    for username in ("monitor", "leader", "head", "reporter", "admin"):
        with pytest.raises(NotFound):
            close(small.viewer(username, JULY), label="2023-05")
        with pytest.raises(NotFound):
            actions.reopen(small.viewer(username, JULY), made.pk, "x")


def test_nothing_to_count_is_said(small):
    with pytest.raises(InputError, match="nhập số liệu"):
        close(small.viewer("office", JULY))


def test_a_failure_half_way_leaves_nothing(office, monkeypatch):
    monkeypatch.setattr(actions, "record", lambda *_a, **_k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        close(office)
    assert not Closure.objects.exists()
