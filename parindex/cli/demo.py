"""`parindex demo`: loads the example programme and prints one random password per example role."""

import argparse
from pathlib import Path

from django.conf import settings
from django.utils.timezone import now

from parindex.cli import ready  # noqa: F401
from parindex.core.errors import InputError
from parindex.core.loading import rules_folder
from parindex.records.actions.example import load_example

EXAMPLE = "tuy-phuoc-2023"


def add(commands: argparse._SubParsersAction) -> None:
    top = commands.add_parser("demo", help="nạp chương trình ví dụ")
    parts = top.add_subparsers(dest="part", required=True, metavar="VIỆC")
    parts.add_parser("load", help="nạp chương trình ví dụ Tuy Phước 2023").set_defaults(run=_load)


def _load(_: argparse.Namespace) -> None:
    if settings.ENV == "production":
        raise InputError("Không nạp dữ liệu ví dụ vào hệ thống đang dùng thật (PARINDEX_ENV=production).")
    print("Nạp chương trình ví dụ, kèm hai năm hồ sơ giả định:", flush=True)
    loaded = load_example(_folder(), now(), lambda words: print(words, flush=True))
    print(f"Đã nạp “{loaded.programme.name}” ({loaded.steps} lượt hoạt động giả định).")
    print("Mật khẩu của các vai ví dụ, chỉ in một lần này:\n")
    width = max(len(username) for username, *_ in loaded.passwords)
    for username, _name, roles, password in loaded.passwords:
        print(f"  {username:<{width}}  {password}  {roles}")


def _folder() -> Path:
    """The example of the checkout, or the copy inside an installed wheel: beside rules/ in both."""
    rules = rules_folder()
    for folder in (rules.parent / "examples", rules.parent / "_examples"):
        if (folder / EXAMPLE).is_dir():
            return folder / EXAMPLE
    raise InputError("Không tìm thấy chương trình ví dụ; hãy cài lại Parindex.")
