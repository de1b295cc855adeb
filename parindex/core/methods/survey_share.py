"""Survey, share: the share of satisfied answers times the points.

Reference: QĐ 1001/QĐ-BNV 2023 (SIPAS); 23,43 of 30 points are 78,1 % in the plan of Tuy Phước district for 2023.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from parindex.core.amounts import equals, said
from parindex.core.answers import Answer
from parindex.core.loading import Mapping
from parindex.core.methods.bounds import Ahead, Bounds, between
from parindex.core.methods.inputs import Polled, Ratio, Share
from parindex.core.methods.parameters import decimal
from parindex.core.methods.quantity import Quantity

_WHOLE = 100
_COUNTED = Quantity("share", of=None, empty=None, may_pass_whole=False)


@dataclass(frozen=True)
class SurveyShare:
    """Answer: ratio (satisfied / all answers), or share in per cent with n; final where no more is asked in the year.
    Points: share / full_from × limit.
    """

    limit: Decimal
    full_from: Decimal

    @classmethod
    def read(cls, data: Mapping, limit: Decimal) -> "SurveyShare":
        """Parameters: full_from, the share that gives the whole points ("100")."""
        data.only({"name", "full_from"})
        full = decimal(data, "full_from", "100")
        if not 0 < full <= _WHOLE:
            raise data.error("full_from phải trên 0 đến 100", "full_from")
        return cls(limit, full)

    def inputs(self, answer: Answer, _year: int) -> Ratio | Share:
        """Read the share, however it is told."""
        if "share" in answer.data:
            answer.only(("share",), ("n", "final"))
            n = answer.count("n") if "n" in answer.data else None
            found = Share(answer.number("share"), n, answer.flag("final"))
            if found.share > _WHOLE:
                raise answer.error(f"share {said(found.share)} lớn hơn 100 %; hãy kiểm tra lại số liệu")
            if found.n == 0:
                raise answer.error("n là 0: không có phiếu nào; chưa khảo sát thì trả lời bằng not_assigned")
            return found
        answer.only(("ratio",), ("final",))
        above, below = answer.ratio()
        if not below or above > below:
            raise answer.error(
                "ratio phải là số phiếu hài lòng trên tổng số phiếu, tổng lớn hơn 0 và không nhỏ hơn tử số"
            )
        return Polled(above, below, final=answer.flag("final"))

    def _share(self, inputs: Ratio | Share) -> Fraction:
        return Fraction(*_pair(inputs))

    def points(self, inputs: Ratio | Share) -> Fraction:
        """Exact points."""
        return self._worth(*_pair(inputs))

    def _worth(self, above: int, below: int) -> Fraction:
        """The points of a share of above / below per cent."""
        limit, full, full_of, slope, of = self._whole
        return limit if above * full_of >= full * below else Fraction(slope * above, of * below)

    @cached_property
    def _whole(self) -> tuple[Fraction, int, int, int, int]:
        """The limit; full_from, and what one per cent is worth up to there, as two whole numbers each."""
        limit, full = Fraction(self.limit), Fraction(self.full_from)
        return limit, *full.as_integer_ratio(), *(limit / full).as_integer_ratio()

    def bounds(self, inputs: Ratio | Share | None, ahead: Ahead) -> Bounds:
        """A survey that is told to be over stays; one that is being counted goes on, and a share secures nothing."""
        if isinstance(inputs, Share | Polled) and inputs.final:
            return between(self.points(inputs))
        if inputs is None or isinstance(inputs, Share):
            return between(0, self.limit)
        reach = _COUNTED.reach(inputs, ahead)
        ends = (reach.low, Fraction(_WHOLE) if reach.high is None else reach.high)
        return between(*(self._worth(*end.as_integer_ratio()) for end in ends))

    def because(self, inputs: Ratio | Share) -> str:
        """Say the share and the product."""
        share = self._share(inputs)
        if isinstance(inputs, Share):
            people = f" ({inputs.n} phiếu)" if inputs.n is not None else ""
            says = f"Tỷ lệ hài lòng {said(share)} %{people}"
        else:
            says = f"Tỷ lệ hài lòng {said(inputs.numerator)}/{said(inputs.denominator)} {equals(share)} %"
        if share >= self.full_from:
            return f"{says}, đạt từ {said(self.full_from)} %: {said(self.limit)} điểm."
        product = f"{said(share)} % / {said(self.full_from)} % × {said(self.limit)} {equals(self.points(inputs))} điểm"
        return f"{says}; {product}."


def _pair(inputs: Ratio | Share) -> tuple[int, int]:
    """The share in per cent as numerator and denominator, which may have common factors."""
    if isinstance(inputs, Share):
        return inputs.share.as_integer_ratio()
    pair = _COUNTED.pair(inputs)
    assert pair is not None
    return pair
