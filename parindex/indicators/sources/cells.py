"""One cell as SQL: words, flags, numbers, months and lists of instants, each NULL where the cell cannot be read."""

from collections.abc import Mapping

from parindex.core.words import fold

_TRUE = ("true", "t", "1", "1.0", "x", "có", "co", "yes", "y", "đúng", "rồi", "đã", "✓", "✔", "v", "on")
_FALSE = ("false", "f", "0", "0.0", "không", "khong", "no", "n", "sai", "chưa", "off", "-")
_FOLDED = "regexp_replace(replace(lower(strip_accents({cell})), 'đ', 'd'), '[^a-z0-9]', '', 'g')"


def quote(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def text(column: str) -> str:
    """The words of a cell; NULL when blank."""
    return f"nullif(trim({column}), '')"


def _bare(word: str) -> str:
    return "".join(char for char in fold(word) if char.isascii() and char.isalnum())


def words(column: str, values: Mapping[str, str], otherwise: str | None) -> str:
    """The source's words in ours: as written first (cheap), then without case and diacritics; blank stays NULL."""
    cell = text(column)
    exact = " ".join(f"WHEN {quote(key)} THEN {quote(value)}" for key, value in values.items())
    bare = {_bare(key): value for key, value in values.items() if _bare(key)}
    loose = " ".join(f"WHEN {quote(key)} THEN {quote(value)}" for key, value in bare.items())
    found = [f"CASE {cell} {exact} END"] if exact else []
    found += [f"CASE {_FOLDED.format(cell=cell)} {loose} END"] if loose else []
    if otherwise is not None:
        found.append(f"CASE WHEN {cell} IS NOT NULL THEN {quote(otherwise)} END")
    return f"coalesce({', '.join(found)})" if len(found) > 1 else found[0] if found else "NULL::VARCHAR"


def flag(column: str, values: Mapping[str, str], otherwise: str | None, filled: bool) -> str:
    """Yes or no. `filled`: a cell with anything in it is a yes, an empty one a no. `otherwise` also fills blanks."""
    cell = text(column)
    if filled:
        return f"({cell} IS NOT NULL)"
    if values:
        said = f"CASE {words(column, values, None)} WHEN 'true' THEN true WHEN 'false' THEN false END"
    else:
        yes, no = (", ".join(map(quote, one)) for one in (_TRUE, _FALSE))
        said = f"CASE WHEN lower({cell}) IN ({yes}) THEN true WHEN lower({cell}) IN ({no}) THEN false END"
    return said if otherwise is None else f"coalesce({said}, {otherwise})"


def whole(column: str) -> str:
    """A whole number, also as spreadsheets write it (3.0)."""
    cell = text(column)
    return f"coalesce(try_cast({cell} AS INTEGER), try_cast(CASE WHEN {cell} LIKE '%.0' THEN {cell} END AS DOUBLE)::INTEGER)"


def number(column: str) -> str:
    """A number with a comma or a dot before its decimals."""
    return f"try_cast(replace({text(column)}, ',', '.') AS DOUBLE)"


def month(column: str) -> str:
    """A calendar month as 2023-06, of “2023-06”, “06/2023”, “tháng 6/2023”, “T6/2023” or a day of it."""
    cell = text(column)
    first = f"regexp_extract({cell}, '^[^0-9]*([0-9]{{4}})[-/.]([0-9]{{1,2}})([-/. ].*)?$', ['y', 'm'])"
    last = f"regexp_extract({cell}, '([0-9]{{1,2}})[-/. ]+(?:năm )?([0-9]{{4}})( .*)?$', ['m', 'y'])"
    year = f"coalesce(nullif({first}.y, ''), nullif({last}.y, ''))"
    number_ = f"try_cast(coalesce(nullif({first}.m, ''), nullif({last}.m, '')) AS INTEGER)"
    return f"CASE WHEN {number_} BETWEEN 1 AND 12 THEN {year} || '-' || lpad({number_}::VARCHAR, 2, '0') END"


def parts(column: str, separator: str) -> str:
    """The values of a cell that holds several, blanks kept where one of the middle is missing."""
    return f"CASE WHEN {text(column)} IS NOT NULL THEN string_split({column}, {quote(separator)}) ELSE [] END"
