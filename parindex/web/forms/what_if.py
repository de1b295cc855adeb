"""What is tried of one criterion: another answer in the fields of its method, a target, points, or not assigned."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from parindex.core.amounts import plain
from parindex.core.methods.checklist import Checklist
from parindex.core.methods.judgement import Judgement
from parindex.core.methods.method import Method
from parindex.core.scoring import Line
from parindex.core.what_if import measured
from parindex.web.forms.answer import asked
from parindex.web.forms.fields import NumberField

ANSWER, TARGET, POINTS = "tra-loi.", "con-so.", "diem."
_TARGET, _POINTS, _LEFT, _WHY, _NOTHING = "target", "assume", "not_assigned", "why", "none"
Data = dict[str, Any]


def tried_ids(query: QueryDict) -> frozenset[str]:
    """The ids of the criteria of which the query says anything."""
    found = set()
    for key in query:
        for prefix in (ANSWER, TARGET, POINTS):
            if key.startswith(prefix):
                found.add(key.removeprefix(prefix).partition(":")[0])
    return frozenset(found)


class TryForm(forms.Form):
    """Filled with today's answer; what is left as it was, or blank, changes nothing.

    Fields of a method are sent as tra-loi.ID:FIELD. Boxes that are not ticked are not sent: tra-loi.ID says that they
    were there.
    """

    def __init__(self, data: QueryDict | None, *, line: Line, year: int, today: Data | None, may_leave: bool) -> None:
        criterion, method = line.criterion, line.criterion.method
        assert method is not None
        self.id, self.unit, self.may_judge = criterion.id, measured(criterion), isinstance(method, Judgement)
        self.asked, self.today = asked(criterion, year), today or {}
        self.sent = data is not None and (
            ANSWER + self.id in data or any(key.startswith(f"{ANSWER}{self.id}:") for key in data)
        )
        super().__init__(data, auto_id="thu.%s", initial=self._initial(self.today))
        self.answer_names = [name for name in self.asked.fields if not (name == _NOTHING and _ticked(method))]
        self.fields |= {name: self.asked.fields[name] for name in self.answer_names}
        if self.may_judge:
            self.answer_names.append(_WHY)
            self.fields[_WHY] = forms.CharField(label=_("Lý do"), required=False, max_length=500)
        self.other_names = []
        if self.unit is not None:
            unit = self.unit or _("số lượng")
            self.fields[_TARGET] = NumberField(label=_("Con số muốn đạt (%s)") % unit, required=False)
        if not self.may_judge and criterion.max:
            self.fields[_POINTS] = NumberField(label=_("Hoặc số điểm, làm cách nào cũng được"), required=False)
            self.other_names.append(_POINTS)
        if may_leave:
            self.fields[_LEFT] = forms.BooleanField(label=_("Không được giao, không phát sinh"), required=False)
            self.other_names.append(_LEFT)
        for name, field in self.fields.items():
            field.widget.attrs |= {"class": _css(field)} | (
                {"aria-describedby": f"thu.{self.add_prefix(name)}_help"} if field.help_text else {}
            )
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3

    def add_prefix(self, field_name: str) -> str:
        """The name in the address."""
        known = {_TARGET: f"{TARGET}{self.id}", _POINTS: f"{POINTS}{self.id}"}
        return known.get(field_name, f"{ANSWER}{self.id}:{field_name}")

    def _initial(self, today: Data) -> Data:
        shown = {name: value for name, value in self.asked.show(today).items() if name in self.asked.fields}
        return shown | {_LEFT: "not_assigned" in today, _WHY: today.get("why", "")}

    @property
    def mark(self) -> str:
        """The name that says that the boxes were there."""
        return ANSWER + self.id

    @property
    def first(self) -> list[forms.BoundField]:
        """What is asked first: the number that is measured, else the answer."""
        return [self[name] for name in ([_TARGET] if self.unit is not None else self.answer_names)]

    @property
    def others(self) -> list[forms.BoundField]:
        """The other ways to try something."""
        return [self[name] for name in ([*self.answer_names] if self.unit is not None else []) + self.other_names]

    @property
    def wide(self) -> bool:
        """Whether something beside what is asked first was typed."""
        return self.is_bound and any(bound.name in self.changed_data for bound in self.others)

    @property
    def touched(self) -> bool:
        """Whether anything differs from today."""
        names = {_TARGET, _POINTS} | ({*self.answer_names, _LEFT} if self.sent else set())
        return bool(names & set(self.changed_data))

    def change(self) -> Data | None:
        """The answer that is tried, as what_if takes it, None where nothing is. ValidationError tells what is wrong."""
        if not self.touched:
            return None
        if self.errors:
            raise ValidationError([message for found in self.errors.values() for message in found])
        ways = [way for way in (self._target(), self._points(), self._answer()) if way is not None]
        if len(ways) > 1:
            raise ValidationError(_("xin thử một cách: câu trả lời, con số muốn đạt, hoặc số điểm."))
        return ways[0] if ways else None

    def _target(self) -> Data | None:
        found = self.cleaned_data.get(_TARGET)
        return None if found is None else {"target": plain(found)}

    def _points(self) -> Data | None:
        found = self.cleaned_data.get(_POINTS)
        return None if found is None else {"assume": plain(found)}

    def _answer(self) -> Data | None:
        """None where nothing was touched, or all was taken away, which keeps the answer of today."""
        changed = set(self.changed_data) if self.sent else set()
        typed, data = changed & set(self.answer_names), self.cleaned_data
        if _LEFT in changed and data[_LEFT]:
            if typed:
                raise ValidationError(_("không được giao thì không có câu trả lời; xin bỏ một trong hai."))
            return {"not_assigned": _("giả sử")}
        if not typed:
            if _LEFT in changed:
                raise ValidationError(_("xin ghi câu trả lời thay cho “không được giao”."))
            return None
        if _NOTHING in self.asked.fields and _NOTHING not in self.fields:
            data = data | {_NOTHING: not any(data[name] for name in self.answer_names)}
        found = self.asked.read(data)
        if found is not None and self.may_judge:
            found |= {"why": data[_WHY].strip() or _("giả sử")}
        # Browsers send the ends of lines in their own way: the same answer in other letters is none.
        return None if found == {key: value for key, value in self.today.items() if key != "by"} else found


def _ticked(method: Method) -> bool:
    """Whether the answer is a list of boxes, none of which needs no box of its own here."""
    return isinstance(method, Checklist) or bool(getattr(method, "items", ()))


def _css(field: forms.Field) -> str:
    if isinstance(field.widget, forms.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(field.widget, forms.Select) else "form-control"
