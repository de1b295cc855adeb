"""The SELECT that makes dossiers of text cells: instants and their local days, endings, due dates, pauses, checks."""

from parindex.indicators import footers
from parindex.indicators.sources import cells
from parindex.indicators.sources.dates import choose_formats, moment
from parindex.indicators.staging import _FIRST, OUTSIDE, Plan, Staging

_INSTANTS = ("received", "due", "first_due", "finished", "returned", "withdrawn", "refused", "updated")
_PLAIN = (
    "agency", "receiving_agency", "field", "procedure", "procedure_name", "on_behalf", "has_fee", "paid_online",
    "payments", "online_payments", "certification", "e_certified", "digitised_intake", "digitised_result",
    "returned_by_post", "letter_signed", "letter_exempt", "legal_days", "reschedules",
)  # fmt: skip
_DAYS = ("letter_sent_day", "posted_from", "posted_to")
ROUNDED = "mã đã bị bảng tính đổi thành số (số mũ, số lẻ); hãy xuất lại tệp với cột mã là chữ"
NO_CODE = "không phải mã hồ sơ (dấu hay chữ thay cho ô trống, hoặc dòng tổng)"
BROKEN_CODE = "mã có dấu xuống dòng; hãy sửa ô này"
_NO_CODES = "lower(x_code) IN ('x', 'tổng', 'cộng', 'tổng cộng', 'tổng số', 'tổng:', 'cộng:', 'tổng cộng:', 'tổng số:')"
_LONGEST_NO_CODE = 21  # bytes: most codes are longer, and pass by the dear comparison
_LISTS = ("dues", "pause_from", "pause_to", "supplement_from", "supplement_to")


def plan_dossiers(staging: Staging) -> Plan:
    """Stages 1 and 2 read dates (n_… without, o_… with an offset), 3 all cells (x_…, l_… is local time), 4 derives.

    The outer SELECT judges and names.
    """
    dated = [name for name in (*_INSTANTS, *_DAYS) if name in staging.found]
    dates = [f"{staging.wall(name)} AS n_{name}" for name in dated]
    offsets = [f"CASE WHEN n_{name} IS NULL THEN {staging.offset(name)} END AS o_{name}" for name in dated]
    first = [*_read_instants(staging), *_read_plain(staging), *_read_lists(staging)]
    second = _derived(staging)
    _faults(staging)
    read = f"SELECT {', '.join(['*', *dates])} FROM ({staging.opened.query})"
    both = f"SELECT {', '.join(['*', *offsets])} FROM ({read})"
    inner = f"SELECT *, {', '.join(first)} FROM ({both})"
    derived = f"SELECT *, {', '.join(second)} FROM ({inner})"
    line = "line, " if staging.opened.has_line else ""
    selected = ", ".join(f"{sql} AS {name}" for name, sql in _selected(staging).items())
    query = f"SELECT {line}{selected}, ({staging.error_bits()})::BIGINT AS errors FROM ({derived})"
    has_code = staging.has("code")
    return Plan(query, tuple(staging.faults), dict(staging.found), tuple(staging.absent), has_code)


def _read_instants(staging: Staging) -> list[str]:
    found = []
    for name in _INSTANTS:
        local, told = staging.read_moments(name)
        spec = staging.mapping.columns.get(name)
        if spec and spec.after and spec.after.unit == "day":
            of_local, of_told = staging.read_moments(spec.after.of)
            shift = f"+ INTERVAL {spec.after.count} DAY"
            local, told = f"({of_local} {shift})", f"({of_told} {shift})"
        if name in ("due", "first_due") and name in staging.found and staging.mapping.due_is == "instant":
            local, told = _until_the_end_of_a_bare_day(staging, name, local, told)
        found += [f"{local} AS l_{name}", f"{told} AS x_{name}"]
    for name in _DAYS:
        local = staging.read_moments(name)[0]
        found.append(f"({local})::DATE AS x_{name}")
    return found


def _until_the_end_of_a_bare_day(staging: Staging, name: str, local: str, told: str) -> tuple[str, str]:
    """A due date that is a day alone, among instants, lasts until the end of that day."""
    cell = staging.cell(name)
    bare = f"NOT contains({cell}, ':') AND length(trim({cell})) < 12 AND {local} = date_trunc('day', {local})"
    end = f"({local} + INTERVAL 1 DAY - INTERVAL 1 MICROSECOND)"
    return (
        f"CASE WHEN {bare} THEN {end} ELSE {local} END",
        f"CASE WHEN {bare} THEN {staging.instant_of(end)} ELSE {told} END",
    )


def _read_plain(staging: Staging) -> list[str]:
    found = [f"{staging.value(name)} AS x_{name}" for name in _PLAIN]
    code = staging.value("code") if staging.has("code") else "NULL::VARCHAR"
    source = staging.value("source") if staging.has("source") else cells.quote(staging.mapping.source)
    return [
        *found, f"{code} AS x_code", f"{source} AS x_source", f"{staging.value('channel')} AS x_channel",
        f"{staging.value('online')} AS x_online", f"{staging.value('ending')} AS x_ending",
    ]  # fmt: skip


