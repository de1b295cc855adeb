"""The late ledger holds every late dossier of the lake, shows each to whom it belongs, and keeps what people wrote."""

from dataclasses import replace
from datetime import date

import pytest

from parindex.core.errors import InputError
from parindex.records.actions import late_case as cases
from parindex.records.actions import programme as programmes
from parindex.records.actions.history import Conflict
from parindex.records.models import History, LateCase, LateExplanation
from parindex.records.permissions import NotFound
from parindex.records.queries import late_case as queries
from tests.factories.account import make_programme
from tests.factories.dossiers import ALL, COMMUNES, IN_TIME, LATE, OPEN, OVERDUE, UNKNOWN, later, take_in
from tests.factories.late_case import entry, explained
from tests.factories.programme import AT, TODAY, another_programme


@pytest.fixture
def ledger(small, keys):
    take_in(small, *ALL)
    return small


def codes(small, username="office", on=TODAY):
    return [one.code for one in queries.ledger(small.viewer(username, on))]


def test_every_late_dossier_is_a_line_without_anybody_opening_it(ledger):
    assert codes(ledger) == [LATE.code, OVERDUE.code, COMMUNES.code, UNKNOWN.code]
    assert not LateCase.objects.exists()


def test_the_clock_alone_makes_a_dossier_late(ledger):
    assert OPEN.code not in codes(ledger, on=date(2023, 6, 20))
    assert OPEN.code in codes(ledger, on=date(2023, 6, 21))
    assert codes(ledger, on=date(2023, 6, 8)) == []


def test_agencies_see_theirs_and_overseers_all(ledger):
    assert codes(ledger, "reporter") == codes(ledger, "head") == [LATE.code, OVERDUE.code]
    assert codes(ledger, "other") == [COMMUNES.code]
    assert codes(ledger, "leader") == codes(ledger, "monitor") == codes(ledger)
    hidden = entry(ledger, COMMUNES.code).id
    with pytest.raises(NotFound):
        queries.find(ledger.viewer("reporter"), hidden)
    with pytest.raises(NotFound):
        queries.ledger(ledger.viewer("admin"))


def test_my_own_are_those_of_the_seats_one_sits_in(ledger):
    assert [one.code for one in queries.own_ledger(ledger.viewer("head"))] == [LATE.code, OVERDUE.code]
    assert queries.own_ledger(ledger.viewer("office")) == []


def test_the_first_act_makes_the_row_under_the_address_that_was_there_before(ledger):
    before = entry(ledger, LATE.code)
    explained(ledger, LATE.code)
    after = entry(ledger, LATE.code)
    assert before.id == after.id == LateCase.objects.get().pk
    assert after.case.due_day == date(2023, 6, 8) and after.case.procedure_name == "Đăng ký khai sinh"
    assert after.explanation.cause == "overload"
    assert after.stage == "draft"
    assert History.objects.filter(thing=after.id, verb="explain", agency__key="phong-tu-phap").exists()


def test_an_explanation_names_a_cause_of_the_list_and_nobody(ledger):
    found, by = entry(ledger, LATE.code), ledger.viewer("reporter")
    for cause, words, fault in (
        ("nothing", "Lý do", "nguyên nhân"),
        ("overload", "  ", "Hãy ghi lời giải trình"),
        ("overload", "Gọi ông Ba 0912 345 678 không được", "0912 345 678"),
        ("overload", "Hồ sơ của công dân 012345678901", "012345678901"),
        ("overload", "Đã báo qua a.b@example.org", "a.b@example.org"),
    ):
        with pytest.raises(InputError, match=fault):
            cases.explain(by, found.id, cause, words)
    assert not LateExplanation.objects.exists() and not LateCase.objects.exists()


def test_numbers_that_tell_nobody_are_let_through(ledger):
    found = entry(ledger, LATE.code)
    words = "Quyết định 1234/QĐ-UBND ngày 12/6/2023, phiếu gửi RR123456789VN, hồ sơ 000.07.35.H08-230601-0001"
    assert cases.explain(ledger.viewer("reporter"), found.id, "overload", words).words == words


