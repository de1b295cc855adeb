"""`parindex calendar`: which days are worked, and the due date after so many working days."""

import argparse
import json
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation

from parindex.cli.arguments import day
from parindex.core.calendar import DayInfo, WorkCalendar
from parindex.core.errors import InputError

_VIETNAM = timezone(timedelta(hours=7))


def add(commands: argparse._SubParsersAction) -> None:
    top = commands.add_parser("calendar", help="lịch làm việc: ngày nghỉ, ngày làm bù, tính hạn")
    parts = top.add_subparsers(dest="part", required=True, metavar="VIỆC")
    days = parts.add_parser("days", help="từng ngày trong một khoảng: làm việc hay nghỉ, vì sao")
    days.add_argument("start", metavar="FROM", help="ngày đầu, dạng 2023-06-15")
    days.add_argument("end", metavar="TO", help="ngày cuối (tính cả ngày này)")
    days.add_argument("--json", action="store_true", help="in JSON")
    days.set_defaults(run=_days)
    due = parts.add_parser("due", help="hạn sau một số ngày làm việc, kèm cách tính")
    due.add_argument("start", metavar="FROM", help="ngày 0, dạng 2023-06-15 hoặc 2023-06-15T14:30")
    due.add_argument("--working-days", required=True, metavar="N", help="số ngày làm việc, theo bước 0.5")
    due.add_argument("--received", action="store_true", help="hồ sơ nhận sau 15:00 tính từ ngày làm việc tiếp theo")
    due.add_argument("--json", action="store_true", help="in JSON")
    due.set_defaults(run=_due)


def _days(args: argparse.Namespace) -> None:
    found = WorkCalendar.load().days(day(args.start), day(args.end))
    if args.json:
        print(json.dumps([_with_standing(info) for info in found], ensure_ascii=False, indent=2))
        return
    for info in found:
        print(f"{info.day.isoformat()}  {'làm' if info.working else 'nghỉ':4}  {info.why}")


def _due(args: argparse.Namespace) -> None:
    calendar, start, count = WorkCalendar.load(), _day_or_moment(args.start), _count(args.working_days)
    found = calendar.due(start, count, received=args.received)
    if not args.json:
        print(found.says)
        return
    report = {
        "from": start.isoformat(timespec="minutes") if isinstance(start, datetime) else start.isoformat(),
        "working_days": int(count) if count == int(count) else float(count),
        "received": args.received,
        "due": found.day.isoformat(),
        "half": found.half,
        "says": found.says,
        "skipped": [_brief(info) for info in found.skipped],
        "doubts": [_brief(info) for info in found.doubts],
        "calendar": calendar.version,
    }
    print(json.dumps(report, ensure_ascii=False, indent=2))


def _with_standing(info: DayInfo) -> dict[str, object]:
    return {"day": info.day.isoformat(), "working": info.working, "why": info.why}


def _brief(info: DayInfo) -> dict[str, str]:
    return {"day": info.day.isoformat(), "why": info.why}


def _day_or_moment(text: str) -> date | datetime:
    """A day, or a time in Vietnam; a time with another zone is brought to Vietnam's."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(_VIETNAM).replace(tzinfo=None) if moment.tzinfo else moment
    except (ValueError, OverflowError) as error:
        raise InputError(f"“{text}” không phải ngày giờ; hãy viết dạng 2023-06-15 hoặc 2023-06-15T14:30.") from error


def _count(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation as error:
        raise InputError(f"“{text}” không phải số ngày làm việc; hãy viết 3 hoặc 0.5.") from error