def _read_lists(staging: Staging) -> list[str]:
    """Instants that share a cell, parted by the mapping's separator; kinds and reasons of pauses beside them."""
    found = []
    for name in _LISTS:
        if name not in staging.found:
            found.append(f"[]::TIMESTAMPTZ[] AS x_{name}")
            continue
        spec = staging.mapping.columns[name]
        given = spec.dates or staging.mapping.dates
        column = staging.cell(name)
        split = cells.parts(column, staging.mapping.separator)
        one = f"SELECT unnest(string_split({column}, {cells.quote(staging.mapping.separator)})) AS {column}"
        formats = choose_formats(staging.db, f"{one} FROM sample", column, given)
        told = moment("part", staging.mapping.time_zone, formats, bool(given))[1]
        found.append(f"list_transform({split}, lambda part: {told}) AS x_{name}")
    for name in ("pause_kind", "pause_reason"):
        if name in staging.found:
            split = cells.parts(staging.cell(name), staging.mapping.separator)
            found.append(f"list_transform({split}, lambda part: nullif(trim(part), '')) AS x_{name}")
        else:
            found.append(f"[]::VARCHAR[] AS x_{name}")
    return found


def _derived(staging: Staging) -> list[str]:
    """Endings and the first due date. Without a column of finishing, returning is the end that is known."""
    finished, local = "x_finished", "l_finished"
    if not staging.has("finished"):
        finished, local = "x_returned", "l_returned"
    ends = [("x_withdrawn", "l_withdrawn"), ("x_refused", "l_refused"), (finished, local)]
    end = "coalesce(" + ", ".join(told for told, _ in ends) + ")"
    end_local = "coalesce(" + ", ".join(l_ for _, l_ in ends) + ")"
    return [
        f"{end} AS y_finished",
        f"{end_local} AS y_finished_local",
        f"{_dues(staging)} AS y_dues",
    ]


def _dues(staging: Staging) -> str:
    """Every due date that the row tells, the earliest first; cheap where there is one column only."""
    told = [f"x_{name}" for name in ("first_due", "due") if staging.has(name)]
    if "dues" not in staging.found and len(told) <= 1:
        return f"CASE WHEN {told[0]} IS NULL THEN [] ELSE [{told[0]}] END" if told else "[]::TIMESTAMPTZ[]"
    every = f"list_concat(x_dues, [{', '.join(told)}])" if told else "x_dues"
    return f"list_sort(list_distinct(list_filter({every}, lambda d: d IS NOT NULL)))"


_SUPPLEMENT = (
    "CASE WHEN lower(strip_accents(kind)) LIKE 'bo sung%' OR kind = 'supplement' THEN 'supplement' ELSE 'pause' END"
)
_EMPTY = {
    "pause_from": "[]::TIMESTAMPTZ[]",
    "pause_to": "[]::TIMESTAMPTZ[]",
    "pause_kind": "[]::VARCHAR[]",
    "pause_reason": "[]::VARCHAR[]",
}
_PAUSES = {
    "pause_from": "list_concat(x_pause_from, x_supplement_from)",
    "pause_to": "list_concat(list_resize(x_pause_to, len(x_pause_from)), "
    "list_resize(x_supplement_to, len(x_supplement_from)))",
    "pause_kind": "list_concat(list_transform(list_resize(x_pause_kind, len(x_pause_from)), "
    f"lambda kind: {_SUPPLEMENT}), "
    "list_transform(x_supplement_from, lambda s: 'supplement'))",
    "pause_reason": "list_concat(list_resize(x_pause_reason, len(x_pause_from)), "
    "list_transform(x_supplement_from, lambda s: NULL::VARCHAR))",
}


def ended_without_a_day(staging: Staging) -> list[str]:
    """Who was withdrawn on no day known leaves timeliness at the last change known; others stay open, and are told."""
    if "ending" not in staging.found:
        return []
    meaning = staging.meaning("ending", "staged")
    staging.unknown.clear()
    db = staging.db
    open_ = f"finished IS NULL AND errors = 0 AND {meaning}"
    told = dict(db.execute(f"SELECT {meaning}, count(*) FROM staged WHERE {open_} IS NOT NULL GROUP BY 1").fetchall())
    if gone := told.pop("withdrawn", 0):
        day = "coalesce(updated::DATE, received_day)"
        db.execute(
            f"UPDATE staged SET finished = greatest(received, coalesce(updated, received)), finished_day = {day} "
            f"WHERE {open_} = 'withdrawn'"
        )
    said = (
        [f"{gone} hồ sơ ghi là đã rút mà không có ngày: coi là rút lúc cập nhật, không có thì lúc tiếp nhận."]
        if gone
        else []
    )
    others = sum(told.values())
    if others:
        said.append(
            f"{others} hồ sơ ghi là đã giải quyết hoặc từ chối mà không có ngày xong: vẫn tính là đang giải quyết."
        )
    return said


