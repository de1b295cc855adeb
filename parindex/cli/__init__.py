"""The `parindex` command: one file per sub-command, each with `add(commands)`, imported only when it is called."""

import argparse
import sys
import traceback
from importlib import import_module
from typing import Any, NoReturn

from parindex.core.errors import InputError

COMMANDS = {
    "plan": "đọc một kế hoạch từ tệp",
    "dossiers": "nhập hồ sơ TTHC vào kho",
    "indicators": "đếm các chỉ tiêu từ kho hồ sơ",
    "score": "chấm điểm theo một bộ tiêu chí",
    "commend": "xét đề nghị khen thưởng theo quy tắc",
    "deadline": "đọc một cụm từ chỉ thời hạn",
    "calendar": "lịch làm việc: ngày nghỉ, ngày làm bù, tính hạn",
    "programme": "lập chương trình mới",
    "user": "tạo, đặt lại mật khẩu, khóa tài khoản",
    "key": "khóa niêm phong dữ liệu cá nhân",
    "ledger": "sổ hồ sơ trễ hạn",
    "backup": "sao lưu dữ liệu và tệp đính kèm vào một tệp",
    "restore": "khôi phục từ một tệp sao lưu",
    "demo": "nạp chương trình ví dụ",
}

DATABASE = (
    "Không dùng được cơ sở dữ liệu ({error}). Hãy tạo bảng bằng “python manage.py migrate”, hoặc chỉ đúng nơi có "
    "dữ liệu bằng PARINDEX_VAR hay DATABASE_URL; dữ liệu trình diễn: đặt PARINDEX_ENV=demo."
)


class Parser(argparse.ArgumentParser):
    """Says what is wrong with a call in Vietnamese and exits 2."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given, add_help=False)
        self._positionals.title, self._optionals.title = "tham số", "tùy chọn"
        self.add_argument("-h", "--help", action="help", help="hiện cách dùng rồi thôi")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage:", "cách dùng:", 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage:", "cách dùng:", 1)

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"Lệnh gọi sai: {message}\nGõ “{self.prog} --help” để xem cách dùng.\n")


def parser(called: str | None) -> Parser:
    """The parser with the sub-command that is called; the others are only listed."""
    top = Parser(prog="parindex", description="Điều hành kế hoạch cải cách hành chính trong một năm.")
    commands = top.add_subparsers(dest="command", required=True, metavar="LỆNH", parser_class=Parser)
    for name, help_text in COMMANDS.items():
        if name == called:
            import_module(f"parindex.cli.{name}").add(commands)
        else:
            commands.add_parser(name, help=help_text)
    return top


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Returns 0 done, 2 the input or the call is at fault, 1 our fault."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        args = parser(words[0] if words else None).parse_args(words)
        return args.run(args) or 0
    except InputError as error:
        print(str(error), file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0
    except Exception as error:
        if type(error).__module__ == "django.db.utils":  # told by name: the plain commands never load Django
            print(DATABASE.format(error=" ".join(str(error).split())), file=sys.stderr)
            return 2
        traceback.print_exc()
        print("Parindex gặp lỗi ngoài dự kiến; xin gửi nội dung trên cho người quản trị.", file=sys.stderr)
        return 1
