"""What the ledger knows of letters reaches the figures, beats the extract, and waits where the lake is held."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from parindex.cli import main as parindex
from parindex.indicators.run import find_dossiers, run
from parindex.records.actions import apology_letter as letters
from parindex.records.actions import late_case as cases
from parindex.records.actions import ledger_publication as publications
from parindex.records.models import LedgerPublication
from tests.factories.dossiers import ALL, LATE, OVERDUE, lake_of, later, take_in
from tests.factories.late_case import LETTER, SIGNED, entry, explained, posted, sent, signed, written
from tests.factories.programme import AT

AS_OF = datetime(2023, 6, 15, 10, tzinfo=UTC)


@pytest.fixture
def ledger(small, keys):
    take_in(small, *ALL)
    return small


@pytest.fixture
def acts(django_capture_on_commit_callbacks):
    """Acts whose commits are carried through, as in a request."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def share(small):
    june = {"start": date(2023, 6, 1), "end": date(2023, 6, 30)}
    figures = run(lake_of(small), **june, by=("agency",), as_of=AS_OF, only=["apology_share"])
    return {row.dims["agency"]: (row.numerator, row.denominator) for row in figures.rows}


def fact(small, code):
    (found,) = find_dossiers(lake_of(small), [("mot-cua", code)], as_of=AS_OF)
    return found


def test_a_letter_sent_through_the_screen_counts(ledger, acts):
    assert share(ledger)["phong-tu-phap"] == (0, 2)
    with acts():
        sent(ledger, LATE.code)
    assert share(ledger)["phong-tu-phap"] == (1, 2)
    assert fact(ledger, LATE.code).letter_by == "ledger"
    assert not LedgerPublication.objects.filter(published_at__isnull=True).exists()
    assert not entry(ledger, LATE.code).unpublished


def test_a_signed_letter_that_was_not_sent_does_not_count(ledger, acts):
    with acts():
        signed(ledger, LATE.code)
    assert share(ledger)["phong-tu-phap"] == (0, 2)
    assert fact(ledger, LATE.code).letter_signed is True


def test_an_explanation_or_a_draft_changes_no_figure(ledger, acts):
    with acts():
        written(ledger, LATE.code)
    assert fact(ledger, LATE.code).letter_by == "extract" and not LedgerPublication.objects.exists()


def test_a_later_extract_that_says_otherwise_does_not_win(ledger, acts):
    with acts():
        posted(ledger, LATE.code)
    take_in(ledger, LATE.but(signed="Không", procedure="Đăng ký lại khai sinh"), at=later(2))
    found = fact(ledger, LATE.code)
    assert found.procedure_name == "Đăng ký lại khai sinh", "the rest is corrected"
    assert (found.letter_by, found.letter_signed, found.letter_sent_day) == ("ledger", True, date(2023, 6, 14))
    assert found.posted_from == date(2023, 6, 15)
    assert share(ledger)["phong-tu-phap"] == (1, 2)


def test_what_the_extract_told_gives_way_to_the_ledger(ledger, acts):
    take_in(ledger, OVERDUE.but(signed="Có", sent="09/06/2023"), at=later(1))
    assert share(ledger)["phong-tu-phap"] == (1, 2)
    with acts():
        signed(ledger, OVERDUE.code)
    assert share(ledger)["phong-tu-phap"] == (0, 2), "the ledger says: signed and not sent yet"


def test_an_exemption_leaves_the_denominator_and_comes_back(ledger, acts):
    found, office = entry(ledger, LATE.code), ledger.viewer("office")
    with acts():
        cases.exempt(office, found.id, "45/QĐ-UBND", "Bão")
    assert share(ledger)["phong-tu-phap"] == (0, 1)
    with acts():
        cases.end_exemption(office, found.id, "Nhầm")
    assert share(ledger)["phong-tu-phap"] == (0, 2)


def test_the_first_letter_that_was_sent_counts_whatever_follows(ledger, acts):
    with acts():
        letter = sent(ledger, LATE.code)
    with acts():
        given = replace(LETTER, new_due=date(2023, 6, 27), decision="45/QĐ-UBND")
        again = letters.write(ledger.viewer("reporter"), letter.case_id, given)
        letters.sign(ledger.viewer("head"), letter.case_id, again.pk, SIGNED)
    assert fact(ledger, LATE.code).letter_sent_day == date(2023, 6, 14)
    with acts():
        letters.withdraw(ledger.viewer("head"), letter.case_id, again.pk, "Sai")
    assert fact(ledger, LATE.code).letter_sent_day == date(2023, 6, 14)


def test_a_withdrawn_letter_never_was(ledger, acts):
    with acts():
        letter = signed(ledger, LATE.code)
    with acts():
        letters.withdraw(ledger.viewer("head"), letter.case_id, letter.pk, "Sai")
    assert fact(ledger, LATE.code).letter_signed is False


def test_who_writes_into_the_lake_keeps_nobody_from_working(ledger, acts, monkeypatch):
    monkeypatch.setattr(publications, "PATIENCE", 0.1)
    held, done = threading.Event(), threading.Event()

    def hold():
        with lake_of(ledger).writing("Một lượt nhập dài"):
            held.set()
            done.wait(30)

    other = threading.Thread(target=hold)
    other.start()
    held.wait(30)
    with acts():
        sent(ledger, LATE.code)
    done.set()
    other.join()
    assert entry(ledger, LATE.code).unpublished
    assert "Một lượt nhập dài" in LedgerPublication.objects.first().failed
    assert share(ledger)["phong-tu-phap"] == (0, 2)
    assert parindex(["ledger", "publish"]) == 0
    assert share(ledger)["phong-tu-phap"] == (1, 2)
    assert not entry(ledger, LATE.code).unpublished


def test_the_command_says_what_is_left(ledger, capsys, monkeypatch):
    explained(ledger, LATE.code)
    sent(ledger, OVERDUE.code)
    assert LedgerPublication.objects.filter(published_at__isnull=True).count() == 2
    monkeypatch.setattr(publications, "publish", _broken)
    assert parindex(["ledger", "publish"]) == 1
    assert "đĩa đầy" in capsys.readouterr().out
    monkeypatch.undo()
    assert publications.publish_open(ledger.viewer("office"), AT) == 1
    assert publications.publish_open(ledger.viewer("office"), AT) == 0


def _broken(*args, **kwargs):
    raise OSError("đĩa đầy")


def test_a_dossier_that_was_gone_and_came_back_gets_its_letter_again(ledger, acts):
    with acts():
        sent(ledger, LATE.code)
    take_in(ledger, OVERDUE, at=later(1), full=True)
    assert entry(ledger, LATE.code).dossier is None, "what was written stays"
    take_in(ledger, LATE, OVERDUE, at=later(2))
    assert parindex(["ledger", "publish"]) == 0
    assert fact(ledger, LATE.code).letter_sent_day == date(2023, 6, 14)
    assert share(ledger)["phong-tu-phap"] == (1, 2)
    before = lake_of(ledger).version()
    assert parindex(["ledger", "publish"]) == 0
    assert lake_of(ledger).version() == before, "nothing to say, nothing written"
