"""Snapshots of the index: kept once a day, never for a day past, and compared with the card of today."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from parindex.cli import main
from parindex.core.errors import InputError
from parindex.core.projection import Outlook
from parindex.records.actions import snapshot as actions
from parindex.records.actions.example_index import keep_index
from parindex.records.models import History, Snapshot
from parindex.records.permissions import NotFound
from parindex.records.queries import criteria_set as sets
from parindex.records.queries import scorecard
from parindex.records.queries import snapshot as queries
from tests.factories.programme import TODAY
from tests.factories.scores import card, use_sets

THEN, NOW = {"III.6a": {"ratio": ["90", "100"]}}, {"III.6a": {"ratio": ["96", "100"]}, "I.7": {"count": "2"}}


@pytest.fixture
def answered(small, monkeypatch):
    """The authority answered this until a week ago, and that since."""
    use_sets(small, "district")
    drawn = scorecard.authority

    def authority(viewer, criteria):
        given = NOW if viewer.on > TODAY - timedelta(7) else THEN
        return replace(drawn(viewer, criteria), card=card("district", "UBND huyện", given))

    monkeypatch.setattr(scorecard, "authority", authority)
    return small


def test_the_parts_add_up_to_the_maximum_whatever_is_rounded():
    for secured, lost, most in ((Fraction(1, 3), Fraction(2, 3), 1), (Fraction(-1, 3), Fraction(1, 3), Fraction(5, 7))):
        found = queries.numbers(Outlook(Fraction(secured), Fraction(lost), Fraction(most)), Fraction(1, 3))
        assert found.secured + found.possible + found.lost == round(Decimal(most.numerator) / most.denominator, 6)
        assert found.possible >= 0
        assert found.secured <= secured and found.lost <= lost


def test_a_day_is_kept_once_and_replaced_only_on_that_day(answered):
    by = answered.viewer("office")
    first = actions.take(by)
    assert first.secured + first.possible + first.lost == first.max == 100
    assert first.today == Decimal("3.15")
    kept = History.objects.filter(verb="take_snapshot")
    assert kept.count() == 1
    assert actions.take(by) == first and kept.count() == 1, "nothing moved"
    Snapshot.objects.update(today=1)
    assert actions.take(by).pk == first.pk and Snapshot.objects.get().today == Decimal("3.15")
    assert kept.count() == 2 and kept.exclude(changes={}).get().changes["today"] == ["1", "3.15"]
    with pytest.raises(InputError, match="Đã có ảnh chụp ngày 15/06/2023"):
        actions.take(answered.viewer("office", TODAY - timedelta(1)))


def test_what_changed_since_a_week_ago_is_told_by_criterion(answered):
    office = answered.viewer("office")
    days = [TODAY - timedelta(30), TODAY - timedelta(10), TODAY - timedelta(3)]
    for day in days:
        actions.take(answered.viewer("office", day))
    live = scorecard.authority(office, sets.in_use(office, "district"))
    found = queries.since(office, live)
    assert found.snapshot.on == TODAY - timedelta(10), "the nearest that is a week old"
    assert [one.criterion for one in found.criteria] == ["III.6a", "I.7"]
    assert sum(one.by.today for one in found.criteria) == found.whole.today > 0
    Snapshot.objects.update(fingerprint="another")
    other = queries.since(office, live)
    assert not other.same_set and other.criteria == () and other.whole == found.whole


def test_only_who_sees_all_scores_sees_snapshots(answered):
    actions.take(answered.viewer("office"))
    for name in ("office", "monitor", "leader"):
        assert queries.of_day(answered.viewer(name), TODAY)
    for name in ("head", "reporter"):
        assert queries.before(answered.viewer(name), TODAY) is None
        with pytest.raises(NotFound):
            actions.take(answered.viewer(name))
    with pytest.raises(NotFound):
        queries.visible(answered.viewer("admin"))


def test_the_example_keeps_one_a_week_and_its_last_day(answered):
    kept = keep_index(lambda on: answered.viewer("office", on), date(2023, 6, 1), TODAY)
    assert kept == 3
    assert list(Snapshot.objects.values_list("on", flat=True)) == [date(2023, 6, 1), date(2023, 6, 8), TODAY]


def test_the_command_keeps_the_day_of_each_programme(answered, capsys, monkeypatch):
    monkeypatch.setattr("parindex.config.clock.today", lambda: TODAY)
    assert main(["score", "snapshot"]) == 0
    assert "ngày 15/06/2023, nếu năm kết thúc hôm nay 3,15/100" in capsys.readouterr().out
    assert Snapshot.objects.get().on == TODAY
    sets.SetInUse.objects.all().delete()
    assert main(["score", "snapshot"]) == 1
    assert "Chưa chọn bộ tiêu chí chấm cấp huyện" in capsys.readouterr().err
    assert main(["score", "snapshot", "--programme", "1999"]) == 2
