"""`parindex deadline`."""

import argparse


def add(commands: argparse._SubParsersAction) -> None:
    commands.add_parser("deadline")
