"""The example's two years of dossiers: invented alike each time, brought in by everybody's door, with known faults."""

import csv
import io
from collections import Counter
from datetime import UTC, date, datetime, time

import pytest
from django.conf import settings

from parindex.core.loading import load
from parindex.core.timeliness import VIETNAM, is_late
from parindex.indicators.lake import Lake
from parindex.indicators.run import IDENTITY, OPEN, late_dossiers, run
from parindex.indicators.sources.columns import PERSONAL, fold_heading
from parindex.records.actions.example import load_example
from parindex.records.actions.example_dossiers import BY, bring_dossiers, invent
from parindex.records.models import LateCase, Programme, Snapshot, User
from parindex.records.queries import late_case as ledger
from parindex.records.queries.lake import folder_of
from parindex.records.queries.user import viewer as viewer_of
from tests.shared import ROOT

FOLDER = ROOT / "examples/tuy-phuoc-2023"
TODAY = date(2023, 6, 15)
AS_OF = datetime.combine(TODAY, time.max, VIETNAM).astimezone(UTC)
NOW = datetime(2026, 11, 28, 3, tzinfo=UTC)


@pytest.fixture(scope="module")
def words():
    return load(FOLDER / "dossiers.yaml")


@pytest.fixture(scope="module")
def authority():
    return load(FOLDER / "programme.yaml")["authority"]


@pytest.fixture(scope="module")
def brought(tmp_path_factory, authority):
    """A lake with every file of the example, and what was said while it was filled."""
    said: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "LAKES", tmp_path_factory.mktemp("example") / "lakes")
        invented = bring_dossiers(FOLDER, authority, said.append)
        yield Lake.at(folder_of(authority)), invented, said


@pytest.fixture(scope="module")
def figures(brought):
    """Every indicator by agency, of both years together: {(indicator, agency): (numerator, denominator)}."""
    lake, *_ = brought
    found = run(lake, start=date(2021, 7, 1), end=TODAY, by=["agency"], as_of=AS_OF)
    return {(row.indicator, row.dims["agency"]): (row.numerator, row.denominator) for row in found.rows}


def total(figures, code):
    return sum(pair[0] or 0 for (indicator, _), pair in figures.items() if indicator == code)


def share(figures, code, agency):
    numerator, denominator = figures[code, agency]
    return numerator / denominator


def test_the_same_seed_invents_the_same_files():
    first, second = invent(FOLDER).all(), invent(FOLDER).all()
    assert first == second
    assert sum(extract.content.count(b"\n") for extract in first) > 30_000


def test_no_file_has_a_column_of_personal_data():
    for extract in invent(FOLDER).all():
        headings = next(csv.reader(io.StringIO(extract.content.decode())))
        assert [heading for heading in headings if fold_heading(heading) in PERSONAL] == []


def test_every_row_is_accounted_for(brought, words):
    lake, *_ = brought
    for account in lake.imports():
        told = (
            account.new,
            account.corrected,
            account.unchanged,
            account.superseded,
            account.duplicate,
            account.rejected,
        )
        assert account.read == sum(told), account
        assert account.by == BY
        if account.mapping == "generic":
            assert (account.duplicate, account.rejected) == (words["slips"]["duplicates"], words["slips"]["broken"])


def test_later_files_correct_earlier_ones(brought):
    lake, *_ = brought
    later_files = [account for account in lake.imports() if account.mapping == "generic"][1:]
    assert len(later_files) > 2
    assert all(account.corrected for account in later_files)
    may, later = datetime(2023, 6, 5, 12, tzinfo=UTC), None
    ask = {"start": date(2023, 5, 1), "end": date(2023, 5, 31), "by": [], "as_of": AS_OF, "only": ["resolved_late"]}
    before, after = (run(lake, known_at=known, **ask).rows[0].numerator for known in (may, later))
    assert before != after


def test_a_second_attempt_brings_nothing_twice(brought, authority):
    lake, *_ = brought
    version = lake.version()
    bring_dossiers(FOLDER, authority)
    assert lake.version() == version


def test_a_dossier_of_two_sources_counts_once(brought):
    lake, *_ = brought
    ask = {"start": date(2023, 1, 1), "end": date(2023, 5, 31), "as_of": AS_OF, "only": ["received"]}
    by_source = {row.dims["source"]: row.numerator for row in run(lake, by=["source"], **ask).rows}
    assert by_source["mot-cua"] > 100 * by_source["dvcqg"] > 0, "the portal's own alone"


