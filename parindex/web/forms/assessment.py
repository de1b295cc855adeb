"""Forms of a round: opening, answering a criterion at a stage, taking a step, publishing."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.core.assessments import APPRAISAL, EXPLANATION, SECOND, SELF
from parindex.core.criteria import Criterion
from parindex.core.methods.judgement import Judgement
from parindex.records.actions.assessed_answer import AnswerInput
from parindex.records.actions.round import RoundInput
from parindex.records.models import Agency, AssessedAnswer, Assessment, Evidence
from parindex.records.queries.assessed_answer import Sheet, without_name
from parindex.records.queries.round import name_of
from parindex.web.forms.answer import asked
from parindex.web.forms.evidence import EvidenceForm
from parindex.web.forms.fields import DayField, LongTextField
from parindex.web.forms.obligation import ChangeForm, reason

DATES = ("opens", "self_due", "appraisal_due", "explanation_due", "second_due", "approval_due")
_KEEP, _PAGE, _WHY = "keep_", "page_", "why_"
_DECISION = gettext_lazy("Ví dụ: 45/QĐ-UBND ngày 1/7/2023.")


class OpenForm(forms.Form):
    """`agencies` is left out where the authority itself is assessed."""

    title = forms.CharField(
        label=gettext_lazy("Tên đợt"), max_length=300,
        error_messages={"required": gettext_lazy("Xin đặt tên cho đợt đánh giá.")},
    )  # fmt: skip
    decision = forms.CharField(
        label=gettext_lazy("Văn bản tổ chức"), max_length=120, required=False, help_text=_DECISION
    )
    opens = DayField(label=gettext_lazy("Mở tự chấm từ"))
    self_due = DayField(label=gettext_lazy("Hạn tự chấm"), help_text=gettext_lazy("Hết ngày này phiếu tự khóa."))
    appraisal_due = DayField(label=gettext_lazy("Hạn thẩm định lần 1"))
    explanation_due = DayField(label=gettext_lazy("Hạn giải trình"))
    second_due = DayField(label=gettext_lazy("Hạn thẩm định lần 2"))
    approval_due = DayField(label=gettext_lazy("Hạn lãnh đạo duyệt"))
    agencies = forms.MultipleChoiceField(
        label=gettext_lazy("Đơn vị được đánh giá"), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Xin chọn ít nhất một đơn vị.")},
    )  # fmt: skip

    def __init__(self, *args: Any, agencies: Sequence[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"].choices = [(str(one.pk), one.name) for one in agencies]
        if not agencies:
            del self.fields["agencies"]

    def given(self, level: str) -> RoundInput:
        """As the action takes it."""
        data = self.cleaned_data
        chosen = tuple(UUID(key) for key in data.get("agencies", ()))
        days = {name: data[name] for name in DATES}
        return RoundInput(data["title"], level, agencies=chosen, decision=data["decision"], **days)


class AnswerForm(EvidenceForm):
    """What is said of one criterion at one stage; `version` is the number of the row that was seen, 0 without one.

    A unit answers and adds evidence; an appraiser gives a verdict on the answer, and another answer only where they do
    not accept it; a reply has words and evidence only.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    words = LongTextField(
        required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4}), label=gettext_lazy("Giải trình")
    )

    def __init__(
        self, *args: Any, stage: str, sheet: Sheet, criterion: Criterion, earlier: Sequence[Evidence], **kwargs: Any
    ) -> None:
        self.stage, self.sheet, self.criterion = stage, sheet, criterion
        self.asked = asked(criterion, sheet.assessment.round.year)
        self.before = sheet.row(criterion.id, stage)
        self.uses = list(self.before.evidence.all()) if self.before else []
        kwargs["initial"] = self._initial() | kwargs.get("initial", {})
        super().__init__(*args, earlier=earlier, **kwargs)
        self._name_words()
        answering = dict(self.asked.fields) if stage != EXPLANATION else {}
        refused = sheet.criteria_set.not_assigned == "refused"
        if answering and not refused:
            answering["not_assigned"] = forms.BooleanField(
                label=_("Không được giao, hoặc không phát sinh (ghi lý do ở phần lời)"), required=False
            )
        if stage in (APPRAISAL, SECOND):
            answering = {"verdict": self._verdict()} | answering
            for name in ("files", "link", "link_name", "earlier", "page", "start", "end", "secret"):
                del self.fields[name]
        self.answer_names = list(answering)
        self.fields |= answering
        if "earlier" in self.fields:
            self.fields["end"].help_text = ""
            self._group(earlier)
        for use in self.uses:
            self.fields[f"{_KEEP}{use.evidence_id}"] = forms.BooleanField(label=use.evidence.name, required=False)
            self.fields[f"{_PAGE}{use.evidence_id}"] = forms.CharField(label=_("Trang"), required=False, max_length=40)

    def _initial(self) -> dict[str, Any]:
        row = self.before
        shown: dict[str, Any] = {"words": row.words if row else ""}
        answer = row.answer if row else None
        if self.stage in (APPRAISAL, SECOND):
            shown["verdict"] = self._verdict_of(row)
            if answer is None:
                answer = self.sheet.answer(self.criterion.id, SELF, APPRAISAL)
        if answer:
            shown |= self.asked.show(answer)
            if "not_assigned" in answer:
                shown |= {"not_assigned": True}
        for use in self.uses:
            shown |= {f"{_KEEP}{use.evidence_id}": True, f"{_PAGE}{use.evidence_id}": use.page}
        return shown

    def _group(self, earlier: Sequence[Evidence]) -> None:
        """What was handed in for the tasks of the criterion apart from the rest."""
        field = self.fields["earlier"]
        names, tied = dict(field.choices), {str(one.pk) for one in earlier if getattr(one, "tied", False)}
        blank = names.pop("")
        first = [pair for pair in names.items() if pair[0] in tied]
        rest = [pair for pair in names.items() if pair[0] not in tied]
        groups = [(_("Đã nộp cho việc gắn với tiêu chí này"), first), (_("Tài liệu khác"), rest)]
        field.label = _("Tài liệu đã nộp trước đây")
        field.choices = [("", blank), *(group for group in groups if group[1])]
        self.tied = len(first)

    def _verdict_of(self, row: AssessedAnswer | None) -> str:
        """The verdict that a row says; before there is any, that nothing changes."""
        if row is None:
            return "keep" if self.stage == SECOND else "accept"
        if row.answer is None:
            return "reject"
        own = without_name(self.sheet.answer(self.criterion.id, SELF))
        return "accept" if without_name(row.answer) == own else "other"

    def _name_words(self) -> None:
        field = self.fields["words"]
        if self.stage == SELF and isinstance(self.criterion.method, Judgement):
            field.label, field.help_text = _("Lý do cho số điểm"), _("Bắt buộc: đã làm được gì để đạt số điểm này.")
        elif self.stage == SELF and self.criterion.evidence:
            field.label = _("Giải trình")
            both = self.criterion.proof == "both"
            field.help_text = (
                _("Tiêu chí này phải có cả tài liệu kiểm chứng và giải trình.")
                if both
                else _("Có tài liệu kiểm chứng thì không bắt buộc; không có thì phải giải trình.")
            )
        elif self.stage == EXPLANATION:
            field.help_text = _("Vì sao điểm thẩm định chưa đúng; có thể kèm tài liệu.")
        elif self.stage in (APPRAISAL, SECOND):
            field.label = _("Lý do")
            field.help_text = _("Đơn vị đọc lý do này khi giải trình và khi công bố.")

    def _verdict(self) -> forms.ChoiceField:
        choices = [
            ("accept", _("Công nhận câu trả lời của đơn vị")),
            ("other", _("Chấm theo câu trả lời khác dưới đây")),
            ("reject", _("Không công nhận: 0 điểm")),
        ]
        if self.stage == SECOND:
            choices.insert(0, ("keep", _("Giữ kết quả thẩm định lần 1")))
        return forms.ChoiceField(label=_("Kết quả thẩm định"), choices=choices)

    @property
    def answers(self) -> list[forms.BoundField]:
        """The fields of the answer, in order."""
        return [self[name] for name in self.answer_names]

    @property
    def kept_fields(self) -> list[tuple[Any, forms.BoundField, forms.BoundField]]:
        """Each piece of evidence that goes on, whether it does, and its page."""
        return [(use, self[f"{_KEEP}{use.evidence_id}"], self[f"{_PAGE}{use.evidence_id}"]) for use in self.uses]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            cleaned["answer"] = self._answer(cleaned)
        return cleaned

    def _answer(self, cleaned: dict[str, Any]) -> dict[str, Any] | None:
        verdict = cleaned.get("verdict")
        if verdict == "reject":
            return None
        if verdict in ("accept", "keep"):
            self._check_untouched()
            stages = (SELF,) if verdict == "accept" else (SELF, APPRAISAL)
            return self.sheet.answer(self.criterion.id, *stages)
        if cleaned.get("not_assigned"):
            if not cleaned["words"].strip():
                raise ValidationError(_("Xin ghi vì sao không được giao hoặc không phát sinh."))
            return {"not_assigned": cleaned["words"].strip()}
        found = self.asked.read(cleaned) if self.stage != EXPLANATION else None
        if verdict == "other" and found is None:
            raise ValidationError(_("Xin nhập câu trả lời mà thẩm định chấm theo."))
        return found

    def _check_untouched(self) -> None:
        """Who has typed another answer, but left the verdict as it was, did not mean to throw it away."""
        if {*self.asked.fields, "not_assigned"} & {*self.changed_data}:
            raise ValidationError(
                _("Bạn đã sửa câu trả lời nhưng kết quả thẩm định vẫn là công nhận, giữ nguyên. "
                  "Xin chọn “Chấm theo câu trả lời khác dưới đây”, hoặc trả lại số cũ.")
            )  # fmt: skip

    def given(self) -> AnswerInput:
        """As the action takes it."""
        data = self.cleaned_data
        kept = {use.evidence_id: data[page.name] for use, keep, page in self.kept_fields if data[keep.name]}
        with_proof = {"proof": self.proof()} if "files" in self.fields else {}
        return AnswerInput(data["answer"], data["words"], kept, seen=data["version"], **with_proof)

    @staticmethod
    def seen(row: AssessedAnswer | None) -> int:
        """The number of the row that the form shows."""
        return row.number if row else 0


