"""Writes the letter of apology for a late dossier as .docx, in the layout of an official letter by Decree 30/2020."""

import io
from dataclasses import dataclass
from datetime import date, datetime

from parindex.documents.writing.official import (
    Page,
    is_committee,
    issuer_lines,
    new_document,
    signer_lines,
    two_columns,
)

_LEFT, _RIGHT = 66, 99  # millimetres of the letterhead's columns
_NOBODY = "………………………………………"


@dataclass(frozen=True)
class ApologyDraft:
    """What the letter says. Blank words are left to be filled by hand, as in a draft.

    `parent` is who the agency belongs to, "" for a people's committee of its own. `due` is an instant in local time
    where the source tells hours, else a day. `finished` where the result came late; None: it is still to come.
    `foreseen`: the dossier is not late yet. `decision` lets it be put off once more. `mark` heads the page.
    """

    agency: str
    code: str
    procedure: str
    received: date | None
    due: datetime | date | None
    new_due: date
    reason: str
    parent: str = ""
    place: str = ""
    number: str = ""
    day: date | None = None
    recipient: str = ""
    address: str = ""
    organisation: bool = False
    finished: date | None = None
    foreseen: bool = False
    ordinal: int = 1
    decision: str = ""
    signer_title: str = ""
    signer_name: str = ""
    mark: str = ""


def write_letter(draft: ApologyDraft) -> bytes:
    """Return the .docx."""
    document = new_document()
    if draft.mark:
        Page(document.sections[0].first_page_header).line(draft.mark, bold=True, centred=True, size=13)
    _letterhead(Page(document), draft)
    page = Page(document)
    page.line(f"Kính gửi: {draft.recipient or _NOBODY}", centred=True, before=12, after=2)
    page.line(f"Địa chỉ: {draft.address or _NOBODY}", centred=True, after=12)
    for paragraph in _body(draft):
        page.line(paragraph, after=6, body=True)
    _signature(page, draft)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _letterhead(page: Page, draft: ApologyDraft) -> None:
    left, right = two_columns(page.document, (_LEFT, _RIGHT))
    if draft.parent and not is_committee(draft.agency):
        left.line(draft.parent.upper(), centred=True, size=13, after=0)
    for line in issuer_lines(draft.agency):
        left.line(line, bold=True, centred=True, size=13, after=0)
    left.rule(_LEFT - 4, _LEFT / 3)
    left.line(f"Số: {draft.number or _blank_number(draft.agency)}", centred=True, size=13, after=2)
    about = "xin lỗi vì sẽ trả kết quả chậm" if draft.foreseen else "xin lỗi vì trả kết quả chậm"
    left.line(f"V/v {about}, hẹn lại ngày trả", centred=True, size=12)
    right.line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, centred=True, size=12, after=0)
    right.line("Độc lập - Tự do - Hạnh phúc", bold=True, centred=True, size=13, after=0)
    right.rule(_RIGHT - 4, 58)
    right.line(f"{draft.place or '……………'}, {_dated(draft)}", italic=True, centred=True, size=13)


def _blank_number(agency: str) -> str:
    return "         /UBND" if is_committee(agency) else "         /……"


def _dated(draft: ApologyDraft) -> str:
    """Days below 10 and the months 1 and 2 are written with a nought before them, so that nobody adds a figure."""
    if draft.day is None:
        return f"ngày      tháng      năm {draft.new_due.year}"
    month = f"{draft.day.month:02d}" if draft.day.month < 3 else str(draft.day.month)
    return f"ngày {draft.day.day:02d} tháng {month} năm {draft.day.year}"


def _body(draft: ApologyDraft) -> list[str]:
    who, you = draft.agency, "quý đơn vị" if draft.organisation else "Ông/Bà"
    taken = f"Ngày {_day(draft.received)}, {who}" if draft.received else who
    told = f", và hẹn trả kết quả {_moment(draft.due)}" if draft.due else ""
    said = [
        f"{taken} nhận của {you} hồ sơ mã số {draft.code}, thủ tục “{draft.procedure or '……………'}”{told}.",
        _lateness(draft, you),
        f"Lý do: {_sentence(draft.reason)}",
        f"{who} xin nhận lỗi về sự chậm trễ này và mong {you} lượng thứ cho thời gian, công sức và chi phí phát sinh.",
    ]
    again = ""
    if draft.ordinal > 1:
        again = f" Đây là lần hẹn lại thứ {draft.ordinal}, theo {draft.decision or '……………'}."
    if draft.finished and draft.finished <= draft.new_due:
        said.append(f"Kết quả đã có, xin mời {you} đến nhận từ nay đến ngày {_day(draft.new_due)}.{again}")
    else:
        said.append(f"{who} hẹn trả kết quả cho {you} vào ngày {_day(draft.new_due)}.{again}")
    said.append(f"Trong lúc chờ, {you} có thể hỏi tình trạng hồ sơ theo mã số nêu trên tại Bộ phận Một cửa./.")
    return said


def _lateness(draft: ApologyDraft, you: str) -> str:
    if draft.foreseen:
        return (
            f"Qua kiểm tra tiến độ, {draft.agency} thấy rằng sẽ không kịp trả kết quả cho {you} đúng ngày đã hẹn, nên "
            "báo trước bằng văn bản này."
        )
    if draft.finished:
        return f"Hồ sơ đến ngày {_day(draft.finished)} mới giải quyết xong, sau thời điểm đã hẹn với {you}."
    return f"Đã qua thời điểm đó mà {draft.agency} vẫn chưa trả được kết quả cho {you}."


def _sentence(words: str) -> str:
    words = " ".join(words.split())
    return words if words.endswith((".", "!", "?", "…")) else f"{words}."


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def _moment(due: datetime | date) -> str:
    if isinstance(due, datetime):
        return f"lúc {due.hour} giờ {due.minute:02d} ngày {_day(due.date())}"
    return f"vào ngày {_day(due)}"


def _signature(page: Page, draft: ApologyDraft) -> None:
    left, right = two_columns(page.document, (80, 85))
    left.line("Nơi nhận:", bold=True, italic=True, size=12, before=12, after=0)
    left.line("- Như trên;", size=11, after=0)
    left.line("- Lưu: VT, Một cửa.", size=11, after=0)
    *above, title = signer_lines(draft.agency, draft.signer_title or _head_of(draft.agency))
    for number, line in enumerate(above):
        right.line(line, bold=True, centred=True, before=12 if number == 0 else 0, after=0)
    right.line(title, bold=True, centred=True, before=0 if above else 12, after=64)
    right.line(draft.signer_name, bold=True, centred=True)


def _head_of(agency: str) -> str:
    if is_committee(agency):
        return "Chủ tịch"
    words = agency.upper()
    if words.startswith("PHÒNG"):
        return "Trưởng phòng"
    return "Chánh Văn phòng" if words.startswith("VĂN PHÒNG") else "Thủ trưởng"
