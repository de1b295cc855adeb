"""Forms of an import: the file, the words of a task or an item, reasons, the day it takes effect."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parindex.core.plan_reading import PlanItem, PlanTask
from parindex.web.forms.fields import DayField

REASON = _("Xin ghi lý do.")


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Văn bản kế hoạch"),
        help_text=_("Tệp .docx, .pdf có chữ, .xlsx, .html, .md hoặc .txt, tối đa 25 MB."),
        widget=forms.FileInput(attrs={"accept": ".docx,.pdf,.xlsx,.html,.htm,.md,.txt"}),
        error_messages={
            "required": _("Xin chọn tệp kế hoạch."),
            "empty": _("Tệp này rỗng; xin chọn lại tệp."),
        },
        allow_empty_file=True,
    )
    year = forms.IntegerField(
        label=_("Năm của kế hoạch"), required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        help_text=_("Chỉ ghi khi văn bản không nói rõ năm."),
        error_messages={"invalid": _("Xin ghi năm bằng bốn chữ số, ví dụ 2023.")},
    )  # fmt: skip


class AgainForm(forms.Form):
    """Asks for another import of the file of one that is open already."""

    again = forms.UUIDField(widget=forms.HiddenInput)


class EffectForm(forms.Form):
    """The day the plan takes effect, as it stands in the address."""

    hieu_luc = DayField(label=_("Có hiệu lực từ"))


class VersionForm(forms.Form):
    """Carries the version of the import that the person saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(VersionForm):
    why = forms.CharField(label=_("Lý do"), max_length=500, error_messages={"required": REASON})


class UndoForm(forms.Form):
    why = forms.CharField(label=_("Lý do hoàn tác"), max_length=500, error_messages={"required": REASON})


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class TaskForm(VersionForm):
    """The words of a task; agencies, dates and targets are understood anew from them."""

    text = forms.CharField(
        label=_("Nhiệm vụ, giải pháp"), widget=_area(4), error_messages={"required": _("Xin ghi nội dung nhiệm vụ.")}
    )
    lead = forms.CharField(
        label=_("Cơ quan thực hiện, chủ trì"), widget=_area(2), required=False,
        help_text=_("Mỗi dòng một cơ quan hoặc nhóm cơ quan, như “UBND các xã, thị trấn”."),
    )  # fmt: skip
    supporting = forms.CharField(
        label=_("Cơ quan phối hợp"), widget=_area(2), required=False, help_text=_("Mỗi dòng một cơ quan.")
    )
    phrase = forms.CharField(
        label=_("Thời hạn"), required=False,
        help_text=_("Bằng lời như trong kế hoạch: “Trước ngày 15/4/2023”, “Ngày 25 hằng tháng”, “Thường xuyên”."),
    )  # fmt: skip
    product = forms.CharField(label=_("Sản phẩm"), required=False)
    note = forms.CharField(label=_("Ghi chú"), required=False)

    def words(self) -> dict[str, str]:
        """The cleaned words under the names by which actions know them."""
        found = {key: self.cleaned_data[key] for key in ("text", "phrase", "product", "note")}
        names = {"lead": self.cleaned_data["lead"], "with": self.cleaned_data["supporting"]}
        return found | {key: "; ".join(filter(str.strip, said.splitlines())) for key, said in names.items()}

    @staticmethod
    def of(task: PlanTask) -> dict[str, Any]:
        """What the form shows at first."""
        return {
            "text": task.text, "lead": "\n".join(task.lead), "supporting": "\n".join(task.supporting),
            "phrase": task.phrase, "product": task.product, "note": task.note,
        }  # fmt: skip


class UnreadForm(TaskForm):
    """The same for a row that was not read, with the part that it belongs to."""

    section = forms.ChoiceField(label=_("Thuộc phần"), required=False)

    field_order = ("section",)

    def __init__(self, *args: Any, sections: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [("", _("Không thuộc phần nào")), *sections]


class ItemForm(VersionForm):
    section = forms.CharField(label=_("Phần"), max_length=200, required=False)
    section_title = forms.CharField(label=_("Tên phần"), required=False, max_length=1000)
    number = forms.CharField(label=_("Số mục"), max_length=200, required=False)
    title = forms.CharField(label=_("Nội dung"), widget=_area(3), required=False)

    @staticmethod
    def of(item: PlanItem) -> dict[str, Any]:
        """What the form shows at first."""
        return {
            "section": item.section, "section_title": item.section_title, "number": item.number, "title": item.title
        }  # fmt: skip


class ConfirmForm(VersionForm):
    """The last step; of an amendment also its decision."""

    day = DayField(label=_("Có hiệu lực từ"))
    decision = forms.CharField(
        label=_("Số, ký hiệu văn bản sửa đổi"), max_length=120, help_text=_("Ví dụ: 45/KH-UBND ngày 1/7/2023."),
        error_messages={"required": _("Xin ghi số, ký hiệu của văn bản sửa đổi.")},
    )  # fmt: skip

    def __init__(self, *args: Any, amends: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not amends:
            del self.fields["decision"]
