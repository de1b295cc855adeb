"""Bands of a number: from where to where, and which end belongs to it; used by steps and by classes."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from parindex.core.amounts import amount, said
from parindex.core.errors import InputError
from parindex.core.loading import Mapping

KEYS = {"at_least", "above", "below", "at_most"}


@dataclass(frozen=True)
class Band:
    """Numbers from `low` to `high`; None has no end on that side, `_closed` says that the end itself belongs to it."""

    low: Decimal | None
    low_closed: bool
    high: Decimal | None
    high_closed: bool

    def holds(self, value: Fraction) -> bool:
        """Whether the number lies in the band."""
        return self.has(value.numerator, value.denominator)

    def has(self, above: int, below: int) -> bool:
        """Whether above / below lies in the band; `below` is over 0."""
        low, high = self._ends
        if low is not None:
            over = above * low[1] - low[0] * below
            if over < 0 or (over == 0 and not self.low_closed):
                return False
        if high is None:
            return True
        under = high[0] * below - above * high[1]
        return under > 0 or (under == 0 and self.high_closed)

    @cached_property
    def _ends(self) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
        low, high = (None if each is None else each.as_integer_ratio() for each in (self.low, self.high))
        return low, high

    def meets(self, low: Fraction, high: Fraction | None) -> bool:
        """Whether a number from `low` to `high` (None: without end), both included, lies in the band."""
        over = self.low is None or high is None or high > self.low or (self.low_closed and high == self.low)
        return over and (self.high is None or low < self.high or (self.high_closed and low == self.high))

    def says(self, unit: str = "") -> str:
        """The band in words: “từ 80 % đến dưới 90 %”."""
        low = "" if self.low is None else f"{'từ' if self.low_closed else 'trên'} {said(self.low)}{unit}"
        high = "" if self.high is None else f"{'đến' if self.high_closed else 'dưới'} {said(self.high)}{unit}"
        if low and high and not self.high_closed:
            high = f"đến {high}"
        return f"{low} {high}".strip() or "mọi giá trị"


def read_band(data: Mapping) -> Band:
    """Read the ends of one band: at_least or above below, at_most or below above."""
    low, low_closed = _end(data, "at_least", "above")
    high, high_closed = _end(data, "at_most", "below")
    if low is not None and high is not None and low >= high:
        raise data.error(f"đầu dưới {said(low)} phải nhỏ hơn đầu trên {said(high)}")
    return Band(low, low_closed, high, high_closed)


def _end(data: Mapping, closed: str, opened: str) -> tuple[Decimal | None, bool]:
    if closed in data and opened in data:
        raise data.error(f"chỉ ghi một trong hai: {closed} hoặc {opened}", opened)
    for key in (closed, opened):
        if key in data:
            try:
                return amount(data[key], key), key == closed
            except InputError as error:
                raise data.error(str(error), key) from error
    return None, False


def check_bands(bands: Sequence[Band], data: Sequence[Mapping], parent: Mapping, key: str) -> None:
    """Refuse bands that leave a number out or hold one twice; they are written from the highest to the lowest."""
    if not bands:
        raise parent.error(f"{key} để trống; hãy ghi các mức từ cao xuống thấp", key)
    if bands[0].high is not None:
        raise data[0].error("mức cao nhất không được có đầu trên (below, at_most); hãy bỏ đi")
    if bands[-1].low is not None:
        raise data[-1].error("mức thấp nhất không được có đầu dưới (at_least, above); hãy bỏ đi")
    for upper, lower, line in zip(bands, bands[1:], data[1:], strict=False):
        if upper.low is None or lower.high != upper.low:
            raise line.error("mức này không nối liền với mức đứng trên; đầu trên phải bằng đầu dưới của mức trên")
        if lower.high_closed == upper.low_closed:
            raise line.error(
                f"giá trị {said(upper.low)} phải thuộc đúng một mức: at_least đi với below, above đi với at_most"
            )
