"""`parindex ledger`: tells the lake what the late ledger knows of letters and the lake has not heard yet."""

import argparse

from django.utils.timezone import now

from parindex.cli import ready  # noqa: F401
from parindex.config.clock import today
from parindex.records.actions import programme as programmes
from parindex.records.actions.ledger_publication import publish_all
from parindex.records.models import LedgerPublication, Programme


def add(commands: argparse._SubParsersAction) -> None:
    top = commands.add_parser("ledger", help="sổ hồ sơ trễ hạn")
    parts = top.add_subparsers(dest="part", required=True, metavar="VIỆC")
    one = parts.add_parser("publish", help="đưa vào kho số liệu những gì sổ đã ghi mà kho chưa có")
    one.set_defaults(run=_publish)


def _publish(_: argparse.Namespace) -> int:
    told = publish_all(Programme.objects.order_by("year"), programmes.command_line(today(), now()))
    print(f"Đã đưa {told} trường hợp vào kho số liệu.")
    waiting = LedgerPublication.objects.filter(published_at__isnull=True).order_by("asked_at")
    if not waiting:
        return 0
    print(f"Còn {len(waiting)} lượt ghi chưa vào được: {waiting[0].failed or 'chưa rõ lý do'}")
    return 1
