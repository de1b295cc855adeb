"""One cell as SQL or, for words and flags, as Python: None where the cell cannot be read."""

from collections.abc import Mapping

from parindex.core.words import fold

_TRUE = frozenset(("true", "t", "1", "1.0", "x", "co", "yes", "y", "dung", "roi", "da", "✓", "✔", "v", "on"))
_FALSE = frozenset(("false", "f", "0", "0.0", "khong", "no", "n", "sai", "chua", "off", "-"))

# Dashes, what systems write for NULL, and the days that they write for none.
_NOTHING = (
    "-", "--", "–", "—", "null", "none", "nan", "nat", "n/a", "#n/a", "0000-00-00", "0000-00-00 00:00:00", "00/00/0000",
    "00/00/0000 00:00", "00/00/0000 00:00:00",
)  # fmt: skip
_INK = r"[^\s\p{Z}\x{200B}\x{2060}\x{FEFF}]"


def quote(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def text(column: str) -> str:
    """The words of a cell; NULL when blank. Trimming costs as much as reading, so only what needs it is trimmed."""
    return (
        f"CASE WHEN starts_with({column}, ' ') OR ends_with({column}, ' ') THEN nullif(trim({column}), '') "
        f"ELSE nullif({column}, '') END"
    )


def bare(word: str) -> str:
    """A word without case, diacritics, spaces and punctuation."""
    return "".join(char for char in fold(word) if char.isalnum())


def plainly(column: str) -> str:
    """A cell with letters in one piece and each run of spaces and line ends, of whatever kind, as one space."""
    bare = f"regexp_replace(nfc_normalize({column}), '[\\x{{200B}}\\x{{2060}}\\x{{FEFF}}]', '', 'g')"
    return f"trim(regexp_replace({bare}, '[\\s\\p{{Z}}]+', ' ', 'g'))"


def filled(column: str) -> str:
    """Whether a cell has more in it than white space, of whatever kind."""
    return f"coalesce({column} <> '' AND regexp_matches({column}, '{_INK}'), false)"


def nothing(column: str) -> str:
    """SQL: whether a cell that is to be a code, a day or a number says in so many signs that there is none."""
    return f"lower(trim({column})) IN ({', '.join(map(quote, _NOTHING))})"


def said(word: str, values: Mapping[str, str], otherwise: str | None = None) -> str | None:
    """The source's word in ours: as written, else without case and diacritics, else `otherwise`."""
    if word in values:
        return values[word]
    plain = bare(word)
    known = {bare(key): value for key, value in values.items()}
    return known.get(plain, otherwise) if plain else otherwise


def flag(word: str, values: Mapping[str, str]) -> bool | None:
    """Yes or no, by the mapping's words or else by the usual ones."""
    if values:
        return {"true": True, "false": False}.get(said(word, values) or "")
    plain = fold(word)
    if plain in _TRUE or plain in _FALSE:
        return plain in _TRUE
    amount = plain.replace(".", "").replace(",", "").removesuffix("d").removesuffix("vnd").strip()
    return int(amount) > 0 if amount.isdigit() else None  # a fee of 20000 is a fee


def choice(column: str, meanings: Mapping[str, str | bool | None], blank: str | bool | None, kind: str) -> str:
    """SQL that turns the words that occur into what they mean; `blank` is what an empty cell means."""

    def written(value: str | bool | None) -> str:
        return "NULL" if value is None else str(value).lower() if isinstance(value, bool) else quote(value)

    cases = " ".join(f"WHEN {column} = {quote(word)} THEN {written(value)}" for word, value in meanings.items())
    if blank is not None:
        cases = f"WHEN {column} IS NULL THEN {written(blank)} {cases}"
    return f"(CASE {cases} END)::{kind}" if cases else f"NULL::{kind}"


def with_time(day: str, time: str) -> str:
    """A cell of a day and a cell of an hour as one: the midnight that spreadsheets add to days is left out."""
    bare = f"regexp_replace({day}, ' 00:00(:00)?$', '')"
    alone = f"{text(time)} IS NULL OR {nothing(time)} OR {text(day)} IS NULL"
    return f"CASE WHEN {alone} THEN {day} ELSE {bare} || ' ' || trim({time}) END"


def whole(column: str) -> str:
    """A whole number, also with parted thousands (1.234) or as spreadsheets write it (3.0); no other has a fraction."""
    cell = text(column)
    digits = (
        f"CASE WHEN regexp_full_match({cell}, '[+-]?[0-9]{{1,3}}([., ][0-9]{{3}})+') "
        f"THEN regexp_replace({cell}, '[., ]', '', 'g') "
        f"WHEN regexp_full_match({cell}, '[+-]?[0-9]+[.,]0+') THEN regexp_extract({cell}, '^[+-]?[0-9]+') "
        f"WHEN regexp_full_match({cell}, '[+-]?[0-9]+') THEN {cell} END"
    )
    return f"try_cast({digits} AS INTEGER)"


def number(column: str) -> str:
    """A number with a comma or a dot before its decimals; 1.234 is none, as it may be a thousand and more."""
    cell = text(column)
    told = f"CASE WHEN NOT regexp_full_match({cell}, '[+-]?[1-9][0-9]{{0,2}}[.,][0-9]{{3}}') THEN {cell} END"
    return f"try_cast(replace({told}, ',', '.') AS DOUBLE)"


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
