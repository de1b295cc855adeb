"""A published result of an earlier year: its total and what is told of it, by groups of fields, fields or criteria."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from parindex.core.amounts import said
from parindex.core.criteria import CriteriaSet
from parindex.core.errors import InputError
from parindex.core.gaps import Total
from parindex.core.words import normalise

_PLACES, _MOST = 4, Decimal(99999)  # decimals and size that are kept
_LONGEST_CODE = 60
_RANGE = re.compile(r"\s*(?:-|–|—|đến)\s*")


@dataclass(frozen=True)
class Line:
    """Points of a group of fields, of one field, or of a criterion (`criterion` is its id, `fields` then its field).

    A total that belongs to no field of the set has no `fields`.
    """

    title: str
    points: Decimal
    max: Decimal
    fields: tuple[str, ...] = ()
    criterion: str = ""


@dataclass(frozen=True)
class Result:
    """One unit's result of a year; `rank` among `ranked` units, None where it is not told."""

    total: Decimal
    max: Decimal
    lines: tuple[Line, ...] = ()
    rank: int | None = None
    ranked: int | None = None


def check(result: Result) -> None:
    """Refuse what cannot be a result: InputError with every fault found, each with what to do."""
    if faults := list(_faults(result)):
        raise InputError(" ".join(faults))


def _faults(result: Result) -> Iterator[str]:
    whole = Line("Tổng điểm", result.total, result.max)
    for line in (whole, *result.lines):
        yield from _numbers(line)
    yield from _repeated(result.lines)
    if (result.rank is None) != (result.ranked is None):
        yield "Hãy ghi cả hạng và số đơn vị được xếp hạng, hoặc bỏ trống cả hai."
    elif result.rank is not None and result.ranked is not None and not 1 <= result.rank <= result.ranked:
        yield f"Hạng {result.rank} phải từ 1 đến số đơn vị xếp hạng ({result.ranked})."
    tree = _Tree(result.lines)
    yield from _parts(whole, tree.top)
    for line, parts in tree.nested:
        yield from _parts(line, parts)


def _numbers(line: Line) -> Iterator[str]:
    for value, name in ((line.points, "điểm"), (line.max, "điểm tối đa")):
        exponent = value.as_tuple().exponent
        if not isinstance(exponent, int) or -exponent > _PLACES or abs(value) > _MOST:
            yield f"“{line.title}”: {name} {value} phải dưới {said(_MOST)}, nhiều nhất {_PLACES} chữ số sau dấu phẩy."
    if not line.title.strip():
        yield "Có dòng điểm chưa ghi nội dung; hãy ghi tên lĩnh vực hoặc tiêu chí."
    if line.max < 0:
        yield f"“{line.title}”: điểm tối đa {said(line.max)} không được âm."
    if line.points < 0 and line.max > 0:
        yield f"“{line.title}”: điểm {said(line.points)} không được âm (chỉ điểm cộng, trừ có điểm tối đa 0)."


def _repeated(lines: Sequence[Line]) -> Iterator[str]:
    criteria: set[str] = set()
    fields: dict[int, set[str]] = {1: set(), 2: set()}
    for line in lines:
        if line.criterion:
            if line.criterion in criteria:
                yield f"Tiêu chí {line.criterion} ghi hai lần; hãy bỏ một dòng."
            criteria.add(line.criterion)
            continue
        kind = fields[min(len(line.fields), 2)] if line.fields else set()
        if twice := [field for field in line.fields if field in kind]:
            yield f"“{line.title}”: lĩnh vực {', '.join(twice)} đã có ở dòng khác; mỗi lĩnh vực chỉ thuộc một dòng."
        kind.update(line.fields)


def _parts(whole: Line, parts: Sequence[Line]) -> Iterator[str]:
    """What does not add up: parts that tell all of the whole must be equal to it, others must fit in."""
    if not parts:
        if whole.points > whole.max > 0:
            yield f"“{whole.title}”: điểm {said(whole.points)} lớn hơn điểm tối đa {said(whole.max)}."
        return
    most, points = sum((part.max for part in parts), Decimal(0)), sum((part.points for part in parts), Decimal(0))
    rest_max, rest = whole.max - most, whole.points - points
    if rest_max < 0:
        yield (
            f"“{whole.title}”: điểm tối đa các phần cộng lại là {said(most)}, vượt {said(whole.max)}; "
            "hãy sửa một trong hai."
        )
    elif not rest_max and rest:
        yield f"“{whole.title}”: các phần cộng lại là {said(points)}, khác {said(whole.points)}; hãy sửa một trong hai."
    elif not 0 <= rest <= rest_max:
        yield (
            f"“{whole.title}”: các phần cộng lại là {said(points)}/{said(most)}, phần còn lại là "
            f"{said(rest)}/{said(rest_max)} không thể đúng; hãy sửa các dòng hoặc tổng."
        )