def test_the_newest_explanation_stands_and_the_older_are_kept(ledger):
    found = explained(ledger, LATE.code)
    cases.explain(replace(ledger.viewer("head"), at=later(1)), found.id, "software", "Lỗi phần mềm")
    assert LateExplanation.objects.count() == 2
    assert entry(ledger, LATE.code).explanation.words == "Lỗi phần mềm"


@pytest.mark.parametrize("username", ["other", "other_head", "monitor", "leader", "admin"])
def test_who_may_not_write_on_a_case_finds_nothing(ledger, username):
    found = entry(ledger, LATE.code)
    with pytest.raises(NotFound):
        cases.explain(ledger.viewer(username), found.id, "overload", "Nhiều việc")


def test_two_who_write_at_once_do_not_overwrite_each_other(ledger):
    found = entry(ledger, LATE.code)
    cases.explain(ledger.viewer("reporter"), found.id, "overload", "Nhiều việc", 0)
    with pytest.raises(Conflict):
        cases.explain(ledger.viewer("head"), found.id, "software", "Lỗi mạng", 0)
    cases.explain(ledger.viewer("head"), found.id, "software", "Lỗi mạng", 1)


def test_an_agency_that_we_do_not_know_is_shown_and_said(ledger):
    found = entry(ledger, UNKNOWN.code)
    assert found.agency is None and found.agency_words == "Ban Quản lý dự án"
    with pytest.raises(InputError, match="Ban Quản lý dự án.*chưa khớp"):
        cases.explain(ledger.viewer("office"), found.id, "overload", "Nhiều việc")


def test_an_exemption_takes_a_decision_and_can_be_taken_back(ledger):
    found, office = entry(ledger, LATE.code), ledger.viewer("office")
    with pytest.raises(NotFound):
        cases.exempt(ledger.viewer("head"), found.id, "45/QĐ-UBND", "Bão")
    with pytest.raises(InputError, match="số quyết định"):
        cases.exempt(office, found.id, " ", "Bão")
    cases.exempt(office, found.id, "45/QĐ-UBND", "Bão số 3")
    assert entry(ledger, LATE.code).stage == "exempt" and not entry(ledger, LATE.code).missing
    with pytest.raises(InputError, match="đang được miễn"):
        cases.exempt(office, found.id, "46/QĐ-UBND", "Bão")
    cases.end_exemption(office, found.id, "Nhầm hồ sơ")
    assert entry(ledger, LATE.code).stage == "explain"
    with pytest.raises(InputError, match="không có quyết định miễn"):
        cases.end_exemption(office, found.id, "Nhầm")


def test_a_dossier_that_will_be_late_is_opened_beforehand(ledger):
    head = ledger.viewer("head")
    cases.foresee(head, OPEN.code, "Chờ tỉnh trả lời")
    found = entry(ledger, OPEN.code)
    assert found.foreseen and not found.counts and found.stage == "explain"
    # The law asks for the apology one working day before the due day, Tuesday 20 June.
    assert {what.due for what in found.missing} == {date(2023, 6, 19)}
    assert "Trước" in found.missing[0].because
    assert codes(ledger, "reporter") == [LATE.code, OVERDUE.code, OPEN.code]


@pytest.mark.parametrize(
    ("username", "code", "fault"),
    [
        ("head", "", "Hãy ghi mã hồ sơ"),
        ("head", "000.00.00.H08-230601-9999", "Không thấy hồ sơ"),
        ("head", IN_TIME.code, "Không thấy hồ sơ"),
        ("head", COMMUNES.code, "Không thấy hồ sơ"),
        ("other", OPEN.code, "Không thấy hồ sơ"),
        ("head", OVERDUE.code, "đã quá hạn"),
    ],
)
def test_what_cannot_be_foreseen_is_said(ledger, username, code, fault):
    with pytest.raises(InputError, match=fault):
        cases.foresee(ledger.viewer(username), code, "Sẽ không kịp")
    assert not LateCase.objects.exists()


def test_what_is_foreseen_is_opened_once(ledger):
    cases.foresee(ledger.viewer("head"), OPEN.code, "Chờ tỉnh")
    with pytest.raises(InputError, match="đã có trong sổ"):
        cases.foresee(ledger.viewer("head"), OPEN.code, "Chờ tỉnh")


