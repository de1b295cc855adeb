"""`parindex restore`: reads an archive of `parindex backup` into an empty database."""

import argparse
from pathlib import Path

from parindex.cli import ready  # noqa: F401
from parindex.records.actions.backup import restore


def add(commands: argparse._SubParsersAction) -> None:
    one = commands.add_parser("restore", help="khôi phục từ một tệp sao lưu vào cơ sở dữ liệu trống")
    one.add_argument("file", type=Path)
    one.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    manifest = restore(args.file)
    rows = sum(table["rows"] for table in manifest["tables"].values())
    print(f"Đã khôi phục {rows} dòng dữ liệu và {manifest['files']} tệp đính kèm (sao lưu lúc {manifest['made_at']}).")
