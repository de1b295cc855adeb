"""A page of all the parts that pages are made of: for whoever writes a page, and for tests. Not in production."""

from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from parindex.core.obligations import Progress
from parindex.web.forms.fields import DayField, NumberField
from parindex.web.sorting import order, page_of
from parindex.web.states import LOOKS

_NAMES = ("UBND xã Đồi Thông", "UBND xã Suối Đá", "UBND thị trấn Bến Gỗ", "Phòng Mẫu Một", "Phòng Mẫu Hai")
_DONE = Progress(due=18, due_accepted=12, all=72, accepted=12, late=3, waiting=2)
_COLUMNS = {"co-quan": ("agency",), "han": ("due",), "ty-le": ("share",)}


class SampleForm(forms.Form):
    words = forms.CharField(label="Kết quả thực hiện", widget=forms.Textarea(attrs={"rows": 4}))
    done = NumberField(label="Tử số", help_text="Số hồ sơ trả qua bưu chính trong kỳ.")
    due = DayField(label="Ngày chốt số liệu", help_text="Ngày cuối cùng được tính vào kỳ.")
    agency = forms.ChoiceField(label="Cơ quan", choices=[(name, name) for name in _NAMES])
    way = forms.ChoiceField(
        label="Cách nộp", choices=[("file", "Tệp"), ("link", "Liên kết")], widget=forms.RadioSelect, initial="file"
    )
    sure = forms.BooleanField(label="Đã đối chiếu với sổ theo dõi", help_text="Chỉ đánh dấu khi đã đối chiếu.")
    note = forms.CharField(label="Ghi chú", required=False)
    file = forms.FileField(
        label="Tài liệu kiểm chứng",
        help_text="Tệp .pdf, .docx, .xlsx, .jpg hoặc .png, tối đa 25 MB.",
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx,.xlsx,.jpg,.png"}),
    )


@require_http_methods(["GET", "POST"])
def sample(request: HttpRequest) -> HttpResponse:
    sent = request.method == "POST"
    form = SampleForm(request.POST, request.FILES) if sent else SampleForm()
    status = 422 if sent and not form.is_valid() else 200
    if request.method == "GET":
        for level in (messages.SUCCESS, messages.INFO, messages.WARNING, messages.ERROR):
            messages.add_message(request, level, "Một lời nhắn của hệ thống về việc vừa làm.")
    sort, columns = order(request, _COLUMNS, "han")
    rows = sorted(_rows(request), key=lambda row: getattr(row, columns[0].lstrip("-")), reverse=sort.startswith("-"))
    context = {
        "form": form,
        "states": [(key, 3 if key in ("late", "done_late") else 0) for key in LOOKS],
        "sort": sort,
        "page": page_of(request, rows, 10),
        "progress": _DONE,
        "no_progress": Progress(all=4),
        "history": _history(request),
        "crumbs": [("Kế hoạch", reverse("plan")), ("Phần III", reverse("plan"))],
        "months": [f"{month}" for month in range(1, 13)],
        "board": [(name, _cells(number)) for number, name in enumerate(_NAMES)],
    }
    return render(request, "sample.html", context, status=status)


def _rows(request: HttpRequest) -> list[SimpleNamespace]:
    keys = list(LOOKS)
    return [
        SimpleNamespace(
            agency=_NAMES[number % 5],
            due=request.on + timedelta(days=5 * number - 20),
            share=Decimal(912 + 7 * number) / 10,
            state=keys[number % len(keys)],
            progress=Progress(4, number % 5, 12, number % 5),
            others=[(keys[(number + i) % len(keys)], _NAMES[i % 5]) for i in range(13)],
        )
        for number in range(26)
    ]


def _cells(number: int) -> list[tuple[str, str]]:
    looks = (("done", "4/4"), ("late", "2/5"), ("soon", "1/3"), ("open", "0/4"), ("off", "–"))
    return [looks[min(month * (number + 2) // 9, 4)] for month in range(12)]


def _history(request: HttpRequest) -> list[SimpleNamespace]:
    agency = SimpleNamespace(name=_NAMES[0])
    changes = {"Hạn": ["15/6/2023", "30/6/2023"]}
    return [
        SimpleNamespace(at=request.at, actor_name=name, agency=whose, own=True, verb="", words=words, changes=changed)
        for name, whose, words, changed in (
            ("Lê Văn Mẫu", agency, "Gửi kết quả lần 2", {}),
            ("Phạm Thị Thử", None, "Gia hạn", changes),
        )
    ]