class _Tree:
    """Which lines are parts of which: criteria of fields, fields of groups, and what stands at the top."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.groups = [line for line in lines if not line.criterion and len(line.fields) != 1]
        self.fields = {line.fields[0]: line for line in lines if not line.criterion and len(line.fields) == 1}
        self.criteria: dict[str, list[Line]] = {}
        for line in lines:
            if line.criterion and line.fields:
                self.criteria.setdefault(line.fields[0], []).append(line)
        self.untold = {field: _sum(field, told) for field, told in self.criteria.items() if field not in self.fields}
        told = self.fields | self.untold
        self.within = {id(group): [told[field] for field in group.fields if field in told] for group in self.groups}
        inside = {field for group in self.groups for field in group.fields}
        self.loose = [line for line in lines if line.criterion and not line.fields]
        self.top = [*self.groups, *(line for field, line in told.items() if field not in inside), *self.loose]

    @property
    def nested(self) -> list[tuple[Line, list[Line]]]:
        """Each line that has parts or none, with its parts."""
        groups = [(group, self.within[id(group)]) for group in self.groups]
        fields = [(line, self.criteria.get(field, [])) for field, line in self.fields.items()]
        alone = [(line, list[Line]()) for told in (*self.criteria.values(), self.loose) for line in told]
        return groups + fields + alone


def _sum(field: str, lines: Iterable[Line]) -> Line:
    """A field of which only criteria are told."""
    lines = list(lines)
    points, most = (sum((getattr(line, key) for line in lines), Decimal(0)) for key in ("points", "max"))
    return Line(f"Lĩnh vực {field}", points, most, (field,))


def totals(result: Result, found: CriteriaSet | None) -> list[Total]:
    """What is told of each field, for `gaps_of_totals`; they add up to the result. Criteria that the set does not have
    are left to the rest of their field; a group's rest goes by its title.
    """
    known = {each.id for each in found.walk()} if found else set()
    tree = _Tree(result.lines)
    rows: list[Total] = []
    for line in tree.top:
        if len(line.fields) == 1:
            rows.append(_total(line, tree, known))
            continue
        parts = tree.within.get(id(line), [])
        rows += [_total(part, tree, known) for part in parts]
        rows += _rest(line, parts)
    return rows + _rest(Line("Phần còn lại" if rows else "Tổng điểm", result.total, result.max), tree.top)


def _total(line: Line, tree: _Tree, known: set[str]) -> Total:
    told = [each for each in tree.criteria.get(line.fields[0], []) if each.criterion in known]
    return Total(line.fields[0], line.points, line.max, tuple((each.criterion, each.points, each.max) for each in told))


def _rest(whole: Line, parts: Sequence[Line]) -> list[Total]:
    points = whole.points - sum((part.points for part in parts), Decimal(0))
    most = whole.max - sum((part.max for part in parts), Decimal(0))
    return [Total(whole.title, points, most)] if points or most or not parts else []


def untold(result: Result) -> tuple[Decimal, Decimal] | None:
    """Points and maximum that no line tells, where lines tell only a part of the whole."""
    rest = _rest(Line("", result.total, result.max), _Tree(result.lines).top) if result.lines else []
    return (rest[0].points, rest[0].max) if rest else None


def place(code: str, found: CriteriaSet | None) -> tuple[tuple[str, ...], str]:
    """The fields and the criterion that a code names: “I–VIII” or “I, IX” fields, “IX” a field, “I.4” a criterion.

    A criterion that the set does not have is kept where its field can be told; InputError for anything else.
    """
    code = normalise(code)
    if not code or found is None:
        return (), ""
    order = [field.id for field in found.fields]
    owner = {each.id: field.id for field in found.fields for each in field.walk()}
    if code in order:
        return (code,), ""
    if code in owner:
        return (owner[code],), code
    listed = [part for part in re.split(r"[,;]\s*|\s+và\s+", code) if part]
    spread = [field for part in listed for field in _span(part, order)]
    if spread and "" not in spread and len(set(spread)) == len(spread):
        return tuple(spread), ""
    above = [field for field in order if re.match(rf"{re.escape(field)}[.\d]", code)]
    if above and len(listed) == 1 and len(code) <= _LONGEST_CODE:
        return (max(above, key=len),), code
    raise InputError(f"“{code}” không phải mã của bộ tiêu chí {found.name}; các lĩnh vực: {', '.join(order)}.")


def _span(part: str, order: Sequence[str]) -> list[str]:
    ends = _RANGE.split(part.strip())
    if len(ends) > 2 or any(end not in order for end in ends):
        return [""]
    first, last = order.index(ends[0]), order.index(ends[-1])
    return list(order[first : last + 1]) or [""]


def code_of(line: Line, found: CriteriaSet | None) -> str:
    """A line's place as `place` reads it; a run of fields is written with its ends."""
    if line.criterion or not line.fields:
        return line.criterion
    order = [field.id for field in found.fields] if found else []
    if len(line.fields) > 2 and line.fields[0] in order:
        first = order.index(line.fields[0])
        if tuple(order[first : first + len(line.fields)]) == line.fields:
            return f"{line.fields[0]}–{line.fields[-1]}"
    return ", ".join(line.fields)


def with_fields(lines: Sequence[Line], found: CriteriaSet) -> tuple[Line, ...]:
    """Lines of which only title and points are told, given the fields whose maxima they equal, where there is no doubt:
    one field of that maximum, then all fields that are left over. The others stay without fields.
    """
    left = list(found.fields)
    given: dict[int, tuple[str, ...]] = {}
    for at, line in enumerate(lines):
        alone = sum(other.max == line.max for other in lines) == 1
        same = [field for field in left if field.max == line.max]
        if alone and len(same) == 1:
            given[at] = (same[0].id,)
    taken = {field for fields in given.values() for field in fields}
    rest = [field for field in left if field.id not in taken]
    waiting = [at for at in range(len(lines)) if at not in given]
    if len(waiting) == 1 and sum((field.max for field in rest), Decimal(0)) == lines[waiting[0]].max:
        given[waiting[0]] = tuple(field.id for field in rest)
    return tuple(replace(line, fields=given.get(at, ())) for at, line in enumerate(lines))
