"""Forms of a late dossier's case: explaining, the letter from draft to posting, exempting, erasing."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.records.actions.apology_letter import WAYS, LetterInput, SignedInput
from parindex.records.actions.late_case import offered_causes
from parindex.records.models import ApologyLetter
from parindex.web.forms.fields import DayField
from parindex.web.forms.obligation import ChangeForm, reason

_NO_PERSON = gettext_lazy("Không ghi tên, số điện thoại, số định danh của người nộp hồ sơ ở đây.")
_SEALED = gettext_lazy("Được niêm phong: chỉ người có quyền đọc được, mỗi lần đọc đều ghi lịch sử.")


def _words(label: Any, most: int = 300, required: bool = False, help_text: Any = "", **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text, **kwargs)


class ExplainForm(ChangeForm):
    cause = forms.ChoiceField(
        label=gettext_lazy("Nguyên nhân"),
        error_messages={"required": gettext_lazy("Xin chọn nguyên nhân.")},
    )
    words = reason(gettext_lazy("Giải trình"), gettext_lazy("Xin ghi rõ vì sao trễ."), _NO_PERSON)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(cause.key, cause.label) for cause in offered_causes(on).values()]
        self.fields["cause"].choices = [("", _("Chọn nguyên nhân")), *offered]


class LetterForm(ChangeForm):
    """The recipient's lines begin empty also where some are kept: they are read on purpose only."""

    reason = reason(
        gettext_lazy("Lý do ghi trong thư"), gettext_lazy("Xin ghi lý do trễ hạn để đưa vào thư."), _NO_PERSON
    )
    new_due = DayField(
        label=gettext_lazy("Ngày hẹn trả mới"), help_text=gettext_lazy("Một ngày làm việc, sau hôm nay.")
    )
    decision = _words(
        gettext_lazy("Số quyết định cho hẹn lại lần nữa"),
        120,
        help_text=gettext_lazy("Bắt buộc từ lần hẹn lại thứ hai. Ví dụ: 45/QĐ-UBND ngày 1/7/2023."),
    )
    recipient = _words(
        gettext_lazy("Người nhận"), help_text=_SEALED, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    address = _words(gettext_lazy("Địa chỉ"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    phone = _words(
        gettext_lazy("Điện thoại"), 40, widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"})
    )
    organisation = forms.BooleanField(label=gettext_lazy("Người nhận là tổ chức, doanh nghiệp"), required=False)

    def __init__(self, *args: Any, letter: ApologyLetter | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if letter and letter.sealed:
            self.fields["recipient"].help_text = _("Đã có người nhận, đang niêm phong; để trống nếu không đổi.")

    def given(self) -> LetterInput:
        """As the action takes it."""
        data = self.cleaned_data
        return LetterInput(
            data["reason"], data["new_due"], data["decision"], data["recipient"], data["address"], data["phone"],
            data["organisation"],
        )  # fmt: skip


class SignForm(ChangeForm):
    number = _words(
        gettext_lazy("Số, ký hiệu"), 60, True, gettext_lazy("Như ghi trên thư, ví dụ 12/UBND-VP; được niêm yết."),
        error_messages={"required": gettext_lazy("Xin ghi số, ký hiệu của thư.")},
    )  # fmt: skip
    day = DayField(label=gettext_lazy("Ngày của thư"))
    signer_title = _words(
        gettext_lazy("Chức vụ người ký"), 200, True,
        error_messages={"required": gettext_lazy("Xin ghi chức vụ người ký.")},
    )  # fmt: skip
    signer_name = _words(
        gettext_lazy("Họ tên người ký"), 120, True, error_messages={"required": gettext_lazy("Xin ghi tên người ký.")}
    )
    file = forms.FileField(
        label=gettext_lazy("Bản đã ký (PDF, ảnh chụp, Word đã ký số)"), required=False,
        help_text=gettext_lazy("Tối đa 25 MB. Bản thảo Word chưa ký số không phải bản đã ký."),
        widget=forms.FileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.tif,.tiff,.webp,.docx"}),
        allow_empty_file=True, max_length=255,
    )  # fmt: skip

    def __init__(self, *args: Any, again: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].required = not again
        self.fields["file"].error_messages["required"] = _("Xin chọn tệp của thư đã ký.")

    def given(self) -> SignedInput:
        """As the action takes it."""
        data = self.cleaned_data
        file = data["file"]
        return SignedInput(
            data["number"], data["day"], data["signer_title"], data["signer_name"],
            file.name if file else "", file.read() if file else None,
        )  # fmt: skip


class SendForm(ChangeForm):
    day = DayField(label=gettext_lazy("Ngày gửi"))
    how = forms.ChoiceField(
        label=gettext_lazy("Cách gửi"), choices=[("", gettext_lazy("Chọn cách gửi")), *WAYS.items()],
        error_messages={"required": gettext_lazy("Xin chọn cách gửi.")},
    )  # fmt: skip
    note = _words(
        gettext_lazy("Ghi chú"), help_text=gettext_lazy("Ví dụ số phiếu gửi bưu điện. Không ghi thông tin người nhận.")
    )


class PostForm(ChangeForm):
    day = DayField(label=gettext_lazy("Niêm yết từ ngày"))


class ReasonForm(ChangeForm):
    """An act that needs nothing but its reason."""

    reason = reason(gettext_lazy("Lý do"), gettext_lazy("Xin ghi lý do."), _NO_PERSON)


class ExemptForm(ReasonForm):
    decision = _words(
        gettext_lazy("Số, ký hiệu quyết định"), 120, True,
        gettext_lazy("Văn bản cho phép không phải xin lỗi, ví dụ 45/QĐ-UBND ngày 1/7/2023."),
        error_messages={"required": gettext_lazy("Xin ghi số quyết định.")},
    )  # fmt: skip
    field_order = ("decision", "reason", "version")


class ForeseeForm(forms.Form):
    code = _words(
        gettext_lazy("Mã hồ sơ"), 120, True, gettext_lazy("Như trên giấy hẹn, ví dụ 000.07.35.H08-230601-0012."),
        error_messages={"required": gettext_lazy("Xin ghi mã hồ sơ.")},
    )  # fmt: skip
    source = _words(gettext_lazy("Nguồn số liệu"), 120, help_text=gettext_lazy("Chỉ ghi khi mã này có ở nhiều nguồn."))
    words = reason(gettext_lazy("Vì sao thấy sẽ trễ"), gettext_lazy("Xin ghi vì sao thấy hồ sơ sẽ trễ."), _NO_PERSON)
