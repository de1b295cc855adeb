"""`parindex user`: accounts, for whoever runs the machine."""

import argparse

from django.utils.timezone import now

from parindex.cli import ready  # noqa: F401
from parindex.config.clock import today
from parindex.core.agencies import Registry
from parindex.core.errors import InputError
from parindex.records.actions import programme as programmes
from parindex.records.actions import user as users
from parindex.records.models import Agency, Programme, User
from parindex.records.permissions import Role, Viewer


def add(commands: argparse._SubParsersAction) -> None:
    top = commands.add_parser("user", help="tạo, đặt lại mật khẩu, khóa tài khoản")
    parts = top.add_subparsers(dest="part", required=True, metavar="VIỆC")
    new = parts.add_parser("add", help="tạo tài khoản và giao vai trò; mật khẩu in ra một lần")
    new.add_argument("username")
    new.add_argument("--name", required=True, help="họ tên")
    new.add_argument("--email", default="")
    new.add_argument("--role", choices=Role.values, help="vai trò trong chương trình")
    new.add_argument("--agency", default="", metavar="KHÓA", help="khóa của cơ quan, ví dụ phong-noi-vu")
    new.add_argument("--programme", type=int, metavar="NĂM", help="năm của chương trình; bỏ trống nếu chỉ có một")
    new.add_argument("--authority", metavar="KHÓA", help="khóa cơ quan ban hành, khi có nhiều chương trình năm đó")
    new.set_defaults(run=_add)
    for name, run, help_text in (
        ("reset", _reset, "đặt mật khẩu ngẫu nhiên mới"),
        ("deactivate", _deactivate, "khóa tài khoản"),
        ("activate", _activate, "mở lại tài khoản"),
    ):
        one = parts.add_parser(name, help=help_text)
        one.add_argument("username")
        one.set_defaults(run=run)


def _by(year: int | None, authority: str | None) -> Viewer:
    found = Programme.objects.filter(year=year) if year else Programme.objects.all()
    if authority:
        named = [agency.name for agency in Registry.load().agencies if agency.key == authority]
        found = found.filter(authority__in=named)
    chosen = list(found[:2])
    if len(chosen) == 1:
        return programmes.command_line(today(), now(), chosen[0].pk)
    raise InputError(
        "Hãy nêu --programme NĂM và --authority KHÓA của đúng một chương trình; lập chương trình bằng "
        "“parindex programme add”."
    )


def _add(args: argparse.Namespace) -> None:
    by = _by(args.programme, args.authority)
    agency = Agency.objects.filter(programme_id=by.programme_id, key=args.agency).first() if args.agency else None
    if args.agency and agency is None:
        keys = ", ".join(Agency.objects.filter(programme_id=by.programme_id).values_list("key", flat=True))
        raise InputError(f"Không có cơ quan “{args.agency}”; hiện có: {keys}.")
    if args.role in (Role.REPORTER, Role.HEAD) and agency is None:
        raise InputError("Vai trò này gắn với một cơ quan; hãy thêm --agency KHÓA.")
    user, password = users.add_user(by, args.username, args.name, args.email)
    if args.role:
        users.give_role(by, user.pk, args.role, agency.pk if agency else None)
    print(f"Đã tạo {user.username}. Mật khẩu dùng một lần (phải đổi khi đăng nhập): {password}")
    if not args.role:
        print("Tài khoản chưa có vai trò nào nên chưa xem được gì; hãy giao vai trò ở trang Quản trị.")


def _user(username: str) -> User:
    user = User.objects.filter(username=username.strip().casefold()).first()
    if user is None:
        raise InputError(f"Không có tài khoản “{username}”.")
    return user


def _anywhere() -> Viewer:
    programme = Programme.objects.order_by("-year").first()
    if programme is None:
        raise InputError("Chưa có chương trình nào; lập bằng “parindex programme add”.")
    return programmes.command_line(today(), now(), programme.pk)


def _reset(args: argparse.Namespace) -> None:
    password = users.reset_password(_anywhere(), _user(args.username).pk)
    print(f"Mật khẩu mới của {args.username} (phải đổi khi đăng nhập): {password}")


def _deactivate(args: argparse.Namespace) -> None:
    users.set_active(_anywhere(), _user(args.username).pk, active=False)
    print(f"Đã khóa tài khoản {args.username}.")


def _activate(args: argparse.Namespace) -> None:
    users.set_active(_anywhere(), _user(args.username).pk, active=True)
    print(f"Đã mở lại tài khoản {args.username}.")
