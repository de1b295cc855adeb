"""The methods of scoring by the name that rule files use; one file for each."""

from decimal import Decimal
from typing import Any

from parindex.core.loading import Mapping
from parindex.core.methods.all_or_nothing import AllOrNothing
from parindex.core.methods.average import Average
from parindex.core.methods.bonus_penalty import BonusPenalty
from parindex.core.methods.checklist import Checklist
from parindex.core.methods.deduction import Deduction
from parindex.core.methods.judgement import Judgement
from parindex.core.methods.levels import Levels
from parindex.core.methods.linear import Linear
from parindex.core.methods.linear_deduction import LinearDeduction
from parindex.core.methods.method import Method
from parindex.core.methods.steps import Steps
from parindex.core.methods.survey_mean import SurveyMean
from parindex.core.methods.survey_share import SurveyShare
from parindex.core.methods.yes_no import YesNo
from parindex.core.methods.yes_no_by_deadline import YesNoByDeadline

_SIMPLE: dict[str, Any] = {
    "yes_no": YesNo,
    "yes_no_by_deadline": YesNoByDeadline,
    "steps": Steps,
    "linear": Linear,
    "linear_deduction": LinearDeduction,
    "all_or_nothing": AllOrNothing,
    "deduction": Deduction,
    "checklist": Checklist,
    "levels": Levels,
    "survey_share": SurveyShare,
    "survey_mean": SurveyMean,
    "judgement": Judgement,
    "bonus_penalty": BonusPenalty,
}
NAMES = (*_SIMPLE, "average")


def name_of(method: Method) -> str:
    """The name by which rule files call a method."""
    return next((name for name, kind in _SIMPLE.items() if type(method) is kind), "average")


def read_method(data: Mapping, limit: Decimal) -> Method:
    """The method that a rule file names, with its parameters; RuleError names file and line."""
    name = data.choice("name", NAMES)
    if name != "average":
        found: Method = _SIMPLE[name].read(data, limit)
        return found
    each = data.get("each")
    if not isinstance(each, Mapping):
        raise data.error("thiếu each: cách chấm từng đơn vị, gồm name và tham số", "each")
    return Average.read(data, limit, read_method(each, limit))
