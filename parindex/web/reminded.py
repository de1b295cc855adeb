"""What is said once agencies were written to: how many got a letter, and who has to be told another way."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

from parindex.records.actions.comment import Reminded


def say_reminded(request: HttpRequest, told: Reminded) -> None:
    """How many got a letter, and who has to be told another way."""
    if told.letters:
        messages.success(request, _("Đã gửi thư nhắc %d cơ quan.") % told.letters)
    if told.without_address:
        missed = {"n": len(told.without_address), "names": ", ".join(told.without_address)}
        words = _(
            "%(n)d cơ quan chưa có tài khoản hoặc thư điện tử nên không có thư nào đi: %(names)s. Lời nhắc chỉ được "
            "ghi trên hệ thống; hãy nhắc bằng cách khác, và bổ sung thư điện tử ở Quản trị, Cơ quan."
        )
        messages.warning(request, words % missed)
    if not told.letters and not told.without_address:
        messages.info(request, _("Không nhắc thêm cơ quan nào: chưa chọn việc, hoặc hôm nay đã nhắc rồi."))
