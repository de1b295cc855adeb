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


@pytest.mark.parametrize(
    ("read", "line", "says"),
    [
        (lambda data: data.only({"a", "b"}), 3, "“c” không có"),
        (lambda data: data.text("a"), 1, "dấu ngoặc kép"),
        (lambda data: data.text("z"), 1, "thiếu z"),
        (lambda data: data.texts("b"), 2, "danh sách các chữ"),
        (lambda data: data.choice("b", ("x", "y")), 2, "x, y"),
        (lambda data: data.day("b"), 2, "2024-04-29"),
        (lambda data: data.whole("a", 2), 1, "từ 2"),
        (lambda data: data.whole("d"), 4, "số nguyên"),
        (lambda data: data.entries("c"), 3, "dấu gạch ngang"),
    ],
)
def test_what_a_key_may_not_hold_is_said_with_its_line(tmp_path, read, line, says):
    (tmp_path / "a.yaml").write_text('a: 1\nb: "hai"\nc: [x]\nd: true\n', "utf-8")
    with pytest.raises(RuleError, match=rf"a\.yaml:{line}: .*{says}"):
        read(load(tmp_path / "a.yaml"))


def test_what_a_key_may_be_silent_about(tmp_path):
    (tmp_path / "a.yaml").write_text("a: 1\n", "utf-8")
    data = load(tmp_path / "a.yaml")
    assert (data.texts("b"), data.entries("b"), data.whole("a", 1)) == ((), [], 1)
