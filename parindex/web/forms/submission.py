"""The form of a duty: the result in words, a figure for each target, and the evidence that goes with them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.core import figures as core_figures
from parindex.core.target_sayings import say_target
from parindex.records.actions.submission import FigureInput, wants_figure
from parindex.records.models import Evidence, Submission, Target
from parindex.web import figures as shown_figures
from parindex.web.forms.evidence import EvidenceForm
from parindex.web.forms.fields import DayField, LongTextField, NumberField


class WorkForm(EvidenceForm):
    """What an agency hands in. Everything may be left out until it is sent; `version` is the draft's, 0 without one."""

    words = LongTextField(
        label=gettext_lazy("Kết quả thực hiện"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "Đã làm gì, số và ngày văn bản, kết quả ra sao. Người duyệt đọc phần này trước tiên. Tối đa 20.000 ký tự."
        ),
    )
    cut_off = DayField(
        label=gettext_lazy("Ngày chốt số liệu"),
        required=False,
        help_text=gettext_lazy("Ngày cuối cùng được tính vào số liệu; có thể khác ngày gửi."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args: Any, targets: Sequence[Target], earlier: Sequence[Evidence], **kwargs: Any) -> None:
        super().__init__(*args, earlier=earlier, **kwargs)
        self.targets = [target for target in targets if wants_figure(target)]
        if not self.targets:
            del self.fields["cut_off"]
        for target in self.targets:
            first, second = shown_figures.labels(target.data)
            self.fields[f"numerator_{target.pk}"] = NumberField(label=first, required=False)
            if core_figures.is_share(target.data):
                self.fields[f"denominator_{target.pk}"] = NumberField(label=second, required=False)

    def pairs(self) -> list[tuple[Target, str, list[forms.BoundField]]]:
        """Each target with its words and the fields of its figure."""
        return [(one, say_target(one.data), [self[name] for name in self._names(one)]) for one in self.targets]

    def _names(self, target: Target) -> list[str]:
        return [name for name in (f"numerator_{target.pk}", f"denominator_{target.pk}") if name in self.fields]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for target in self.targets:
            names = self._names(target)
            blank = [name for name in names if cleaned.get(name) is None and name not in self.errors]
            if len(blank) == 1 and len(names) == 2:
                self.add_error(blank[0], ValidationError(_("Xin nhập cả hai số, hoặc để trống cả hai.")))
        return cleaned

    def figures(self) -> list[FigureInput]:
        """The figures that were typed."""
        data = self.cleaned_data
        found = []
        for target in self.targets:
            if (numerator := data.get(f"numerator_{target.pk}")) is not None:
                denominator = data.get(f"denominator_{target.pk}")
                found.append(FigureInput(target.pk, numerator, denominator, data.get("cut_off")))
        return found

    @staticmethod
    def of(submission: Submission | None) -> dict[str, Any]:
        """What the form shows of a draft, or of a returned submission that is to be done again."""
        if submission is None:
            return {"version": 0}
        shown: dict[str, Any] = {
            "words": submission.words,
            "version": 0 if submission.sent_on else submission.version,
        }
        for figure in submission.figures.all():
            shown[f"numerator_{figure.target_id}"] = figure.numerator.normalize()
            shown["cut_off"] = figure.cut_off
            if figure.denominator is not None:
                shown[f"denominator_{figure.target_id}"] = figure.denominator.normalize()
        return shown
