"""`parindex indicators`: figures counted from a lake of dossiers, the cards of indicators, and Form 06."""

import argparse
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from parindex.cli.arguments import day
from parindex.core.errors import InputError
from parindex.core.indicators import GROUPS, load_cards, value
from parindex.core.timeliness import VIETNAM
from parindex.indicators.engines import DEFAULT
from parindex.indicators.figures import Figures, Row
from parindex.indicators.form06 import Form06, form06
from parindex.indicators.lake import Lake
from parindex.indicators.run import run

_FIRST, _LAST = 1990, 2100
_MOMENT = "ngày (hết ngày đó, giờ Việt Nam) hoặc ngày giờ, dạng 2023-06-30 hoặc 2023-06-30T17:00"


def add(commands: argparse._SubParsersAction) -> None:
    top = commands.add_parser("indicators", help="đếm các chỉ tiêu từ kho hồ sơ")
    parts = top.add_subparsers(dest="part", required=True, metavar="VIỆC")
    figures = parts.add_parser("run", help="đếm chỉ tiêu theo cơ quan, theo kỳ")
    _range(figures)
    figures.add_argument(
        "--by", default="", metavar="NHÓM", help="chia theo, ví dụ agency,month hoặc agency,field,quarter"
    )
    figures.add_argument("--only", metavar="MÃ,…", help="chỉ những chỉ tiêu này (mặc định: tất cả)")
    figures.add_argument("--engine", default=DEFAULT, help=f"máy đếm (mặc định {DEFAULT}) hoặc địa chỉ cơ sở dữ liệu")
    figures.set_defaults(run=_run)
    cards = parts.add_parser("list", help="các chỉ tiêu và cách tính")
    cards.add_argument("--json", action="store_true", help="in một đối tượng JSON")
    cards.set_defaults(run=_list)
    form = parts.add_parser("form06", help="số liệu Biểu 06 (TT 01/2020/TT-VPCP) theo lĩnh vực")
    _range(form)
    form.add_argument("--agency", metavar="CƠ QUAN", help="một cơ quan (mặc định: tất cả)")
    form.set_defaults(run=_form06)


def _range(command: argparse.ArgumentParser) -> None:
    command.add_argument("--lake", type=Path, metavar="THƯ MỤC", help="kho hồ sơ (mặc định: PARINDEX_LAKE, var/lake)")
    command.add_argument("--from", required=True, dest="start", metavar="NGÀY", help="ngày đầu, dạng 2023-01-01")
    command.add_argument("--to", required=True, dest="end", metavar="NGÀY", help="ngày cuối (tính cả ngày này)")
    command.add_argument(
        "--scheme", default="calendar", choices=("calendar", "legal"), help="tháng lịch hay tháng 15-14"
    )
    command.add_argument("--as-of", metavar="LÚC", help=f"xét tại: {_MOMENT} (mặc định: bây giờ)")
    command.add_argument("--known-at", metavar="LÚC", help=f"theo những gì đã biết tại: {_MOMENT}")
    command.add_argument("--json", action="store_true", help="in một đối tượng JSON")


def _run(args: argparse.Namespace) -> None:
    start, end = _day(args.start), _day(args.end)
    by, only = _words(args.by), _words(args.only) or None
    moment, known = _as_of(args.as_of), _moment(args.known_at)
    found = run(
        _lake(args.lake),
        start=start,
        end=end,
        by=by,
        as_of=moment,
        only=only,
        scheme=args.scheme,
        known_at=known,
        engine=args.engine,
    )
    if args.json:
        print(json.dumps(found.to_json(), ensure_ascii=False, indent=1))
    else:
        print("\n".join(_table(found, [name for name in by if any(name in row.dims for row in found.rows)])))