class StepForm(ChangeForm):
    """A step without more to say."""


class UnlockForm(ChangeForm):
    until = DayField(label=gettext_lazy("Được sửa đến hết ngày"))
    reason = reason(gettext_lazy("Lý do mở khóa"), gettext_lazy("Xin ghi lý do mở khóa."))


class GiveBackForm(ChangeForm):
    reason = reason(gettext_lazy("Cần xem lại"), gettext_lazy("Xin ghi rõ cần xem lại tiêu chí nào, vì sao."))


class CancelForm(ChangeForm):
    reason = reason(gettext_lazy("Lý do hủy"), gettext_lazy("Xin ghi lý do hủy đợt đánh giá."))


class PublishForm(ChangeForm):
    """For each form that is not approved it asks why the results are published without it."""

    decision = forms.CharField(
        label=gettext_lazy("Số, ngày quyết định công bố"), max_length=120, help_text=_DECISION,
        error_messages={"required": gettext_lazy("Xin ghi số, ngày quyết định công bố.")},
    )  # fmt: skip

    def __init__(self, *args: Any, left: Sequence[Assessment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.left = list(left)
        for each in self.left:
            label = _("Vì sao công bố mà không có %s") % name_of(each)
            self.fields[f"{_WHY}{each.pk}"] = forms.CharField(
                label=label, max_length=500, error_messages={"required": _("Xin ghi lý do, hoặc chờ duyệt xong.")}
            )

    @property
    def reasons(self) -> list[forms.BoundField]:
        """The fields of those that are not approved."""
        return [self[f"{_WHY}{each.pk}"] for each in self.left]

    def missing(self) -> dict[UUID, str]:
        """The reasons as the action takes them."""
        return {each.pk: self.cleaned_data[f"{_WHY}{each.pk}"] for each in self.left}
