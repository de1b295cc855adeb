"""Codes that a spreadsheet has spoilt by making numbers of them: digits that are none of the source's, zeros lost."""

from typing import Any

CUT = "mã dài hơn 15 chữ số đã bị bảng tính làm tròn; hãy xuất lại tệp với cột mã là chữ"
FRONT = "mã ngắn hơn các mã khác: có thể bảng tính đã làm mất số 0 ở đầu; hãy xuất lại tệp với cột mã là chữ"
BACK = "mã ngắn hơn các mã khác: có thể bảng tính đã làm mất số 0 ở cuối; hãy xuất lại tệp với cột mã là chữ"
_EXACT = 15  # digits that a spreadsheet's numbers keep
_PROOF = 5  # codes that prove what is usual
_LONG = 8  # digits from which codes have a length of their own
_LOST = 3  # zeros that a code may have lost
_POINTED = 6  # digits behind the point of a procedure's code


def spoilt_codes(db: Any, rows: str, column: str, spreadsheet: bool) -> dict[str, str]:
    """SQL of which cells are spoilt codes, and why, as `rows` (behind FROM) tell; nothing where codes have letters."""
    cell = f"trim({column})"
    digits, pointed = f"regexp_full_match({cell}, '[0-9]+')", f"regexp_full_match({cell}, '[0-9]\\.[0-9]+')"
    zero, cut = f"starts_with({cell}, '0')", _cut(cell, spreadsheet)
    sizes = db.execute(
        f"SELECT {digits}, length({cell}), count(*), count(*) FILTER ({zero}), count(*) FILTER ({cut}) "
        f"{rows} WHERE {digits} OR {pointed} GROUP BY 1, 2 ORDER BY 3 DESC"
    ).fetchall()
    plain, broken = [one[1:] for one in sizes if one[0]], [one[1:] for one in sizes if not one[0]]
    found = {}
    long = [one for one in plain if one[0] > _EXACT]
    proved = spreadsheet or sum(one[1] for one in long) >= _PROOF
    if long and proved and all(count == looks for _, count, _, looks in long):
        found[f"{digits} AND length({cell}) > {_EXACT}"] = CUT
    if plain and _is_usual(plain) and plain[0][0] >= _LONG and plain[0][2]:
        usual = plain[0][0]
        found[f"{digits} AND length({cell}) BETWEEN {usual - _LOST} AND {usual - 1}"] = FRONT
    if broken and _is_usual(broken) and broken[0][0] == _POINTED + 2:
        found[f"{pointed} AND length({cell}) < {_POINTED + 2}"] = BACK
    return found


def _is_usual(sizes: list[tuple[int, ...]]) -> bool:
    """Whether nearly all have the length of the first."""
    return sizes[0][1] >= _PROOF and 2 * sizes[0][1] > sum(one[1] for one in sizes)


def _cut(cell: str, spreadsheet: bool) -> str:
    """A spreadsheet's cell has no digit that its numbers cannot have; text has the zeros that it writes instead."""
    zeros = f"regexp_full_match({cell}[{_EXACT + 1}:], '0+')"
    kept = f"coalesce(try_cast(try_cast({cell} AS DOUBLE) AS HUGEINT)::VARCHAR = {cell}, false)"
    return f"({zeros} OR {kept})" if spreadsheet else zeros
