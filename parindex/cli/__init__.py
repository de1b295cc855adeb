"""The `parindex` command: one file per sub-command, each with `add(commands)`."""

import argparse
import sys
import traceback
from typing import NoReturn

from parindex.cli import calendar, deadline, plan
from parindex.core.errors import InputError


class Parser(argparse.ArgumentParser):
    """Says what is wrong with a call in Vietnamese and exits 2."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"Lệnh gọi sai: {message}\nGõ “{self.prog} --help” để xem cách dùng.\n")


def parser() -> Parser:
    top = Parser(prog="parindex", description="Điều hành kế hoạch cải cách hành chính trong một năm.")
    commands = top.add_subparsers(dest="command", required=True, metavar="LỆNH", parser_class=Parser)
    for module in (plan, deadline, calendar):
        module.add(commands)
    return top


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Returns 0 done, 2 the input or the call is at fault, 1 our fault."""
    args = parser().parse_args(arguments)
    try:
        return args.run(args) or 0
    except InputError as error:
        print(str(error), file=sys.stderr)
        return 2
    except BrokenPipeError:
        return 0
    except Exception:
        traceback.print_exc()
        print("Parindex gặp lỗi ngoài dự kiến; xin gửi nội dung trên cho người quản trị.", file=sys.stderr)
        return 1
