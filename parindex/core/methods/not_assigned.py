"""Not assigned: a criterion that a unit does not have leaves both its points and its maximum.

Reference: QĐ 3199/QĐ-UBND 2024 Hà Nội (without a survey the rest is brought to 100); QĐ 212/2025/QĐ-UBND Hải Phòng,
footnote 7. Whether the rest is brought back to the whole scale is declared by the set.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from parindex.core.answers import Answer

Policy = Literal["lowers", "rescales", "refused"]
KEY = "not_assigned"  # of such an answer in the answers file


@dataclass(frozen=True)
class NotAssigned:
    """Why the criterion is not scored."""

    reason: str

    def to_json(self) -> dict[str, Any]:
        """As in the answers file."""
        return {"not_assigned": self.reason}


def read(answer: Answer, policy: Policy) -> NotAssigned | None:
    """The reason, None where the answer is of another kind; InputError where the set knows no such answer."""
    if KEY not in answer.data:
        return None
    if policy == "refused":
        raise answer.error("bộ tiêu chí không cho bỏ qua tiêu chí nào; hãy trả lời theo cách chấm của tiêu chí")
    answer.only((KEY,))
    return NotAssigned(answer.text(KEY))


def because(found: NotAssigned) -> str:
    """Say why it is not scored."""
    return f"Không được giao hoặc không phát sinh nên không chấm ({found.reason.strip().rstrip('.')})."


def rescale(policy: Policy, whole: Fraction, assigned: Fraction) -> Fraction:
    """What a point is worth in the total: whole / assigned where the set rescales and anything is assigned, else 1."""
    return whole / assigned if policy == "rescales" and assigned else Fraction(1)
