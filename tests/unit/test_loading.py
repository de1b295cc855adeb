"""Rule files: what YAML means in them, and errors that name the file and the line."""

import pytest

from parindex.core.loading import RuleError, load


def test_only_true_and_false_are_truth_values(tmp_path):
    (tmp_path / "a.yaml").write_text("on: 1\nyes: off\ntold: true\n", "utf-8")
    assert load(tmp_path / "a.yaml") == {"on": 1, "yes": "off", "told": True}


@pytest.mark.parametrize(
    ("text", "line"),
    [("a: 1\nb: 2\na: 3\n", 3), ("a: 1\nb: [1\nc: 2\n", 3), ("- a\n", 1), ("a: 2023-02-31\n", 1)],
    ids=["twice", "syntax", "no mapping", "no such day"],
)
def test_an_error_names_file_and_line(tmp_path, text, line):
    (tmp_path / "a.yaml").write_text(text, "utf-8")
    with pytest.raises(RuleError, match=rf"a\.yaml:{line}: "):
        load(tmp_path / "a.yaml")


def test_a_file_that_is_no_text_is_said(tmp_path):
    (tmp_path / "a.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RuleError, match="UTF-8"):
        load(tmp_path / "a.yaml")
