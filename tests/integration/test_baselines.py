"""Last year's result in the tables: entered, replaced, read by whom it concerns, and its peers."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from parindex.core.baselines import Result
from parindex.core.criteria_reading import load_set
from parindex.core.errors import InputError
from parindex.records.actions import baseline as actions
from parindex.records.actions.baseline import Peer, Source
from parindex.records.models import Baseline, History, PeerScore, Plan
from parindex.records.permissions import NotFound
from parindex.records.queries import baseline as queries
from tests.factories.programme import TODAY, another_programme
from tests.unit.test_baselines import WHOLE

DISTRICT = load_set("tuy-phuoc-huyen@2023")
ISSUED = Source("264/QĐ-UBND", date(2023, 1, 31))
TOLD = {
    "year": 2022, "total": "76.03", "max": "100", "rank": 10, "of": 11, "decision": "264/QĐ-UBND",
    "decision_date": "2023-01-31",
    "parts": [
        {"name": "Điểm chấm", "score": "46.78", "max": "60"}, {"name": "Khảo sát", "score": "5.82", "max": "10"},
    ],
}  # fmt: skip


def test_a_result_is_kept_with_its_lines(office):
    made = actions.enter(office, 2022, WHOLE, source=ISSUED)
    assert queries.result_of(queries.of(office, 2022)) == WHOLE
    assert (made.decision, made.decided, made.loaded_on) == ("264/QĐ-UBND", date(2023, 1, 31), TODAY)
    assert "76,03/100" in History.objects.filter(verb="load_baseline").get().words


def test_the_gaps_of_last_year_add_up(office):
    assert queries.gaps_of(office, DISTRICT) is None
    actions.enter(office, 2022, WHOLE)
    found = queries.gaps_of(office, DISTRICT)
    assert found.total == Fraction("23.97")
    assert [row.name for row in found.by_criterion()] == ["chưa phân bổ"] * 3


def test_the_same_result_twice_is_said_and_not_kept(office):
    actions.enter(office, 2022, WHOLE, source=ISSUED)
    with pytest.raises(InputError, match="đã được nạp ngày 15/06/2023"):
        actions.enter(office, 2022, WHOLE, source=ISSUED)
    assert Baseline.objects.count() == 1


def test_a_new_result_replaces_the_old_one_which_stays_to_be_read(small, office):
    first = actions.enter(office, 2022, WHOLE)
    later = small.viewer("office", date(2023, 6, 20))
    second = actions.enter(later, 2022, Result(Decimal("77"), Decimal(100)), source=ISSUED)
    assert queries.of(later, 2022) == second
    assert queries.of(office, 2022) == first  # as of the day before it was replaced
    assert queries.find(later, first.pk).replaced_on == date(2023, 6, 20)
    said = History.objects.get(thing=second.pk)
    assert "thay 76,03/100" in said.words and said.changes["total"] == ["76,03", "77"]


def test_nothing_is_kept_of_what_does_not_add_up(office):
    with pytest.raises(InputError, match="khác 76,04"):
        actions.enter(office, 2022, replace(WHOLE, total=Decimal("76.04")))
    assert not Baseline.objects.exists()


@pytest.mark.parametrize("year", [1800, 2024])
def test_a_year_without_a_result_is_refused(office, year):
    with pytest.raises(InputError, match="Năm"):
        actions.enter(office, year, WHOLE)


def test_only_the_office_enters(small):
    for username in ("monitor", "leader", "head", "reporter", "admin"):
        for act in (actions.enter, actions.enter_peers):
            with pytest.raises(NotFound):
                act(small.viewer(username), 2022, WHOLE if act is actions.enter else [])


def test_an_agency_of_another_programme_is_not_found(small, office):
    stranger, _ = another_programme()
    with pytest.raises(NotFound):
        actions.enter(office, 2022, WHOLE, stranger.agency("xa-phuoc-son"))


def test_the_authority_is_for_all_an_agency_for_itself_and_overseers(small, office):
    commune = small.agency("xa-phuoc-son")
    own = actions.enter(office, 2022, Result(Decimal(80), Decimal(100)), commune)
    actions.enter(office, 2022, WHOLE)
    for username in ("office", "monitor", "leader", "other_head", "other"):
        viewer = small.viewer(username)
        assert queries.of(viewer, 2022, commune) == own
        assert queries.visible(viewer).count() == 2
    for username in ("head", "reporter"):
        viewer = small.viewer(username)
        assert queries.of(viewer, 2022).total == Decimal("76.03")
        assert queries.visible(viewer).count() == 1
        with pytest.raises(NotFound):
            queries.of(viewer, 2022, commune)
        with pytest.raises(NotFound):
            queries.find(viewer, own.pk)
    with pytest.raises(NotFound):
        queries.of(small.viewer("admin"), 2022)


def peers(*points, **more):
    return [Peer(f"Đơn vị {chr(65 + at)}", Decimal(each), **more) for at, each in enumerate(points)]


TEN = ("90.1", "88.4", "87", "86.55", "85.2", "84", "82.9", "81.35", "79.8", "71.6")


def test_peers_give_the_place_of_ours(office):
    actions.enter(office, 2022, WHOLE)
    actions.enter_peers(office, 2022, peers(*TEN), "264/QĐ-UBND")
    found = queries.places(office, 2022)
    assert [(place.rank, place.unit, points) for place, points in found[-2:]] == [
        (10, "UBND huyện Tuy Phước", Decimal("76.03")),
        (11, "Đơn vị J", Decimal("71.6")),
    ]


def test_our_own_line_of_the_table_is_no_peer(office):
    actions.enter(office, 2022, WHOLE)
    actions.enter_peers(office, 2022, [*peers(*TEN), Peer("Tuy Phước", Decimal("76.03"), 10)])
    assert PeerScore.objects.count() == 10
    with pytest.raises(InputError, match="khác kết quả đã nạp 76,03"):
        actions.enter_peers(office, 2022, [*peers(*TEN), Peer("Huyện Tuy Phước", Decimal("76.3"))])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (peers(*TEN, "60"), "11 đơn vị này"),
        (peers(*TEN[:-1], "77"), "10 đơn vị cao hơn"),
        ([Peer("A", Decimal(80), 2), Peer("B", Decimal(70), 1)], "không cao hơn"),
        ([Peer("A", Decimal(80)), Peer("a", Decimal(70))], "ghi hai lần"),
        ([Peer("A", Decimal(-1))], "phải từ 0"),
        ([Peer(" ", Decimal(80))], "thiếu tên"),
    ],
)
def test_peers_that_cannot_be_are_refused_whole(office, given, words):
    actions.enter(office, 2022, WHOLE)
    with pytest.raises(InputError, match=words):
        actions.enter_peers(office, 2022, given)
    assert not PeerScore.objects.exists()


def test_peers_are_replaced_as_a_whole_and_twice_is_said(office):
    actions.enter_peers(office, 2022, peers("90", "80"))
    with pytest.raises(InputError, match="đúng như vậy"):
        actions.enter_peers(office, 2022, peers("90", "80"))
    actions.enter_peers(office, 2022, peers("91"))
    assert [(peer.name, peer.points) for peer in queries.peers(office, 2022)] == [("Đơn vị A", Decimal(91))]
    actions.enter_peers(office, 2022, [])
    assert not PeerScore.objects.exists()


def test_the_plan_proposes_its_own_account(small, office):
    assert queries.proposed(office) is None
    Plan.objects.update(baseline=TOLD)
    found = queries.proposed(office)
    assert (found.result.total, found.result.rank, found.year) == (Decimal("76.03"), 10, 2022)
    assert [line.points for line in found.result.lines] == [Decimal("46.78"), Decimal("5.82")]
    assert (found.decision, found.decided) == ("264/QĐ-UBND", date(2023, 1, 31))


@pytest.mark.parametrize("odd", [{"total": "x"}, {"total": "1"}, {"total": "1", "max": "2", "parts": [{}]}])
def test_an_odd_account_of_the_plan_proposes_nothing(office, odd):
    Plan.objects.update(baseline=odd)
    assert queries.proposed(office) is None


def test_results_of_many_agencies_are_kept_all_or_none(small, office):
    first, second = small.agency("xa-phuoc-son"), small.agency("thi-tran-dieu-tri")
    good, bad = Result(Decimal(80), Decimal(100)), Result(Decimal(101), Decimal(100))
    with pytest.raises(InputError, match="Diêu Trì: “Tổng điểm”"):
        actions.enter_agencies(office, 2022, [(first, good), (second, bad)])
    assert not Baseline.objects.exists()
    actions.enter_agencies(office, 2022, [(first, good)])
    found = actions.enter_agencies(office, 2022, [(first, good), (second, good)])
    assert [one.agency for one in found.kept] == [second] and found.same == [first]
    with pytest.raises(InputError, match="đúng như vậy"):
        actions.enter_agencies(office, 2022, [(first, good), (second, good)])
    with pytest.raises(InputError, match="hai lần"):
        actions.enter_agencies(office, 2022, [(first, good), (first, good)])


def test_agencies_are_known_by_the_end_of_their_names(small, office):
    found = queries.agencies_named(office, ["Phước Sơn", "UBND xã Phước Sơn", "xã phước sơn", "Sơn", "Xã Lạ"])
    son = small.agency("xa-phuoc-son")
    assert list(found.values()) == [son, son, son, None, None]
