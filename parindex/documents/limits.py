"""How large a document may be before it is refused: against bombs and slips, far above any real plan."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bytes of the file, bytes it may unpack to, how many times its size that may be, pages, cells, nesting."""

    size: int = 50 * 1024 * 1024
    unpacked: int = 400 * 1024 * 1024
    ratio: int = 200
    members: int = 5_000
    pages: int = 3_000
    cells: int = 2_000_000
    span: int = 1_000


LIMITS = Limits()
