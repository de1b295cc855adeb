"""Any result that adds up leaves gaps that add up to what it lacks, however much of it is told and under what set."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from parindex.core.baseline_table import read_result
from parindex.core.baselines import Line, Result, check, code_of, place, totals, with_fields
from parindex.core.criteria_reading import load_set
from parindex.core.errors import InputError
from parindex.core.gaps import gaps_of_totals
from parindex.documents.reading import read_document
from tests.factories.criteria_books import book

DISTRICT = load_set("tuy-phuoc-huyen@2023")
FIELDS = [field.id for field in DISTRICT.fields]


def share(draw, limit):
    return (limit * draw(st.integers(0, 100)) / 100).quantize(Decimal("0.0001"))


@st.composite
def results(draw):
    """Points of every criterion of the set; of each field only some are told, of others the total or nothing."""
    lines, total, grouped = [], Decimal(0), []
    for field in DISTRICT.fields:
        leaves = [each for each in field.walk() if each.method is not None]
        points = {each.id: share(draw, each.max) for each in leaves}
        whole = sum(points.values(), Decimal(0))
        total += whole
        how = draw(st.sampled_from(["criteria", "field", "both", "some", "group", "nothing"]))
        if how in ("field", "both", "some"):
            lines.append(Line(field.title, whole, field.max, (field.id,)))
        if how in ("criteria", "both", "some"):
            told = leaves if how != "some" else leaves[: len(leaves) // 2]
            lines += [Line(each.title, points[each.id], each.max, (field.id,), each.id) for each in told]
        if how == "group":
            grouped.append((field.id, whole, field.max))
    if len(grouped) > 1:
        ids, points, limits = zip(*grouped, strict=True)
        lines.append(Line("Nhóm", sum(points, Decimal(0)), sum(limits, Decimal(0)), ids))
    return Result(total, DISTRICT.max, tuple(draw(st.permutations(lines))))


@given(results())
def test_gaps_add_up_and_name_only_what_the_set_has(result):
    check(result)
    found = gaps_of_totals(totals(result, DISTRICT))
    assert found.total == Fraction(result.max) - Fraction(result.total)
    told = [line.criterion for line in result.lines if line.criterion]
    assert sorted(row.name for row in found.by_criterion() if row.kind == "criterion") == sorted(told)


@given(results())
def test_without_the_set_the_same_is_lost(result):
    assert gaps_of_totals(totals(result, None)).total == Fraction(result.max) - Fraction(result.total)


@given(results(), st.data())
def test_one_changed_number_is_found_where_all_is_told(result, data):
    assume(len(result.lines) > 1)
    at = data.draw(st.integers(0, len(result.lines) - 1))
    line = result.lines[at]
    more = Line(line.title, line.max + Decimal("0.5"), line.max, line.fields, line.criterion)
    try:
        check(Result(result.total, result.max, (*result.lines[:at], more, *result.lines[at + 1 :])))
    except InputError as error:
        assert "hãy" in str(error) or "lớn hơn" in str(error)
    else:
        raise AssertionError(f"{more} passed")


@given(st.lists(st.sampled_from(FIELDS), unique=True, min_size=1))
def test_codes_of_fields_are_read_as_they_are_written(ids):
    line = Line("Nhóm", Decimal(1), Decimal(2), tuple(ids))
    assert place(code_of(line, DISTRICT), DISTRICT)[0] == tuple(ids)


@given(st.sets(st.integers(1, len(FIELDS) - 1), max_size=4))
def test_totals_of_any_partition_get_fields_of_their_maximum_or_none(cuts):
    ends = [0, *sorted(cuts), len(FIELDS)]
    parts = [DISTRICT.fields[first:last] for first, last in zip(ends, ends[1:], strict=False)]
    bare = [Line("Phần", Decimal(0), sum((field.max for field in part), Decimal(0))) for part in parts]
    limits = {field.id: field.max for field in DISTRICT.fields}
    for line in with_fields(bare, DISTRICT):
        assert not line.fields or sum(limits[field] for field in line.fields) == line.max


SHIPPED = [load_set(name) for name in ("tuy-phuoc-huyen@2023", "tuy-phuoc-xa@2023", "tuy-phuoc-phong@2023")]


@st.composite
def printed(draw):
    """A set with points for all it scores, as a table prints them: all rows, or only the fields; blank for some."""
    found = draw(st.sampled_from(SHIPPED))
    blank = draw(st.sets(st.sampled_from([each.id for each in found.walk() if each.method is not None]), max_size=3))
    points, rows = {}, []

    def count(each):
        below = [count(child) for child in each.children]
        points[each.id] = sum(below, Decimal(0)) if below else share(draw, each.max)
        return points[each.id]

    total = sum((count(field) for field in found.fields), Decimal(0))
    for each in found.walk():
        told = None if each.id in blank else str(points[each.id]).replace(".", ",")
        rows.append((each.id, each.title, str(each.max).replace(".", ","), told))
    rows.append((None, "Tổng cộng", str(found.max), str(total).replace(".", ",")))
    return found, points, blank, total, rows


def told_of(each, blank, field=False):
    """The ids of the lines of a criterion: its own where it is scored itself or none of its parts is told."""
    below = [id for child in each.children for id in told_of(child, blank)]
    own = [each.id] if field or (each.id not in blank and not below) else []
    return own + below


@settings(max_examples=25)
@given(printed())
def test_a_printed_table_is_read_as_it_was_printed(drawn):
    found, points, blank, total, rows = drawn
    data = book(rows, heading=("STT", "Tiêu chí", "Điểm tối đa", "Điểm đạt"), titles=("KẾT QUẢ",))
    read = read_result(read_document(data, "a.xlsx"), "a.xlsx", found)
    told = {line.criterion or "".join(line.fields): line.points for line in read.result.lines}
    assert told == {id: points[id] for field in found.fields for id in told_of(field, blank, True)}
    assert (read.result.total, read.result.max) == (total, found.max)
    assert len(read.unread) == len(blank)
    gaps = gaps_of_totals(totals(read.result, found))
    assert gaps.total == Fraction(found.max) - Fraction(total)
