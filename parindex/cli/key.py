"""`parindex key`: the master key that seals personal data; it lies outside the database and the backups."""

import argparse

from django.utils.timezone import now

from parindex.cli import ready  # noqa: F401
from parindex.config.clock import today
from parindex.records.actions import programme as programmes
from parindex.records.actions import sealing


def add(commands: argparse._SubParsersAction) -> None:
    top = commands.add_parser("key", help="khóa niêm phong dữ liệu cá nhân")
    parts = top.add_subparsers(dest="part", required=True, metavar="VIỆC")
    parts.add_parser("new", help="tạo tệp khóa khi cài đặt").set_defaults(run=_new)
    again = parts.add_parser("rotate", help="thay khóa chủ, bọc lại khóa của mọi bản ghi")
    again.set_defaults(run=_rotate)
    parts.add_parser("forget", help="bỏ các khóa cũ mà không bản ghi nào còn cần").set_defaults(run=_forget)
    parts.add_parser("status", help="xem khóa nào đang dùng, niêm phong bao nhiêu bản ghi").set_defaults(run=_status)


def _new(_: argparse.Namespace) -> None:
    name = sealing.new_key_file()
    print(f"Đã tạo khóa “{name}” trong {sealing.key_file()} (chỉ chủ dịch vụ đọc được).")
    print(
        "Hãy chép tệp này ra nơi an toàn, KHÁC nơi để bản sao lưu: mất khóa là mất hẳn dữ liệu cá nhân đã niêm phong."
    )


def _rotate(_: argparse.Namespace) -> None:
    count = sealing.rotate(programmes.command_line(today(), now()))
    print(f"Đã thay khóa chủ và bọc lại khóa của {count} bản ghi. Hãy cất giữ tệp khóa mới: {sealing.key_file()}")
    print("Khóa cũ còn trong tệp để đọc các bản sao lưu cũ; bỏ hẳn bằng “parindex key forget”.")


def _forget(_: argparse.Namespace) -> None:
    gone = sealing.forget()
    print(f"Đã bỏ {len(gone)} khóa cũ khỏi tệp khóa: {', '.join(gone) or 'không có khóa nào'}.")
    if gone:
        print("Dữ liệu cá nhân trong những bản sao lưu trước đây chỉ còn đọc được bằng bản cất giữ của tệp khóa cũ.")


def _status(_: argparse.Namespace) -> None:
    found = sealing.status()
    print(f"Tệp khóa: {sealing.key_file()}")
    for name in found.names:
        used = " (đang dùng)" if name == found.current else ""
        print(f"  {name}{used}: {found.rows.get(name, 0)} bản ghi")
    for name in sorted(set(found.rows) - set(found.names)):
        print(f"  {name}: {found.rows[name]} bản ghi KHÔNG mở được vì tệp khóa thiếu khóa này")
    if found.open_to_others:
        print(f"Cảnh báo: người khác trên máy đọc được tệp khóa; hãy chạy: chmod 600 {sealing.key_file()}")
