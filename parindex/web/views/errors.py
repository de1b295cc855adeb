"""Pages for what went wrong: each says what happened and what to do, with the right status."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from parindex.config.uploads import MEGABYTE, limit_of
from parindex.web import way_back

PLAINLY = (
    '<!doctype html><html lang="vi"><meta charset="utf-8"><title>Lỗi máy chủ – Parindex</title>'
    "<h1>Hệ thống gặp lỗi ngoài dự kiến</h1>"
    "<p>Xin thử lại sau ít phút; nếu vẫn lỗi, xin báo quản trị hệ thống.</p></html>"
)


def page(
    request: HttpRequest, status: int, title: str, words: str, *, back: bool = True, again: str = ""
) -> HttpResponse:
    """Draw an error page; for htmx a message fragment that the page shows at its top. `again`: the page to reopen."""
    known = getattr(request, "viewer", None) is not None  # the rail stays for who is at work
    context = {"status": status, "title": title, "words": words, "back": back, "again": again}
    context["layout"] = "base.html" if known else "plain.html"
    fragment = bool(getattr(request, "htmx", False))
    response = render(request, "errors/fragment.html" if fragment else "errors/page.html", context, status=status)
    if fragment:
        response.headers["HX-Retarget"] = "#notices"
        response.headers["HX-Reselect"] = ".notice"  # whatever part of a page the request would have picked
        response.headers["HX-Reswap"] = "innerHTML show:window:top"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    words = _("Yêu cầu gửi tới không đọc được. Xin quay lại trang trước và làm lại.")
    if isinstance(exception, RequestDataTooBig):
        most = limit_of(request) // MEGABYTE
        words = _("Nội dung gửi lên quá lớn (tối đa %d MB một lần). Hãy chia nhỏ hoặc nén lại rồi gửi lại.") % most
    return page(request, 400, _("Yêu cầu không hợp lệ"), words)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 – Django's
    return page(request, 403, _("Không được phép"), _("Tài khoản này không được mở trang vừa yêu cầu."))


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 – Django's signature
    """The form's CSRF token does not fit: most often the page stood open over a sign-out or a new sign-in."""
    words = _(
        "Trang đã mở quá lâu hoặc đã đăng nhập lại ở cửa sổ khác, nên nội dung chưa được gửi. "
        "Xin mở lại trang rồi gửi lại."
    )
    return page(request, 403, _("Biểu mẫu đã hết hạn"), words, again=way_back.place(request))


def no_role(request: HttpRequest) -> HttpResponse:
    words = _(
        "Tài khoản của bạn hiện chưa có vai trò trong chương trình nào, hoặc vai trò đã hết hạn. "
        "Xin liên hệ quản trị hệ thống để được giao vai trò."
    )
    return page(request, 403, _("Chưa được giao vai trò"), words, back=False)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 – Django's
    words = _("Trang không tồn tại, đã được chuyển đi, hoặc không thuộc phạm vi của tài khoản này.")
    return page(request, 404, _("Không tìm thấy"), words)


def only_forms(request: HttpRequest) -> HttpResponse:
    words = _("Địa chỉ này chỉ nhận nội dung gửi từ biểu mẫu, không mở xem được. Xin quay lại trang trước.")
    return page(request, 405, _("Không có gì để xem ở đây"), words)


def conflict(request: HttpRequest, error: Exception) -> HttpResponse:
    """Somebody else changed the same thing meanwhile: shown, never overwritten."""
    return page(request, 409, _("Nội dung vừa được thay đổi ở nơi khác"), str(error))


def refused(request: HttpRequest, error: Exception) -> HttpResponse:
    """An InputError that no form has caught: its own message says what, where and what to do."""
    return page(request, 422, _("Chưa thực hiện được"), str(error))


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 – Django's signature
    """Our fault: drawn without the database; plain words should even the template fail."""
    try:
        return HttpResponse(render_to_string("errors/server.html"), status=500)
    except Exception:
        return HttpResponse(PLAINLY, status=500)
