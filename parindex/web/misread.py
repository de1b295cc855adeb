"""What an address asks for and nobody understands: kept with the request, said on its page in a line each."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.records.permissions import NotFound

_MOST = 40  # characters of a value that are repeated
_TITLES: dict[str, Any] = {
    "ky": gettext_lazy("kỳ"), "lich": gettext_lazy("cách tính kỳ"), "nhom": gettext_lazy("nhóm chỉ tiêu"),
    "toi-thieu": gettext_lazy("mẫu số tối thiểu"), "co-quan": gettext_lazy("cơ quan"),
    "thang": gettext_lazy("tháng hẹn trả"), "giai-doan": gettext_lazy("giai đoạn"), "sap": gettext_lazy("thứ tự"),
    "con": gettext_lazy("thời hạn"), "trang": gettext_lazy("trang"), "khac": gettext_lazy("chỗ khác nhau"),
    "phan": gettext_lazy("phần của con số"), "tep": gettext_lazy("tệp thứ"), "bai": gettext_lazy("đơn vị chấm lại"),
    "cap": gettext_lazy("nhóm cơ quan"), "loai": gettext_lazy("loại cơ quan"), "nhin": gettext_lazy("cách xem đơn vị"),
    "it-nhat": gettext_lazy("số hồ sơ tối thiểu"),
}  # fmt: skip


def misread(request: HttpRequest, key: str, instead: object) -> None:
    """Keep that ?`key`= was not understood and what the page shows `instead`; a value that is empty asks nothing."""
    value = " ".join(request.GET.get(key, "").split())
    if value:
        value = value if len(value) <= _MOST else f"{value[:_MOST]}…"
        said = _("Không hiểu %(title)s “%(value)s” ghi trong địa chỉ; trang này hiện %(instead)s.")
        lines = request.__dict__.setdefault("misread", {})
        lines[key] = said % {"title": _TITLES.get(key, key), "value": value, "instead": instead}


def refuse_misread(request: HttpRequest) -> None:
    """A sheet or a picture has no place to say it and would be kept as what was asked for: NotFound."""
    if getattr(request, "misread", None):
        raise NotFound("misread")
