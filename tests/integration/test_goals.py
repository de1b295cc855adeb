"""The goal of the index in the tables: set, changed, taken out, and what stands on a day."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from parindex.core.errors import InputError
from parindex.core.goals import Goals
from parindex.records.actions import baseline as baselines
from parindex.records.actions import criteria_set as criteria_sets
from parindex.records.actions import goal as actions
from parindex.records.actions.history import Conflict
from parindex.records.models import Goal, History
from parindex.records.permissions import NotFound
from parindex.records.queries import goal as queries
from parindex.records.queries import scorecard
from tests.factories.programme import TODAY, another_programme
from tests.factories.scores import SETS, use_sets

DISTRICT, COMMUNE = SETS["district"], SETS["commune"]
ASKED = Goals(Decimal(85), 3, {}, "9/KH-UBND", date(2023, 2, 6))


@pytest.fixture
def office(small):
    use_sets(small)
    return small.viewer("office")


def after(viewer):
    """The same viewer a moment later."""
    return replace(viewer, at=viewer.at + timedelta(minutes=1))


def test_a_goal_is_kept_with_the_document_that_asks_for_it(office):
    made = actions.set_goal(office, DISTRICT, ASKED)
    assert queries.standing(office) == {DISTRICT: made}
    assert (made.goals, made.takes_effect, made.year) == (ASKED, date(2023, 2, 6), 2023)
    said = History.objects.get(thing=made.pk, verb="set_goal").words
    assert "85 điểm, hạng 3" in said and "9/KH-UBND ngày 06/02/2023" in said


def test_what_is_blank_is_no_goal(office):
    made = actions.set_goal(office, DISTRICT, replace(ASKED, points=None))
    assert (made.points, made.says) == (None, "hạng 3")
    made = actions.set_goal(office, DISTRICT, replace(ASKED, rank=None), made.takes_effect)
    assert (made.rank, made.says) == (None, "85 điểm")


def test_each_set_has_one_that_stands_by_its_day(small, office):
    first = actions.set_goal(office, DISTRICT, ASKED)
    later = actions.set_goal(office, DISTRICT, replace(ASKED, points=Decimal(87)), TODAY + timedelta(5))
    assert queries.standing(office) == {DISTRICT: first}
    assert queries.standing(small.viewer("office", TODAY + timedelta(5))) == {DISTRICT: later}
    again = actions.set_goal(after(office), DISTRICT, replace(ASKED, points=Decimal(86)))
    assert queries.standing(office) == {DISTRICT: again}, "of one day, the one that was set last"
    assert History.objects.get(thing=again.pk).changes == {"points": ["85", "86"]}
    communes = actions.set_goal(office, COMMUNE, replace(ASKED, rank=None, points=Decimal(80)))
    assert queries.standing(office) == {DISTRICT: again, COMMUNE: communes}
    assert len(queries.visible(office)) == 4


def test_what_was_not_set_yet_did_not_stand(small, office):
    actions.set_goal(office, DISTRICT, ASKED)
    assert queries.standing(small.viewer("office", TODAY - timedelta(1))) == {}


def test_one_that_is_taken_out_gives_way_to_the_one_before(small, office):
    first = actions.set_goal(office, DISTRICT, ASKED)
    second = actions.set_goal(after(office), DISTRICT, replace(ASKED, points=Decimal(87)))
    later = small.viewer("office", TODAY + timedelta(2))
    with pytest.raises(InputError, match="lý do"):
        actions.withdraw(later, second.pk, "  ")
    actions.withdraw(later, second.pk, "Ghi nhầm")
    assert queries.standing(later) == {DISTRICT: first} and queries.standing(office) == {DISTRICT: second}
    assert "Ghi nhầm" in History.objects.get(thing=second.pk, verb="withdraw_goal").words
    with pytest.raises(InputError, match="đã được bỏ ngày 17/06/2023"):
        actions.withdraw(later, second.pk, "Lần nữa")


@pytest.mark.parametrize(
    ("set_name", "goals", "says"),
    [
        (DISTRICT, replace(ASKED, decision=" "), "phải có căn cứ"),
        (DISTRICT, replace(ASKED, decided=None), "phải có căn cứ"),
        (DISTRICT, replace(ASKED, points=Decimal("100.01")), "không quá 100"),
        (DISTRICT, Goals(decision="9", decided=TODAY), "Chưa ghi mục tiêu nào"),
        (COMMUNE, ASKED, "Chỉ chỉ số của huyện có mục tiêu hạng"),
        ("one-stop-2018@1", ASKED, "không đang chấm cấp nào"),
    ],
)
def test_nothing_is_kept_of_what_cannot_be_asked(office, set_name, goals, says):
    with pytest.raises(InputError, match=says):
        actions.set_goal(office, set_name, goals)
    assert not Goal.objects.exists() and not History.objects.filter(verb="set_goal").exists()


def test_a_rank_beyond_the_peers_is_refused(office):
    baselines.enter_peers(office, 2022, [baselines.Peer("Phù Cát", Decimal(80))])
    with pytest.raises(InputError, match="từ 1 đến 2"):
        actions.set_goal(office, DISTRICT, ASKED)


def test_the_same_again_is_said_and_another_meanwhile_is_not_overwritten(office):
    first = actions.set_goal(office, DISTRICT, ASKED, seen="")
    with pytest.raises(InputError, match="không có gì thay đổi"):
        actions.set_goal(office, DISTRICT, ASKED, seen=str(first.pk))
    with pytest.raises(Conflict, match="người khác đặt lại"):
        actions.set_goal(office, DISTRICT, replace(ASKED, points=Decimal(90)), seen="")
    assert queries.standing(office) == {DISTRICT: first}


def test_only_the_office_sets_and_other_programmes_see_nothing(small, office):
    made = actions.set_goal(office, DISTRICT, ASKED)
    for username in ("leader", "monitor", "head"):
        with pytest.raises(NotFound):
            actions.set_goal(small.viewer(username), DISTRICT, ASKED)
        with pytest.raises(NotFound):
            actions.withdraw(small.viewer(username), made.pk, "Thử")
        assert queries.find(small.viewer(username), made.pk) == made
    _, stranger = another_programme()
    assert queries.standing(stranger) == {} and not queries.visible(stranger)
    with pytest.raises(NotFound):
        actions.withdraw(stranger, made.pk, "Thử")


def test_another_set_in_use_leaves_the_goal_of_the_old_one_behind(small, office):
    made = actions.set_goal(office, DISTRICT, ASKED)
    found = scorecard.of_authority(office)[1]
    assert queries.aimed(office, found).reached.points.goal.points == 85
    draft = criteria_sets.begin_version(office, DISTRICT)
    texts = {"set.yaml": draft.files["set.yaml"].replace('version: "2023"', 'version: "2023b"')}
    changed = criteria_sets.correct(office, draft.pk, texts, draft.version)
    name = criteria_sets.publish(office, draft.pk, changed.version).name
    criteria_sets.choose(office, "district", name, TODAY)
    aimed = queries.aimed(office, scorecard.of_authority(office)[1])
    assert (aimed.goal, aimed.other) == (None, made)
