"""`parindex score snapshot`: keeps the index of the day for every programme; a scheduler calls it once a day."""

import argparse
import sys

from parindex.core.amounts import said
from parindex.core.errors import InputError


def add(parts: argparse._SubParsersAction) -> None:
    """The words of the command."""
    part = parts.add_parser("snapshot", help="chụp chỉ số hôm nay; đặt lịch chạy mỗi ngày một lần")
    part.add_argument(
        "--programme", type=int, metavar="NĂM", help="năm của chương trình; bỏ trống thì mọi chương trình"
    )
    part.set_defaults(run=_snapshot)


def _snapshot(args: argparse.Namespace) -> int:
    # Here, because the other parts of `parindex score` need no database.
    from django.utils.timezone import now  # noqa: PLC0415

    from parindex.cli import ready  # noqa: F401, PLC0415
    from parindex.config.clock import today  # noqa: PLC0415
    from parindex.records.actions import programme as programmes  # noqa: PLC0415
    from parindex.records.actions import snapshot  # noqa: PLC0415
    from parindex.records.models import Programme  # noqa: PLC0415

    wanted = Programme.objects.order_by("year", "name")
    found = list(wanted.filter(year=args.programme) if args.programme else wanted)
    if not found:
        raise InputError("Chưa có chương trình nào như vậy; lập bằng “parindex programme add”.")
    failed = 0
    for programme in found:
        try:
            row = snapshot.take(programmes.command_line(today(), now(), programme.pk))
        except InputError as error:  # the next programme still gets its own
            print(f"{programme.name}: {error}", file=sys.stderr)
            failed += 1
            continue
        print(
            f"{programme.name}: ngày {row.on:%d/%m/%Y}, nếu năm kết thúc hôm nay "
            f"{said(row.today)}/{said(row.today_max)} điểm; "
            f"đã chắc {said(row.secured)}, còn có thể {said(row.possible)}, đã mất {said(row.lost)}"
        )
    return 1 if failed else 0