def complete(staging: Staging) -> str:
    """The SELECT of whole rows of `staged`: words in our meaning, endings, and the line where nobody gave it."""
    meanings = {name: staging.meaning(name, "staged") for name in dict.fromkeys(staging.said)}
    channel = meanings.get("channel", "channel")
    if staging.has("online"):
        online = meanings.get("online", "(online)::BOOLEAN")
        channel = f"coalesce({channel}, CASE {online} WHEN true THEN 'online_full' WHEN false THEN 'counter' END)"
    silent = _silent(staging)
    ending = (
        f"CASE WHEN finished IS NULL THEN NULL WHEN {silent.get('is_withdrawn', 'is_withdrawn')} THEN 'withdrawn' "
        f"WHEN {silent.get('is_refused', 'is_refused')} THEN 'refused' "
        f"ELSE coalesce({meanings.get('ending', 'ending')}, 'resolved') END"
    )
    replaced = meanings | {"channel": channel, "ending": ending}
    replaced.pop("online", None)
    written = ", ".join(f"{sql} AS {name}" for name, sql in replaced.items())
    helping = ("online", "is_withdrawn", "is_refused")
    left_out = ", ".join(name for name in helping if name not in silent)
    filled = "".join(f", {sql} AS {name}" for name, sql in silent.items() if name not in helping)
    line = "" if staging.opened.has_line else f", (rowid + {staging.opened.head.above + 1})::INTEGER AS line"
    excluded = f" EXCLUDE ({left_out})" if left_out else ""
    return f"SELECT *{excluded} REPLACE ({written}){filled}{line} FROM staged"


def _selected(staging: Staging) -> dict[str, str]:
    """Our columns and their SQL. Of what the mapping is silent about nothing is staged, `complete` fills it in."""
    always = ("source", "code", "channel", "received", "due", "returned", "ending", "updated")
    chosen = {name: f"x_{name}" for name in (*always, *_PLAIN, *_DAYS, "online") if name not in _silent(staging)}
    chosen |= {
        "received_day": "l_received::DATE",
        "finished_day": "y_finished_local::DATE",
        "returned_day": "l_returned::DATE",
        "first_due": "coalesce(x_first_due, y_dues[1])",
        "finished": "y_finished",
        "dues": "y_dues",
        "says_first": "x_first_due IS NOT NULL OR len(x_dues) > 0",
        "is_withdrawn": "x_withdrawn IS NOT NULL",
        "is_refused": "x_refused IS NOT NULL",
        **_PAUSES,
    }
    return {name: sql for name, sql in chosen.items() if name not in _silent(staging)}


def _silent(staging: Staging) -> dict[str, str]:
    """Columns that are alike in all rows, as the mapping says nothing of them, and their SQL."""
    found = {name: staging.value(name) for name in (*_PLAIN, "online") if not staging.has(name)}
    found |= {name: "NULL::DATE" for name in _DAYS if not staging.has(name)}
    if not {"pause_from", "supplement_from"} & set(staging.found):
        found |= _EMPTY
    if not staging.has("first_due") and "dues" not in staging.found:
        found["says_first"] = "false"
    return found | {f"is_{name}": "false" for name in ("withdrawn", "refused") if not staging.has(name)}


def _faults(staging: Staging) -> None:
    if staging.has("code"):
        staging.fault("x_code IS NULL", "code", "để trống")
        rounded = "regexp_full_match(x_code, '[0-9]([.,][0-9]+)?E[+][0-9]+|[0-9]+[.]0')"
        for faulty, why in ((f"{cells.nothing('x_code')} OR {_NO_CODES}", NO_CODE), (rounded, ROUNDED)):
            staging.fault(f"CASE WHEN strlen(x_code) <= {_LONGEST_NO_CODE} THEN {faulty} END", "code", why)
        staging.fault("contains(x_code, chr(10))", "code", BROKEN_CODE)
        staging.check_codes()
    staging.must_read("received")
    staging.mark_no_rows("x_received IS NULL", footers.no_code("x_code") if staging.has("code") else "true")
    dated = [n for n in (*_INSTANTS, *_DAYS) if n != "received"]
    staging.check_read(dated)
    staging.check_when(dated)
    for name in ("reschedules", "payments", "online_payments", "legal_days"):
        if name in staging.found:
            staging.check_read([name])
            staging.fault(f"x_{name} < 0", name, "không thể âm")
    for name in _LISTS:
        if name in staging.found:
            pieces = (
                f"list_filter({cells.parts(staging.cell(name), staging.mapping.separator)}, lambda p: trim(p) <> '')"
            )
            read = f"list_filter(x_{name}, lambda d: d IS NOT NULL)"
            staging.fault(f"len({pieces}) <> len({read})", name, "có ngày không đọc được")
    # By days: clocks of two systems differ by seconds, and who knows days only writes midnight.
    staging.fault("y_finished_local::DATE < l_received::DATE", "finished", "trước ngày tiếp nhận")
    staging.fault(f"l_received < {_FIRST} OR x_received > {staging.latest()}", "received", OUTSIDE)
    staging.fault(f"y_finished > {staging.latest()}", "finished", "ở tương lai")
    staging.fault("x_online_payments > x_payments", "online_payments", "lớn hơn tổng số giao dịch")
    staging.fault("x_posted_to < x_posted_from", "posted_to", "trước ngày bắt đầu niêm yết")
