"""Tables of points full of anything: read or refused in words, every word kept, and what loads adds up."""

from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from parindex.core.answers import Answer
from parindex.core.criteria_carried import of_criterion, of_set, read_criterion, read_set_line
from parindex.core.criteria_scales import read_scale
from parindex.core.criteria_table import read_table
from parindex.core.errors import InputError
from parindex.core.loading import Mapping
from parindex.core.methods import read_method
from parindex.core.tables import Cell, Document, Paragraph, Row, Table
from parindex.core.words import normalise

HEADING = ("STT", "Tiêu chí", "Điểm tối đa", "Cách chấm", "Tài liệu kiểm chứng", "Cột lạ")
NUMBERS = (
    "I",
    "II",
    "A",
    "1",
    "2",
    "1.1",
    "1,2",
    "2.1.1",
    "a)",
    "b",
    "I.1",
    "II.1a",
    "3a",
    "01/01/2023",
    "x1y",
    "",
    "(1)",
)
SCALES = (
    "có: 1; không: 0",
    "100%: 2; từ 80% đến dưới 100%: (b/a)*2; dưới 80%: 0",
    "mỗi lỗi trừ 0,25 điểm",
    "từ 90% trở lên: 1; dưới 90%: 0",
    "tùy mức độ",
    "",
)
words = st.text("abcđêI1%.,:;()/ -\n", max_size=12)
row = st.tuples(
    st.sampled_from(NUMBERS) | words,
    st.sampled_from(("Kế hoạch", "Báo cáo", "Tổng cộng", "- ý", "")) | words,
    st.sampled_from(("1", "2", "0,5", "3", "", "một", "-1")) | words,
    st.sampled_from(SCALES) | words,
    words,
    words,
)


def table(rows: list[tuple[str, ...]]) -> Document:
    made = [
        Row(
            number,
            tuple(
                Cell(tuple(Paragraph(line) for line in text.split("\n") if line.strip()), c) for c, text in enumerate(r)
            ),
        )
        for number, r in enumerate([HEADING, *rows], start=1)
    ]
    return Document("xlsx", (Table(1, tuple(made), "Phụ lục"),))


@given(st.lists(row, min_size=1, max_size=8))
def test_every_word_is_kept_and_what_loads_adds_up(rows: list[tuple[str, ...]]) -> None:
    try:
        draft = read_table(table(rows), "bo.xlsx")
    except InputError:
        return
    kept = " ".join(strings(draft.to_json()))
    for each in rows:
        for column in (1, 3, 4, 5):
            for word in each[column].replace(":", " ").split():
                bare = word.strip("-+•.,() ")
                assert not bare or bare in kept or normalise(bare) in kept or "Tổng" in each[1], (word, kept)
    if not draft.problems:
        found = draft.check()
        assert sum((each.max for each in found.walk() if each.method), Decimal(0)) == found.max


def strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for each in value.values() for text in strings(each)]
    if isinstance(value, list):
        return [text for each in value for text in strings(each)]
    return [str(value)]


CLAUSES = (
    *(
        "{a}%: {p}",
        "từ {a}% đến dưới {b}%: {p} điểm",
        "dưới {a}%: {p}",
        "trên {a}%: {p}",
        "không quá {a}%: 0",
        "100%: 2",
    ),
    *("(b/a)*{p}", "dưới 100%: (b/a)*2", "có: {p}", "không: 0", "trước {p}/{a}: 2", "mỗi lỗi trừ {p} điểm", "tùy"),
    *("tối đa trừ {p} điểm", "không giao: không chấm", "Trong đó: a là số phải làm", "từ 0 đến {p} điểm"),
)
numbers = st.sampled_from(("0", "1", "2", "0,5", "50", "80", "99.5", "100", "120"))
clause = st.builds(
    lambda text, a, b, p: text.format(a=a, b=b, p=p), st.sampled_from(CLAUSES), numbers, numbers, numbers
)


@given(st.lists(clause, max_size=4), st.sampled_from(("2", "0", "1.5")))
def test_a_scale_is_a_method_that_loads_or_has_a_reason(found: list[str], limit: str) -> None:
    scale = read_scale("; ".join(found), Decimal(limit))
    assert (scale.method is None) == bool(scale.reason)
    if scale.method is not None:
        read_method(mapping(scale.method), Decimal(limit))


@given(st.data(), st.lists(st.integers(1, 99), min_size=1, max_size=5, unique=True))
def test_bands_are_worth_what_their_words_say(data: st.DataObject, cuts: list[int]) -> None:
    cuts.sort(reverse=True)
    points = data.draw(st.lists(st.integers(0, 8), min_size=len(cuts) + 1, max_size=len(cuts) + 1))
    upper_holds = data.draw(st.booleans())  # whether a cut belongs to the band above it
    says = [f"{'từ' if upper_holds else 'trên'} {cuts[0]}%{' trở lên' if upper_holds else ''}: {points[0]}"]
    for high, low, worth in zip(cuts, cuts[1:], points[1:], strict=False):
        says.append(f"từ {low}% đến dưới {high}%: {worth}" if upper_holds else f"trên {low}% đến {high}%: {worth} điểm")
    says.append(f"{'dưới' if upper_holds else 'không quá'} {cuts[-1]}%: {points[-1]}")
    limit = Decimal(max(points))
    scale = read_scale("; ".join(data.draw(st.permutations(says))), limit)
    assert scale.method is not None, scale.reason
    method = read_method(mapping(scale.method), limit)
    for place, cut in enumerate(cuts):
        for share, worth in ((cut, points[place + (not upper_holds)]), (cut + 0.5, points[place])):
            ratio = Answer({"ratio": [str(share), "100"]}, "")
            assert method.points(method.inputs(ratio, 2023)) == worth


def mapping(data: dict) -> Mapping:
    made = Mapping({key: [mapping(e) for e in v] if isinstance(v, list) else v for key, v in data.items()})
    made.path, made.line, made.lines = Path("thang"), 1, {}
    return made


carried = st.recursive(
    st.none() | st.booleans() | st.integers(0, 10**6) | st.text(max_size=20) | st.dates(min_value=date(1990, 1, 1)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@given(carried)
def test_what_a_sheet_carries_comes_back_as_what_it_was(value: object) -> None:
    assert read_criterion(of_criterion({"method": value, "title": "shown elsewhere"})) == {"method": value}
    assert read_set_line(of_set({"classes": value})) == {"classes": value}


@given(st.lists(st.booleans(), min_size=1, max_size=8))
def test_numbers_beside_others_stay_beside_where_the_maxima_tell_them_apart(beside: list[bool]) -> None:
    """Each maximum is twice the one before, so that no two choices add up to the same."""
    worth = (str(2**place) for place in range(20))
    rows = []
    for place, with_other in enumerate(beside, start=1):
        rows += [(f"I.{place}", "Kế hoạch", next(worth), "có: 1; không: 0", "", "")]
        rows += [(f"I.{place}b", "Tin, bài", next(worth), "có: 1; không: 0", "", "")] if with_other else []
    total = str(sum(int(each[2]) for each in rows))
    draft = read_table(table([("I", "Chỉ đạo", total, "", "", ""), *rows]), "bo.xlsx")
    field = next(iter(draft.fields.values()))
    assert [each["id"] for each in field["criteria"]] == [each[0] for each in rows]
    assert draft.problems == []
