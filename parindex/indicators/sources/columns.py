"""The columns that a mapping may fill, which of them it must, how headings are compared, and which never come in."""

from parindex.core.words import fold

# Our column -> how its cells are read. "moments" and "words" are lists in one cell, parted by the separator.
FIELDS: dict[str, dict[str, str]] = {
    "dossiers": {
        "code": "text",
        "source": "text",
        "agency": "text",
        "receiving_agency": "text",
        "field": "text",
        "procedure": "text",
        "procedure_name": "text",
        "channel": "channel",
        "online": "flag",
        "received": "instant",
        "due": "instant",
        "first_due": "instant",
        "dues": "moments",
        "finished": "instant",
        "returned": "instant",
        "withdrawn": "instant",
        "refused": "instant",
        "ending": "ending",
        "reschedules": "whole",
        "pause_from": "moments",
        "pause_to": "moments",
        "pause_kind": "words",
        "pause_reason": "words",
        "supplement_from": "moments",
        "supplement_to": "moments",
        "legal_days": "number",
        "on_behalf": "flag",
        "has_fee": "flag",
        "paid_online": "flag",
        "payments": "whole",
        "online_payments": "whole",
        "certification": "flag",
        "e_certified": "flag",
        "digitised_intake": "flag",
        "digitised_result": "flag",
        "returned_by_post": "flag",
        "letter_signed": "flag",
        "letter_sent_day": "day",
        "posted_from": "day",
        "posted_to": "day",
        "letter_exempt": "flag",
        "updated": "instant",
    },
    "procedures": {
        "source": "text",
        "code": "text",
        "name": "text",
        "field": "text",
        "online_level": "online_level",
        "postal": "flag",
        "fee": "flag",
        "certification": "flag",
        "legal_days": "number",
        "valid_from": "day",
        "valid_to": "day",
        "updated": "instant",
    },
    "register_counts": {
        "source": "text",
        "agency": "text",
        "field": "text",
        "period": "period",
        "count": "whole",
        "updated": "instant",
    },
}
# Without `code` the rows of a dossier file have no identity: they are counted, never kept.
REQUIRED: dict[str, tuple[str, ...]] = {
    "dossiers": ("received",),
    "procedures": ("code",),
    "register_counts": ("agency", "period", "count"),
}

# Titles that people know for our columns, for the screen.
TITLES: dict[str, str] = {
    "code": "Mã hồ sơ / mã thủ tục",
    "source": "Hệ thống nguồn",
    "agency": "Cơ quan xử lý",
    "receiving_agency": "Cơ quan tiếp nhận",
    "field": "Lĩnh vực",
    "procedure": "Mã thủ tục",
    "procedure_name": "Tên thủ tục",
    "channel": "Kênh tiếp nhận",
    "online": "Nộp trực tuyến (có/không)",
    "received": "Ngày tiếp nhận",
    "due": "Ngày hẹn trả",
    "first_due": "Ngày hẹn trả lần đầu",
    "dues": "Các ngày hẹn trả, từ lần đầu",
    "finished": "Ngày hoàn thành xử lý",
    "returned": "Ngày trả kết quả",
    "withdrawn": "Ngày công dân rút",
    "refused": "Ngày từ chối",
    "ending": "Kết quả xử lý",
    "reschedules": "Số lần hẹn lại",
    "pause_from": "Tạm dừng từ",
    "pause_to": "Tạm dừng đến",
    "pause_kind": "Loại tạm dừng",
    "pause_reason": "Lý do tạm dừng",
    "supplement_from": "Yêu cầu bổ sung ngày",
    "supplement_to": "Nhận bổ sung ngày",
    "legal_days": "Số ngày theo quy định",
    "on_behalf": "Nộp hộ",
    "has_fee": "Có phí, lệ phí",
    "paid_online": "Thanh toán trực tuyến",
    "payments": "Số giao dịch",
    "online_payments": "Số giao dịch trực tuyến",
    "certification": "Hồ sơ chứng thực bản sao",
    "e_certified": "Chứng thực điện tử",
    "digitised_intake": "Số hóa khi tiếp nhận",
    "digitised_result": "Số hóa kết quả",
    "returned_by_post": "Trả qua bưu chính",
    "letter_signed": "Đã ký thư xin lỗi",
    "letter_sent_day": "Ngày gửi thư xin lỗi",
    "posted_from": "Niêm yết từ",
    "posted_to": "Niêm yết đến",
    "letter_exempt": "Miễn xin lỗi",
    "updated": "Cập nhật lúc",
    "name": "Tên thủ tục",
    "online_level": "Mức trực tuyến",
    "postal": "Bưu chính công ích",
    "fee": "Có phí, lệ phí",
    "valid_from": "Hiệu lực từ",
    "valid_to": "Hiệu lực đến",
    "period": "Kỳ (tháng)",
    "count": "Số hồ sơ theo sổ",
}


def fold_heading(heading: str) -> str:
    """A heading without diacritics, case, spaces and punctuation: what two systems write alike is equal."""
    return "".join(char for char in fold(heading) if char.isalnum())


# Headings of names, identity papers, addresses and telephones: no mapping may bring them into the lake.
PERSONAL = frozenset(
    map(
        fold_heading,
        (
            *("ChuHoSo", "Chủ hồ sơ", "Người nộp", "Họ tên", "Họ và tên", "Người đăng ký", "Tên người nộp"),
            *("MaDoiTuong", "CMND", "CCCD", "Số CMND", "Số CCCD", "Số định danh", "Số định danh cá nhân", "Hộ chiếu"),
            *("SoDienThoai", "Số điện thoại", "Điện thoại", "Email", "Thư điện tử", "Fax", "Địa chỉ", "DiaChi"),
            *("Ngày sinh", "NgaySinh", "applicantName", "applicantIdNo", "contactTelNo", "contactEmail", "contactName"),
        ),
    )
)