def _table(found: Figures, dims: Sequence[str]) -> list[str]:
    cards = load_cards()
    lines = [("chỉ tiêu", *dims, "kỳ", "tử số", "mẫu số", "giá trị")]
    lines += [
        (row.indicator, *(row.dims[dim] or "(trống)" for dim in dims), row.period, *_sides(row, cards))
        for row in found.rows
    ]
    widths = [max(len(line[at]) for line in lines) for at in range(len(lines[0]))]
    text = ["  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    known = f", theo những gì đã biết đến {_said(found.known_at)}" if found.known_at else ""
    return [f"Số liệu đến {_said(found.as_of)}{known}", *text, *(f"Chú ý: {warning}" for warning in found.warnings)]


def _sides(row: Row, cards: Any) -> tuple[str, str, str]:
    card = cards[row.indicator]
    worth = value(card, row.numerator, row.denominator) if row.denominator is not None else None
    said = f"{float(worth):.2f}".replace(".", ",") + (" %" if card.is_share else "") if worth is not None else ""
    above = "không rõ" if row.numerator is None else str(row.numerator)
    return above, "" if row.denominator is None else str(row.denominator), said


def _list(args: argparse.Namespace) -> None:
    cards = load_cards()
    if args.json:
        found = [asdict(card) for card in cards.values()]
        print(json.dumps({"indicators": found}, ensure_ascii=False, indent=1, default=str))
        return
    for group, title in GROUPS.items():
        print(title)
        for card in cards.values():
            if card.group == group:
                print(f"  {card.code}: {card.title} ({card.unit})")
                print(f"      {card.numerator}" + (f" / {card.denominator}" if card.denominator else ""))


def _form06(args: argparse.Namespace) -> None:
    start, end = _day(args.start), _day(args.end)
    found = form06(
        _lake(args.lake),
        start=start,
        end=end,
        scheme=args.scheme,
        agency=args.agency,
        as_of=_as_of(args.as_of),
        known_at=_moment(args.known_at),
    )
    if args.agency and not found.rows:
        raise InputError(
            f"Kho hồ sơ không có hồ sơ nào của cơ quan “{args.agency}” trong kỳ này; hãy kiểm tra khóa cơ quan."
        )
    if args.json:
        print(json.dumps(found.to_json(), ensure_ascii=False, indent=1))
        return
    print("\n".join(_form_lines(found)))


def _form_lines(form: Form06) -> list[str]:
    heads = ("lĩnh vực", "nhận", "trực tuyến", "trực tiếp, BCCI", "kỳ trước", "đã giải quyết", "trước hạn", "đúng hạn")
    heads += ("quá hạn", "đang giải quyết", "trong hạn", "quá hạn")
    lines = [heads, *((row.field or "(trống)", *map(_number, row.numbers)) for row in (*form.rows, form.total))]
    widths = [max(len(line[at]) for line in lines) for at in range(len(heads))]
    text = ["  ".join(word.ljust(width) for word, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return [
        f"Biểu 06, kỳ {form.period}, số liệu đến {_said(form.as_of)}",
        *text,
        *(f"Chú ý: {one}" for one in form.notes),
    ]


def _number(amount: int | None) -> str:
    return "không rõ" if amount is None else str(amount)


def _lake(folder: Path | None) -> Lake:
    """The lake that is named, or the usual one; one that holds nothing is a call at fault."""
    chosen = folder or Path(os.environ.get("PARINDEX_LAKE") or Path(os.environ.get("PARINDEX_VAR") or "var") / "lake")
    lake = Lake.at(chosen)
    if not chosen.is_dir() or not lake.exists():
        raise InputError(f"{chosen}: chưa có kho hồ sơ ở đây; hãy nhập hồ sơ bằng “parindex dossiers import” trước.")
    return lake


def _words(text: str | None) -> list[str]:
    return [word.strip() for word in (text or "").split(",") if word.strip()]


def _day(text: str) -> date:
    found = day(text)
    if not _FIRST <= found.year <= _LAST:
        raise InputError(f"Năm của ngày {text} phải từ {_FIRST} đến {_LAST}; hãy sửa ngày.")
    return found


def _as_of(text: str | None) -> datetime:
    return _moment(text) or datetime.now(UTC)


def _moment(text: str | None) -> datetime | None:
    """An instant; a bare day is its end in Vietnam, a time without a zone is Vietnam's."""
    if text is None:
        return None
    try:
        date.fromisoformat(text)
    except ValueError:
        pass
    else:
        return datetime.combine(_day(text) + timedelta(days=1), time(), VIETNAM) - timedelta(microseconds=1)
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"“{text}” không phải {_MOMENT}.") from error
    _day(found.date().isoformat())
    return found if found.tzinfo else found.replace(tzinfo=VIETNAM)


def _said(moment: datetime) -> str:
    return f"{moment.astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}"
