"""What every method of scoring offers: it reads an answer, gives points, and says why in words to check by hand."""

from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol

from parindex.core.answers import Answer
from parindex.core.methods.bounds import Ahead, Bounds


class Method(Protocol):
    """A way of scoring with its parameters; `limit` is the criterion's maximum in points."""

    @property
    def limit(self) -> Decimal: ...

    def inputs(self, answer: Answer, year: int) -> Any:
        """The answer, typed; InputError names the place."""
        ...

    def points(self, inputs: Any) -> Fraction | None:
        """Exact points; None where there was nothing to score (the criterion then counts as not assigned)."""
        ...

    def bounds(self, inputs: Any, ahead: Ahead) -> Bounds | None:
        """What the final answer can still be worth, given today's (None: none yet); None: nothing to score."""
        ...

    def because(self, inputs: Any) -> str:
        """One Vietnamese sentence with the numbers, a decimal comma in them."""
        ...
