#!/usr/bin/env python
"""Django's own commands (migrate, check, makemigrations) with Parindex's settings."""

import os
import sys

from django.core.management import execute_from_command_line

from parindex.core.errors import InputError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parindex.config.settings")
    try:
        execute_from_command_line(sys.argv)
    except InputError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
