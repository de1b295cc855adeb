"""`parindex deadline read`: what a deadline phrase means, for people or as JSON."""

import argparse
import json
from datetime import date

from parindex.core.calendar import WorkCalendar
from parindex.core.deadlines import read_deadline
from parindex.core.errors import InputError
from parindex.core.schedules import Schedule, Term

_KINDS = {
    "once": "Một lần",
    "recurring": "Định kỳ",
    "continuous": "Thường xuyên",
    "event": "Theo sự việc",
    "reference": "Theo văn bản khác",
}


def add(commands: argparse._SubParsersAction) -> None:
    deadline = commands.add_parser("deadline", help="đọc cụm từ chỉ thời hạn")
    actions = deadline.add_subparsers(dest="action", required=True, metavar="VIỆC")
    read = actions.add_parser("read", help="cho biết cụm từ nghĩa là những ngày nào")
    read.add_argument("phrase", metavar="CỤM_TỪ", help="ví dụ: “Trước ngày 15/12 hàng năm”")
    read.add_argument("--year", type=int, required=True, metavar="NĂM", help="năm của kế hoạch, từ 1990 đến 2100")
    read.add_argument("--json", action="store_true", help="in một đối tượng JSON")
    read.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    if not args.phrase.strip():
        raise InputError("Cụm từ thời hạn để trống; hãy gõ cụm từ trong dấu nháy, ví dụ “Trước ngày 15/12/2023”.")
    schedule = _schedule(args.phrase, args.year)
    if args.json:
        print(json.dumps(schedule.to_json(), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_lines(schedule)))
    return 0


class _Calendar:
    """The shipped calendar, read only when a phrase asks for a working day."""

    def is_working(self, day: date) -> bool:
        return WorkCalendar.load().is_working(day)


def _schedule(phrase: str, year: int) -> Schedule:
    try:
        return read_deadline(phrase, year, _Calendar())
    except InputError:
        # A year that the calendar does not hold: Monday to Friday are worked, and the term says so.
        return read_deadline(phrase, year)


def _lines(schedule: Schedule) -> list[str]:
    lines = [f"“{schedule.phrase.strip()}”"]
    for number, term in enumerate(schedule.terms, start=1):
        lines.append(f"{number}. {_KINDS[term.kind]}: {term.says}")
        lines += _dates(term)
    if schedule.unread:
        lines.append(f"Chưa hiểu: “{schedule.unread}” — cần người nhập thời hạn.")
    return lines


def _dates(term: Term) -> list[str]:
    lines = []
    if term.start:
        lines.append(f"   Bắt đầu: {term.start:%d/%m/%Y}")
    for day, period in zip(term.due, term.periods, strict=True):
        lines.append(f"   Hạn: {day:%d/%m/%Y}" + (f" ({period.says})" if period else ""))
    return lines
