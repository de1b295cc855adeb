"""The law of a dossier's clock by day, causes of lateness, and what is said of a file that does not agree."""

from datetime import date
from pathlib import Path

import pytest

from parindex.core.dossier_rules import load_causes, load_dossier_rules
from parindex.core.loading import RuleError

CLOCK = """
references:
  law: {title: "Nghị định 1", confidence: high, source: "bản gốc"}
rules:
  - valid_from: 2018-06-21
    valid_to: 2025-06-30
    supplement: restarts
    reschedules: 1
    apology_days_before: 1
    posting_days: 30
    reference: law
    posting_reference: law
  - valid_from: 2025-07-01
    supplement: adds
    reschedules: 2
    apology_days_before: 2
    posting_days: 15
    reference: law
    posting_reference: law
"""


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "clock.yaml"
    path.write_text(text.lstrip(), "utf-8")
    return path


@pytest.mark.parametrize(
    ("day", "supplement", "posting_days"),
    [
        (date(2025, 6, 30), "restarts", 30),
        (date(2025, 7, 1), "adds", 15),
        (date(2030, 1, 1), "adds", 15),
        (date(2012, 1, 1), "restarts", 30),
    ],
)
def test_the_law_of_a_day(tmp_path, day, supplement, posting_days):
    rule = load_dossier_rules(_file(tmp_path, CLOCK)).on(day)
    assert (rule.supplement, rule.posting_days) == (supplement, posting_days)


def test_the_shipped_law_changes_hands_in_2025_and_says_how_sure_it_is():
    rules = load_dossier_rules()
    old, new = rules.on(date(2025, 6, 30)), rules.on(date(2025, 7, 1))
    assert old.reference.title.startswith("Nghị định 61/2018/NĐ-CP")
    assert new.reference.title.startswith("Nghị định 118/2025/NĐ-CP")
    assert (old.reference.confidence, new.reference.confidence) == ("high", "medium")
    assert (old.supplement, old.reschedules, old.apology_days_before, old.posting_days) == ("restarts", 1, 1, 30)


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("supplement: adds", "supplement: stops", 13, "restarts, adds"),
        ("    valid_to: 2025-06-30\n", "", 11, "chồng nhau"),
        ("valid_from: 2025-07-01", "valid_from: 2025-08-01", 12, "nối liền"),
        ("valid_from: 2025-07-01", "valid_from: 2018-06-21", 12, "cũ trước"),
        ("valid_to: 2025-06-30", "valid_to: 2017-06-30", 5, "đứng trước"),
        ("posting_days: 15", "posting_days: 0", 16, "từ 1"),
        ("reschedules: 2", "reschedules: hai", 14, "số nguyên"),
        ("    reference: law\n    posting_reference: law\n", "    reference: lew\n", 10, "lew"),
        ("apology_days_before: 2", "apology_day_before: 2", 15, "apology_day_before"),
        ('title: "Nghị định 1"', "title: 1", 2, "title"),
    ],
)
def test_a_fault_of_the_law_names_file_and_line(tmp_path, old, new, line, says):
    assert old in CLOCK
    with pytest.raises(RuleError, match=rf"clock\.yaml:{line}: .*{says}"):
        load_dossier_rules(_file(tmp_path, CLOCK.replace(old, new, 1)))


def test_a_file_without_law_is_said(tmp_path):
    with pytest.raises(RuleError, match="chưa có quy định"):
        load_dossier_rules(_file(tmp_path, "references: {}\n"))


def test_the_shipped_causes_end_with_another_one():
    causes = load_causes()
    assert len(causes) > 5
    assert list(causes)[-1] == "other"
    assert all(cause.label[0].isupper() for cause in causes.values())


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ('causes:\n  - {key: Other, label: "Khác"}\n', 2, "Other"),
        ('causes:\n  - {key: a, label: "Khác"}\n  - {key: a, label: "Khác nữa"}\n', 3, "hai lần"),
        ('causes:\n  - {key: a, label: "Khác"}\n  - {key: b, label: "Khác"}\n', 3, "hai lần"),
        ("causes:\n  - {key: a}\n", 2, "label"),
        ("causes: []\n", 1, "chưa có nguyên nhân"),
        ("causes: [a]\n", 1, "danh sách"),
    ],
)
def test_a_fault_of_the_causes_names_file_and_line(tmp_path, text, line, says):
    with pytest.raises(RuleError, match=rf"clock\.yaml:{line}: .*{says}"):
        load_causes(_file(tmp_path, text))


def test_a_cause_may_be_given_up(tmp_path):
    causes = load_causes(_file(tmp_path, 'causes:\n  - {key: a, label: "Khác", until: 2024-12-31}\n'))
    assert causes["a"].until == date(2024, 12, 31)