def test_one_foreseen_that_was_in_time_after_all_is_kept_and_said(ledger):
    cases.foresee(ledger.viewer("head"), OPEN.code, "Chờ tỉnh")
    take_in(ledger, OPEN.but(finished="16/06/2023 09:00"), at=later(1))
    on = date(2023, 6, 21)
    found = entry(ledger, OPEN.code, on=on)
    assert found.stage == "in_time" and not found.missing and not found.counts
    with pytest.raises(InputError, match="không trễ hạn"):
        cases.explain(ledger.viewer("head", on), found.id, "overload", "Nhiều việc")


def test_what_was_written_stays_when_a_later_extract_says_not_late(ledger):
    explained(ledger, LATE.code)
    take_in(ledger, LATE.but(finished="07/06/2023 16:00"), at=later(1))
    found = entry(ledger, LATE.code)
    assert not found.counts and found.stage == "in_time"
    assert found.explanation.words == "Nhiều việc dồn về"
    # And one that nobody wrote of is no longer a line.
    take_in(ledger, OVERDUE.but(finished="07/06/2023 16:00"), at=later(2))
    assert OVERDUE.code not in codes(ledger)


def test_a_line_follows_its_dossier_to_the_agency_that_handles_it(ledger):
    explained(ledger, LATE.code)
    take_in(ledger, LATE.but(agency="UBND xã Phước Sơn"), at=later(1))
    assert LATE.code in codes(ledger, "other") and LATE.code not in codes(ledger, "head")


def test_each_dossier_stands_in_the_ledger_of_one_year(ledger):
    """The programme of the next year, of the same authority, takes what falls late in its own year."""
    explained(ledger, LATE.code)
    other, _by = another_programme()
    assert queries.ledger(other.viewer("stranger")) == []
    new = OPEN.but(code="000.07.35.H08-231201-0001", due="05/01/2024", received="01/12/2023 08:00")
    take_in(ledger, new, at=later(1))
    on = date(2024, 1, 8)
    assert codes(other, "stranger", on) == [new.code]
    assert codes(ledger, on=on) == [LATE.code, OVERDUE.code, COMMUNES.code, UNKNOWN.code, OPEN.code]


def test_another_authority_sees_nothing(ledger):
    elsewhere = programmes.command_line(TODAY, AT, make_programme().pk)
    assert queries.ledger(elsewhere) == []
    with pytest.raises(NotFound):
        queries.find(elsewhere, entry(ledger, LATE.code).id)


def test_what_the_source_tells_of_a_letter_is_shown_and_counts(ledger):
    told = LATE.but(code="000.07.35.H08-230601-0020", signed="Có", sent="13/06/2023", posted="13/06/2023")
    take_in(ledger, told, OVERDUE.but(code="000.07.35.H08-230601-0021", exempt="Có"), at=later(1))
    by_source = entry(ledger, told.code)
    assert by_source.letter_by_source and by_source.stage == "post" and not by_source.missing
    assert entry(ledger, told.code, on=date(2023, 7, 13)).stage == "done"
    assert entry(ledger, "000.07.35.H08-230601-0021").stage == "exempt"


def test_nobody_is_asked_to_have_acted_before_the_lateness_was_known(ledger):
    """Due on Wednesday 31 December 2025, brought by an extract on Friday 2 January 2026 (a day off by decision)."""
    late = LATE.but(code="000.07.35.H08-251222-0001", received="22/12/2025 08:00", due="31/12/2025", finished="")
    take_in(ledger, late)
    found = entry(ledger, late.code, on=date(2026, 1, 8))
    assert found.known_on == AT.date()
    assert {what.due for what in found.missing} == {date(2026, 1, 5)}
    assert "Ngày số liệu cho biết hồ sơ trễ hạn: 02/01/2026" in found.missing[0].because
    # A correction does not put the day off.
    take_in(ledger, late.but(procedure="Đăng ký lại khai sinh"), at=later(5))
    again = entry(ledger, late.code, on=date(2026, 1, 8))
    assert again.procedure == "Đăng ký lại khai sinh" and again.missing[0].due == date(2026, 1, 5)
