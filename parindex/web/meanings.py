"""What our words for channels and endings of dossiers say on the screen."""

from typing import Any

from django.utils.translation import gettext_lazy

CHANNELS: dict[str, Any] = {
    "online_full": gettext_lazy("Trực tuyến toàn trình"), "online_partial": gettext_lazy("Trực tuyến một phần"),
    "counter": gettext_lazy("Trực tiếp"), "post": gettext_lazy("Bưu chính"), "other": gettext_lazy("Cách khác"),
}  # fmt: skip
ENDINGS: dict[str, Any] = {
    "resolved": gettext_lazy("Đã giải quyết"), "refused": gettext_lazy("Từ chối"),
    "withdrawn": gettext_lazy("Công dân rút"),
}  # fmt: skip
