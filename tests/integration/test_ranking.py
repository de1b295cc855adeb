"""Ranking as it is read: who sees which lines and when, few dossiers, last year, units that became one."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from parindex.core.criteria_reading import load_set
from parindex.records.actions import programme as programmes
from parindex.records.actions import user as users
from parindex.records.models import Agency, Assessment, Baseline, Round
from parindex.records.permissions import NotFound, Role
from parindex.records.queries import commendation
from parindex.records.queries import ranking as queries
from tests.factories.assessment import fill, form_of, open_round
from tests.factories.dossiers import Row, code, take_in
from tests.factories.programme import AT, PASSWORD, TODAY
from tests.factories.scores import LITTLE, answer_with, use_sets

OWN = "xa-phuoc-son"
IN_TIME = "07/06/2023 09:00"


@pytest.fixture
def scored(small, monkeypatch):
    """Communes that answered one criterion of ten points: two of them well, the others not at all well."""
    use_sets(small)
    answer_with(monkeypatch, {
        OWN: {"III.4": {"ratio": ["98", "100"]}},
        "xa-phuoc-hoa": {"III.4": {"ratio": ["99", "100"]}},
    }, LITTLE)  # fmt: skip
    return small


def publish(small, on: date = TODAY, level: str = "commune", left_out: tuple[str, ...] = ()) -> Round:
    dates = ("opens", "self_due", "appraisal_due", "explanation_due", "second_due", "approval_due")
    name = f"tuy-phuoc-{'xa' if level == 'commune' else 'phong'}@2023"
    made = Round.objects.create(
        programme=small.programme, title="Đợt 2023", year=2023, level=level, set_name=name,
        fingerprint=load_set(name).fingerprint, opened_at=AT, opened_by=small.users["office"], published_on=on,
        **dict.fromkeys(dates, TODAY),
    )  # fmt: skip
    agencies = Agency.objects.filter(programme=small.programme, kind=level).exclude(key__in=left_out)
    states = {"state": Assessment.State.APPROVED, "locked": True}
    Assessment.objects.bulk_create(
        Assessment(programme=small.programme, round=made, agency=agency, **states) for agency in agencies
    )
    return made


def names(found) -> list[str]:
    return [line.agency.key for line in found.lines]


def test_who_oversees_sees_every_line_in_order(scored):
    for username in ("office", "monitor", "leader"):
        found = queries.ranking(scored.viewer(username), "commune")
        assert names(found)[:2] == ["xa-phuoc-hoa", OWN]
        assert len(found.lines) == 13
        assert [line.row.place.rank for line in found.lines[:4]] == [1, 2, 3, 3]
        assert found.lines[0].by_counts.ranks[0] == 1


def test_a_commune_sees_its_own_line_alone_and_no_place_until_the_round_is_published(scored):
    viewer = scored.viewer("other")
    found = queries.ranking(viewer, "commune")
    assert names(found) == [OWN]
    (line,) = found.lines
    assert (line.row, line.by_counts, found.standings, found.bands) == (None, None, None, None)
    assert line.card.total == Decimal("9.8")
    publish(scored, date(2023, 6, 16))
    assert names(queries.ranking(viewer, "commune")) == [OWN]
    found = queries.ranking(scored.viewer("other", date(2023, 6, 16)), "commune")
    assert len(found.lines) == 13
    assert next(line for line in found.lines if line.agency.key == OWN).row.place.rank == 2


def test_published_results_are_the_same_for_everybody(scored, monkeypatch):
    """What others are scored by is read as who oversees all reads it, and their proposals stay theirs."""
    publish(scored)
    seen = []
    real = commendation.scorecards
    monkeypatch.setattr(commendation, "scorecards", lambda viewer, *rest: seen.append(viewer) or real(viewer, *rest))
    found = queries.ranking(scored.viewer("other"), "commune")
    assert all(viewer.everywhere("see_all_scores") for viewer in seen) and seen
    assert [line.agency.key for line in found.lines if line.proposal] == [OWN]
    whole = queries.ranking(scored.viewer("office"), "commune")
    assert [(line.agency, line.row.place) for line in found.lines] == [
        (line.agency, line.row.place) for line in whole.lines
    ]


def test_whom_the_published_results_leave_out_has_no_place_and_no_points_for_anybody(scored):
    before = {line.agency.key: line.card.total for line in queries.ranking(scored.viewer("office"), "commune").lines}
    publish(scored, left_out=(OWN,))
    for username in ("other", "office", "leader"):
        found = queries.ranking(scored.viewer(username), "commune")
        assert OWN not in names(found) and len(found.lines) == 12
        assert [(one.agency.key, one.why) for one in found.left_out] == [(OWN, "không có trong đợt đánh giá")]
        kept = {line.agency.key: line.card.total for line in found.lines}
        assert kept == {key: total for key, total in before.items() if key != OWN}
    now = queries.ranking(scored.viewer("other"), "commune", "now")
    (without,) = now.left_out
    assert "Phước Sơn: không có trong đợt" in without.why and without.agency.key not in names(now)


@pytest.mark.parametrize("changes", [{"level": "department"}, {"year": 2022}, {"cancelled_on": TODAY}])
def test_another_round_lifts_no_embargo(scored, changes):
    made = publish(scored)
    Round.objects.filter(pk=made.pk).update(**changes)
    assert names(queries.ranking(scored.viewer("other"), "commune")) == [OWN]


def test_departments_are_a_group_of_their_own(scored):
    found = queries.ranking(scored.viewer("office"), "department")
    assert {line.agency.kind for line in found.lines} == {"department"}
    assert names(queries.ranking(scored.viewer("head"), "department")) == ["phong-tu-phap"]
    assert names(queries.ranking(scored.viewer("head"), "commune")) == []


def test_an_administrator_and_an_unknown_level_find_nothing(scored):
    with pytest.raises(NotFound):
        queries.ranking(scored.viewer("admin"), "commune")
    with pytest.raises(NotFound):
        queries.ranking(scored.viewer("office"), "district")


def test_without_a_set_in_use_there_is_no_ranking(small):
    assert queries.ranking(small.viewer("office"), "commune") is None


def test_who_had_few_dossiers_stands_apart(scored):
    many = ("UBND xã Phước Sơn", "UBND xã Phước An", "UBND xã Phước Lộc")
    rows = [Row(code(10 * at + n), agency=who, finished=IN_TIME) for at, who in enumerate(many) for n in (1, 2)]
    take_in(scored, *rows, Row(code(99), agency="UBND xã Phước Hòa", finished=IN_TIME))
    found = queries.ranking(scored.viewer("office"), "commune", fewest=2)
    places = {line.agency.key: line.row.place for line in found.lines}
    assert [places[key].rank for key in (OWN, "xa-phuoc-hoa", "xa-phuoc-thang")] == [1, None, None]
    assert places["xa-phuoc-hoa"].reason.startswith("Chỉ có 1 hồ sơ, ít hơn mức tối thiểu 2")
    assert places["xa-phuoc-thang"].reason.startswith("Chưa biết số hồ sơ")


def test_the_change_from_last_year(scored):
    Baseline.objects.create(
        programme=scored.programme, agency=scored.agency(OWN), year=2022, total=8, max=100, loaded_on=TODAY,
        loaded_at=AT,
    )  # fmt: skip
    found = queries.ranking(scored.viewer("office"), "commune")
    changes = {line.agency.key: line.row.change for line in found.lines}
    assert (changes[OWN], changes["xa-phuoc-hoa"]) == (Decimal("1.8"), None)
    assert [row.unit.name for row in found.standings.improved] == ["UBND xã Phước Sơn"]


def test_units_that_became_one_are_the_sum_of_their_counts(scored, monkeypatch):
    """Phước Sơn, Phước Hòa and Phước Thắng are Tuy Phước Đông since July 2025."""
    answer_with(monkeypatch, {
        OWN: {"III.4": {"ratio": ["99", "100"]}},
        "xa-phuoc-hoa": {"III.4": {"ratio": ["960", "1000"]}},
        "xa-phuoc-thang": {"III.4": {"ratio": ["0", "0"]}},
    }, LITTLE)  # fmt: skip
    found = queries.ranking(scored.viewer("office"), "commune", "now")
    assert found.merges
    assert sorted(names(found)) == ["xa-tuy-phuoc", "xa-tuy-phuoc-bac", "xa-tuy-phuoc-dong", "xa-tuy-phuoc-tay"]
    line = next(line for line in found.lines if line.agency.key == "xa-tuy-phuoc-dong")
    assert sorted(one.key for one in line.members) == ["xa-phuoc-hoa", OWN, "xa-phuoc-thang"]
    inputs = {one.criterion.id: one.inputs for one in line.card.criteria}["III.4"]
    assert (inputs.numerator, inputs.denominator) == (1059, 1100)
    assert line.row.place.rank == 1
    assert line.proposal is None


def test_every_unit_of_the_year_stands_in_exactly_one_of_those_it_became(scored):
    found = queries.ranking(scored.viewer("office"), "commune", "now")
    members = [one.key for line in found.lines for one in line.members]
    assert len(members) == len(set(members)) == 13
    assert set(members) == {line.agency.key for line in queries.ranking(scored.viewer("office"), "commune").lines}


def test_before_publication_a_commune_sees_nothing_of_those_it_was_joined_with(scored):
    found = queries.ranking(scored.viewer("other"), "commune", "now")
    assert [[one.key for one in line.members] for line in found.lines] == [[OWN]]
    assert found.lines[0].row is None


def test_what_agencies_answered_in_the_round_is_what_they_are_ranked_by(small):
    """Phòng Tư pháp answers all: 4 × 91,2 % + 1 + 2 + 1,5 of 10; the set has no classes, which rules cannot tell by."""
    form = form_of(open_round(small, agencies=("phong-tu-phap", "phong-noi-vu")))
    fill(small.viewer("head"), form)
    for username in ("head", "reporter", "office"):
        found = queries.ranking(small.viewer(username), "department")
        line = next(line for line in found.lines if line.agency.key == "phong-tu-phap")
        assert line.card.total == Fraction("8.148")
        assert (line.card.grade, line.proposal.facts.index, line.proposal.unit) == (None, None, "cannot_tell")
    assert found.lines[0] == line
    other = next(line for line in found.lines if line.agency.key == "phong-noi-vu")
    assert len(other.card.named("missing")) == 4


def test_no_score_of_a_unit_that_has_ended_is_orphaned(scored):
    """Who stands in a commune of 2025 reads the lines and proposals of those that it took over from."""
    by = programmes.command_line(TODAY, AT, scored.programme.pk)
    user, _ = users.add_user(by, "heir", "Người kế tục", "heir@parindex.example", PASSWORD, must_change=False)
    users.give_role(by, user.pk, Role.HEAD, scored.agency("xa-tuy-phuoc-dong").pk)
    scored.users["heir"] = user
    viewer = scored.viewer("heir", date(2025, 7, 1))
    found = queries.ranking(viewer, "commune")
    assert sorted(names(found)) == ["xa-phuoc-hoa", OWN, "xa-phuoc-thang"]
    assert all(line.proposal for line in found.lines)
    (joined,) = queries.ranking(viewer, "commune", "now").lines
    assert (joined.agency.key, len(joined.members)) == ("xa-tuy-phuoc-dong", 3)
    assert commendation.find(viewer, scored.agency(OWN).pk).agency.key == OWN
    with pytest.raises(NotFound):
        commendation.find(viewer, scored.agency("xa-phuoc-an").pk)