def test_every_indicator_finds_something(figures):
    by_code = Counter(code for code, _ in figures)
    empty = {"received_other", "online_payment_transaction_share"}
    for code in by_code.keys() - empty:
        assert total(figures, code) > 0, code


def test_the_stock_balances(brought):
    lake, *_ = brought
    found = run(lake, start=date(2022, 1, 1), end=TODAY, by=["agency", "month"], as_of=AS_OF, only=[*IDENTITY, *OPEN])
    rows = {(row.dims["agency"], row.period): {} for row in found.rows}
    for row in found.rows:
        rows[row.dims["agency"], row.period][row.indicator] = row.numerator or 0
    assert len(rows) > 300
    for key, told in rows.items():
        count = Counter(told)
        assert count["received"] + count["carried"] == count["resolved"] + count["withdrawn"] + count["open"], key
        assert count["open"] == sum(count[part] for part in OPEN), key


def test_late_dossiers_are_few_and_where_the_file_says(figures):
    resolved = total(figures, "resolved")
    assert 0.015 < total(figures, "resolved_late") / resolved < 0.04
    assert share(figures, "on_time_share", "xa-phuoc-thang") < share(figures, "on_time_share", "xa-phuoc-an")
    assert share(figures, "on_time_share", "xa-phuoc-an") > 0.99


def test_the_faults_of_the_file_are_to_be_seen(brought, figures):
    lake, *_ = brought
    assert figures["postal_return_share", "xa-phuoc-thang"][0] == 0 < figures["postal_return_share", "xa-phuoc-loc"][0]
    assert share(figures, "online_payment_share", "xa-phuoc-hoa") < 0.1
    assert share(figures, "entered_share", "xa-phuoc-thang") < 0.9
    ask = {"start": date(2023, 3, 1), "end": date(2023, 4, 30), "by": ["agency"], "as_of": AS_OF}
    burst = {row.dims["agency"]: row for row in run(lake, only=["on_behalf_share"], **ask).rows}
    assert burst["xa-phuoc-hiep"].numerator / burst["xa-phuoc-hiep"].denominator > 0.5
    assert burst["xa-phuoc-loc"].numerator / burst["xa-phuoc-loc"].denominator < 0.2


@pytest.mark.django_db
@pytest.mark.usefixtures("keys")
def test_the_ledger_has_every_late_dossier_and_what_was_done(brought, settings, words):
    lake, invented, _ = brought
    settings.LAKES, settings.PARINDEX_TODAY = lake.folder.parent, TODAY
    loaded = load_example(FOLDER, NOW, lambda _: None)
    office = viewer_of(User.objects.get(username="noivu"), loaded.programme.pk, TODAY, NOW)
    entries = ledger.ledger(office)
    late = {(one.source, one.code) for one in late_dossiers(lake, as_of=AS_OF)}
    counted = [entry for entry in entries if entry.counts]
    assert late == {(entry.source, entry.code) for entry in counted}
    assert all(is_late(entry.dossier.standing) for entry in counted)
    stages = Counter(entry.stage for entry in entries)
    assert {"explain", "draft", "sign_send", "done", "exempt"} <= stages.keys(), stages
    assert sum(entry.foreseen for entry in entries) == len(words["ledger"]["foreseen"])
    assert sum(entry.exemption is not None for entry in entries) == len(words["ledger"]["exempt"])
    planted = {one.code: one.ledger for one in invented if one.ledger}
    assert len(planted) >= 6
    done = {entry.code: entry for entry in entries}
    for code, step in planted.items():
        assert bool(done[code].explanation) == (step != "untouched"), code
        assert any(letter.posted_from for letter in done[code].letters) == (step == "posted"), code
    assert LateCase.objects.filter(programme=loaded.programme).count() > 40
    assert Programme.objects.get(pk=loaded.programme.pk).invented
    kept = list(Snapshot.objects.filter(programme=loaded.programme))
    assert (kept[0].on, kept[-1].on, len(kept)) == (date(2023, 4, 1), TODAY, 12), "weekly, and on the last day"
    assert len({one.today for one in kept}) > 5, "each as of its own day"
    assert all(one.secured + one.possible + one.lost == one.max for one in kept)
