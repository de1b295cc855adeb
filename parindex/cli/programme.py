"""`parindex programme`: makes a programme, one authority and one plan year."""

import argparse

from django.utils.timezone import now

from parindex.cli import ready  # noqa: F401
from parindex.config.clock import today
from parindex.records.actions import programme as programmes


def add(commands: argparse._SubParsersAction) -> None:
    top = commands.add_parser("programme", help="lập chương trình mới")
    parts = top.add_subparsers(dest="part", required=True, metavar="VIỆC")
    new = parts.add_parser("add", help="lập chương trình của một cơ quan cho một năm")
    new.add_argument("name", help="tên chương trình, ví dụ “Nâng Chỉ số CCHC năm 2023”")
    new.add_argument("--authority", required=True, metavar="KHÓA", help="khóa của cơ quan trong rules/agencies")
    new.add_argument("--year", required=True, type=int, help="năm kế hoạch")
    new.set_defaults(run=_add)


def _add(args: argparse.Namespace) -> None:
    programme, _ = programmes.create(programmes.command_line(today(), now()), args.name, args.authority, args.year)
    print(f"Đã lập chương trình “{programme.name}” ({programme.authority}, {programme.year}).")
