"""The fields of one criterion, made from its method: what a person types becomes an answer as in an answers file."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from parindex.core.amounts import plain, said
from parindex.core.criteria import Criterion
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
from parindex.core.methods.parameters import Named
from parindex.core.methods.quantity import Quantity
from parindex.core.methods.steps import Steps
from parindex.core.methods.survey_mean import SurveyMean
from parindex.core.methods.survey_share import SurveyShare
from parindex.core.methods.yes_no import YesNo
from parindex.core.methods.yes_no_by_deadline import YesNoByDeadline
from parindex.web import formats
from parindex.web.forms.fields import DayField, LongTextField, NumberField

Data = dict[str, Any]
_NOTHING_DONE = "none"
_SAID = {"có": "yes", "không": "no", "chưa": "no"}  # in a line of a unit, where nobody chooses from a list
_WHOLE = 100


@dataclass(frozen=True)
class Asked:
    """What a method asks: its fields by name, how they become an answer (None: left blank), and the way back."""

    fields: Mapping[str, forms.Field]
    read: Callable[[Data], Data | None]
    show: Callable[[Mapping[str, Any]], Data]


def asked(criterion: Criterion, year: int) -> Asked:
    """The fields of a criterion that a method scores."""
    assert criterion.method is not None
    return _of(criterion.method, year)


def _of(method: Method, year: int) -> Asked:  # noqa: PLR0911 – one line for each kind of answer
    match method:
        case YesNo():
            return _done(_("Đã thực hiện"), None)
        case YesNoByDeadline():
            return _done(_("Đã hoàn thành"), method.last_day(year))
        case Checklist() | AllOrNothing(items=[_, *_]):
            return _checked(method.items)
        case Linear() | Steps() | AllOrNothing():
            return _quantity(method.quantity, with_faults=False)
        case LinearDeduction():
            return _quantity(method.linear.quantity, with_faults=True)
        case Deduction():
            return _number("count", _("Số lỗi, số lần chậm"), whole=True)
        case Levels(averaged=True):
            return _counts("levels", method.levels, _("Số hồ sơ ở mức"))
        case Levels():
            return _level(method.levels)
        case BonusPenalty():
            return _counts("counts", method.kinds, _("Số lần"))
        case SurveyShare():
            return _survey_share()
        case SurveyMean():
            return _survey_mean(method.lowest)
        case Judgement():
            return _number("points", _("Điểm (tối đa %s)") % said(method.limit))
        case Average():
            return _units(_of(method.each, year))
    raise AssertionError(type(method))


def _written(value: Decimal) -> str:
    return plain(value)


def _shown(value: Any) -> Any:
    return None if value is None else Decimal(str(value))


def _whole(label: str, **more: Any) -> NumberField:
    return NumberField(label=label, required=False, places=0, **more)


def _number(key: str, label: str, *, whole: bool = False) -> Asked:
    field = _whole(label) if whole else NumberField(label=label, required=False)
    return Asked(
        {key: field},
        lambda data: None if data.get(key) is None else {key: _written(data[key])},
        lambda answer: {key: _shown(answer.get(key))},
    )


def _done(yes: str, last: date | None) -> Asked:
    choices = [("", _("Chưa trả lời")), ("yes", yes), ("no", _("Chưa thực hiện"))]
    told = _("Hạn cuối là ngày %s.") % formats.day(last) if last else _("Không nhớ ngày thì để trống.")
    fields = {
        "done": forms.ChoiceField(label=_("Kết quả"), choices=choices, required=False),
        "day": DayField(label=_("Ngày hoàn thành"), required=False, help_text=told),
    }

    def read(data: Data) -> Data | None:
        day, done = data.get("day"), data.get("done")
        if done == "no":
            if day:
                raise ValidationError(_("Chưa thực hiện thì không có ngày hoàn thành; xin bỏ một trong hai."))
            return {"done": False}
        if done == "yes" and last and not day:
            raise ValidationError(_("Xin ghi ngày hoàn thành, vì tiêu chí này xét thời hạn."))
        if day:
            return {"done": day.isoformat()}
        return {"done": True} if done == "yes" else None

    def show(answer: Mapping[str, Any]) -> Data:
        done = answer.get("done")
        day = date.fromisoformat(done) if isinstance(done, str) else None
        return {"done": "" if done is None else "no" if done is False else "yes", "day": day}

    return Asked(fields, read, show)


def _checked(items: tuple[Named, ...]) -> Asked:
    fields: dict[str, forms.Field] = {
        f"item_{item.id}": forms.BooleanField(label=item.title, required=False) for item in items
    }
    fields[_NOTHING_DONE] = forms.BooleanField(label=_("Chưa làm được nội dung nào ở trên"), required=False)

    def read(data: Data) -> Data | None:
        found = [item.id for item in items if data.get(f"item_{item.id}")]
        if found and data.get(_NOTHING_DONE):
            raise ValidationError(_("Đã đánh dấu nội dung đạt thì xin bỏ dấu “Chưa làm được nội dung nào”."))
        return {"checked": found} if found or data.get(_NOTHING_DONE) else None

    def show(answer: Mapping[str, Any]) -> Data:
        found = answer.get("checked")
        shown: Data = {f"item_{item.id}": item.id in (found or ()) for item in items}
        return shown | {_NOTHING_DONE: found == []}

    return Asked(fields, read, show)


def _level(levels: tuple[Named, ...]) -> Asked:
    choices = [("", _("Chưa trả lời")), *((each.id, _worth(each)) for each in levels)]
    return Asked(
        {"level": forms.ChoiceField(label=_("Mức đạt được"), choices=choices, required=False)},
        lambda data: {"level": data["level"]} if data.get("level") else None,
        lambda answer: {"level": answer.get("level", "")},
    )


def _worth(level: Named) -> str:
    return level.title if level.points is None else _("%(what)s (%(points)s điểm)") % {
        "what": level.title, "points": said(level.points)
    }  # fmt: skip


def _counts(key: str, kinds: tuple[Named, ...], label: str) -> Asked:
    fields = {f"kind_{kind.id}": _whole(f"{label}: {_worth(kind)}") for kind in kinds}

    def read(data: Data) -> Data | None:
        found = {kind.id: data.get(f"kind_{kind.id}") for kind in kinds}
        if all(count is None for count in found.values()):
            return None
        return {key: {name: _written(count or Decimal(0)) for name, count in found.items()}}

    def show(answer: Mapping[str, Any]) -> Data:
        found = answer.get(key) or {}
        return {f"kind_{kind.id}": _shown(found.get(kind.id)) for kind in kinds}

    return Asked(fields, read, show)


def _quantity(quantity: Quantity, *, with_faults: bool) -> Asked:
    if quantity.measures == "count":
        return _number("count", _("Số lượng"))
    above, below = (
        (_("Số năm nay"), _("Số năm trước")) if quantity.measures == "increase" else (_("Số đạt"), _("Tổng số"))
    )
    fields: dict[str, forms.Field] = {"numerator": NumberField(label=above, required=False)}
    if quantity.of is None:
        fields["denominator"] = NumberField(label=below, required=False)
    else:
        fields["numerator"].help_text = _("Trên tổng số %s.") % said(quantity.of)
    if with_faults:
        fields["faults"] = _whole(_("Trong đó chậm, có lỗi"))

    def read(data: Data) -> Data | None:
        names = [name for name in fields if data.get(name) is not None]
        if not names:
            return None
        if len(names) < len(fields):
            raise ValidationError(_("Xin nhập đủ các số, hoặc để trống tất cả (số 0 là một số liệu)."))
        under = quantity.of if quantity.of is not None else data["denominator"]
        found: Data = {"ratio": [_written(data["numerator"]), _written(under)]}
        return found | ({"count": _written(data["faults"])} if with_faults else {})

    def show(answer: Mapping[str, Any]) -> Data:
        ratio = answer.get("ratio") or ([answer.get("count"), None] if not with_faults else [None, None])
        return {"numerator": _shown(ratio[0]), "denominator": _shown(ratio[1]), "faults": _shown(answer.get("count"))}

    return Asked(fields, read, show)


def _survey_share() -> Asked:
    fields = {
        "numerator": _whole(_("Số phiếu hài lòng")),
        "denominator": _whole(_("Tổng số phiếu")),
        "share": NumberField(
            label=_("Hoặc tỷ lệ hài lòng đã công bố (%)"), required=False,
            help_text=_("Chỉ ghi khi không có số phiếu.")),
        "n": _whole(_("Số người được hỏi")),
        "final": _final(),
    }  # fmt: skip

    def read(data: Data) -> Data | None:
        over: Data = {"final": True} if data.get("final") else {}
        pair, share = [data.get("numerator"), data.get("denominator")], data.get("share")
        if share is not None:
            if any(number is not None for number in pair):
                raise ValidationError(_("Xin ghi số phiếu, hoặc tỷ lệ đã công bố, không ghi cả hai."))
            many = {} if data.get("n") is None else {"n": int(data["n"])}
            return {"share": _written(share)} | many | over
        if pair == [None, None]:
            return None
        if None in pair:
            raise ValidationError(_("Xin nhập cả số phiếu hài lòng và tổng số phiếu."))
        return {"ratio": [_written(number) for number in pair if number is not None]} | over

    def show(answer: Mapping[str, Any]) -> Data:
        ratio = answer.get("ratio") or (None, None)
        return {
            "numerator": _shown(ratio[0]), "denominator": _shown(ratio[1]), "share": _shown(answer.get("share")),
            "n": _shown(answer.get("n")), "final": answer.get("final", False),
        }  # fmt: skip

    return Asked(fields, read, show)


def _final() -> forms.Field:
    return forms.BooleanField(
        label=_("Là kết quả chính thức của cả năm"), required=False,
        help_text=_("Chưa đánh dấu thì điểm còn có thể thay đổi đến hết năm."),
    )  # fmt: skip


def _survey_mean(lowest: Decimal) -> Asked:
    fields = {
        "mean": NumberField(label=_("Điểm trung bình"), required=False),
        "of": NumberField(
            label=_("Thang điểm (mức cao nhất)"), required=False,
            help_text=_("Thang bắt đầu từ %s.") % said(lowest)),
        "n": _whole(_("Số phiếu")),
        "final": _final(),
    }  # fmt: skip

    def read(data: Data) -> Data | None:
        mean, top = data.get("mean"), data.get("of")
        if mean is None and top is None:
            return None
        if mean is None or top is None:
            raise ValidationError(_("Xin nhập cả điểm trung bình và thang điểm."))
        many = {} if data.get("n") is None else {"n": int(data["n"])}
        over = {"final": True} if data.get("final") else {}
        return {"mean": _written(mean), "of": _written(top)} | many | over

    def show(answer: Mapping[str, Any]) -> Data:
        return {key: _shown(answer.get(key)) for key in ("mean", "of", "n")} | {"final": answer.get("final", False)}

    return Asked(fields, read, show)


def _units(each: Asked) -> Asked:
    """One line for each unit, as pasted from a sheet: its name, then the fields of one unit, parted by ; or a tab."""
    names = [field.label for field in each.fields.values()]
    line = "; ".join([_("tên đơn vị"), *map(str, names)])
    fields = {
        "units": LongTextField(
            label=_("Từng đơn vị một dòng"), required=False, max_length=20_000,
            help_text=_("Mỗi dòng ghi: %s. Có thể dán từ bảng tính.") % line)
    }  # fmt: skip

    def read(data: Data) -> Data | None:
        lines = [line for line in (data.get("units") or "").splitlines() if line.strip()]
        return {"units": dict(_unit_lines(each, lines))} if lines else None

    def show(answer: Mapping[str, Any]) -> Data:
        rows = []
        for unit, found in (answer.get("units") or {}).items():
            shown = each.show(found)
            rows.append("; ".join([unit, *(_cell(shown.get(name)) for name in each.fields)]))
        return {"units": "\n".join(rows)}

    return Asked(fields, read, show)


def _cell(value: Any) -> str:
    if value is None or value is False:
        return ""
    if isinstance(value, date):
        return formats.day(value)
    if value in _SAID.values():
        return next(words for words, key in _SAID.items() if key == value)
    return formats.number(value) if isinstance(value, Decimal) else str(value)


def _unit_lines(each: Asked, lines: list[str]) -> Iterator[tuple[str, Data]]:
    seen: set[str] = set()
    for row, line in enumerate(lines, 1):
        unit, *cells = (cell.strip() for cell in line.replace("\t", ";").split(";"))
        where = _("Dòng %(row)d (%(unit)s)") % {"row": row, "unit": unit}
        if not unit or unit in seen:
            raise ValidationError(_("Dòng %d: thiếu tên đơn vị, hoặc tên đã có ở dòng trên.") % row)
        seen.add(unit)
        if len(cells) > len(each.fields):
            raise ValidationError(
                _("%(where)s: thừa cột; cần %(n)d cột sau tên.") % {"where": where, "n": len(each.fields)}
            )
        try:
            names = zip(each.fields.items(), cells, strict=False)
            answer = each.read({name: field.clean(_SAID.get(cell.casefold(), cell)) for (name, field), cell in names})
        except ValidationError as error:
            raise ValidationError(f"{where}: {' '.join(error.messages)}") from error
        if answer is None:
            raise ValidationError(_("%s: chưa có số liệu.") % where)
        yield unit, answer
