"""`parindex backup`: everything, files included, in one archive."""

import argparse
from pathlib import Path

from django.conf import settings
from django.utils.timezone import now

from parindex.cli import ready  # noqa: F401
from parindex.records.actions.backup import backup


def add(commands: argparse._SubParsersAction) -> None:
    one = commands.add_parser("backup", help="sao lưu dữ liệu và tệp đính kèm vào một tệp")
    one.add_argument("file", type=Path, help="tệp sẽ tạo, ví dụ sao-luu-2023-06-15.tar.gz")
    one.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> None:
    manifest = backup(args.file, now())
    rows = sum(table["rows"] for table in manifest["tables"].values())
    print(f"Đã sao lưu {rows} dòng dữ liệu và {manifest['files']} tệp đính kèm vào {args.file}.")
    print("Khóa bí mật (PARINDEX_VAR/secret_key) không nằm trong bản sao lưu; hãy cất riêng.")
    print(f"Tệp khóa niêm phong ({settings.KEY_FILE}) cũng vậy: thiếu nó thì không đọc được dữ liệu cá nhân.")
