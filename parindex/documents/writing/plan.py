"""Writes a plan as .docx in the layout of the plans that districts issue, by Decree 30/2020: read back, it is the same
plan."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from parindex.documents.writing.official import (
    COMMITTEE,
    Page,
    issuer_lines,
    new_document,
    signer_lines,
    two_columns,
)
from parindex.documents.writing.plan_table import write_table

_KINDS = {"QĐ": "QUYẾT ĐỊNH", "CTr": "CHƯƠNG TRÌNH", "NQ": "NGHỊ QUYẾT", "CT": "CHỈ THỊ", "ĐA": "ĐỀ ÁN"}
_PARTS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def write_plan(reading: Mapping[str, Any]) -> bytes:
    """Return the .docx of a plan given as `parindex plan read --json` prints it (keys "plan" and "items").

    Missing facts are left blank to be filled by hand, as in a draft. Warnings and unread words are not written.
    """
    plan, items = reading["plan"], reading.get("items", ())
    document = new_document()
    page = Page(document)
    _letterhead(page, plan)
    page.line(_kind(plan), bold=True, centred=True, before=12)
    if plan.get("title"):
        page.line(plan["title"], bold=True, centred=True, after=12)
    baseline = _baseline(plan.get("baseline"))
    if baseline:
        page.line(baseline)
    _body(page, plan)
    _signature(page, plan)
    document.add_page_break()
    page.line("PHỤ LỤC", bold=True, centred=True)
    page.line("Các nhiệm vụ, giải pháp", bold=True, centred=True)
    page.line(f"(Kèm theo {_attached(plan)})", italic=True, centred=True, after=6)
    write_table(document, items)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _letterhead(page: Page, plan: Mapping[str, Any]) -> None:
    left, right = two_columns(page.document, (64, 101))
    for line in _issuer_lines(plan.get("issuer")):
        left.line(line, bold=line != COMMITTEE, centred=True, size=13)
    left.line("-------", centred=True)
    right.line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True, centred=True, size=12)
    right.line("Độc lập - Tự do - Hạnh phúc", bold=True, centred=True, size=13)
    right.line("---------------", centred=True)
    left.line(f"Số: {plan.get('number') or '      /KH-UBND'}", centred=True, size=13)
    right.line(_dated(plan), italic=True, centred=True, size=13)


def _issuer_lines(issuer: str | None) -> list[str]:
    if not issuer:
        return [COMMITTEE]
    return issuer_lines(issuer)


def _dated(plan: Mapping[str, Any]) -> str:
    place = plan.get("place") or "……"
    if plan.get("issued"):
        issued = date.fromisoformat(plan["issued"])
        return f"{place}, ngày {issued.day:02d} tháng {issued.month:02d} năm {issued.year}"
    return f"{place}, ngày      tháng      năm {plan.get('year') or '        '}"


def _kind(plan: Mapping[str, Any]) -> str:
    number = str(plan.get("number") or "")
    sign = number.rpartition("/")[2].partition("-")[0]
    return _KINDS.get(sign, "KẾ HOẠCH")


def _attached(plan: Mapping[str, Any]) -> str:
    kind = _kind(plan).capitalize()
    day = f"{date.fromisoformat(plan['issued']):%d/%m/%Y}" if plan.get("issued") else f"  /  /{plan.get('year') or ''}"
    issuer = f" của {plan['issuer']}" if plan.get("issuer") else ""
    return f"{kind} số {plan.get('number') or '    /KH-UBND'} ngày {day}{issuer}"


def _baseline(baseline: Mapping[str, Any] | None) -> str:
    """Last year's result in one sentence, which the reader of plans reads back."""
    if not baseline or not baseline.get("total"):
        return ""
    text = "Căn cứ kết quả xếp hạng Chỉ số cải cách hành chính"
    if baseline.get("year"):
        text += f" năm {baseline['year']}"
    if baseline.get("decision"):
        day = baseline.get("decision_date")
        text += f" (tại Quyết định số {baseline['decision']}"
        text += f" ngày {date.fromisoformat(day):%d/%m/%Y})" if day else ")"
    text += f"; theo đó, kết quả đạt {_score(baseline)} điểm"
    if baseline.get("rank") and baseline.get("of"):
        text += f", xếp vị trí thứ {baseline['rank']}/{baseline['of']}"
    parts = [f"{_lowered(part['name'])} đạt {_score(part, 'score')} điểm" for part in baseline.get("parts", ())]
    return f"{text}. Trong đó, {', '.join(parts)}." if parts else f"{text}."


def _score(result: Mapping[str, Any], key: str = "total") -> str:
    return f"{result[key]}/{result['max']}".replace(".", ",")


def _lowered(name: str) -> str:
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _body(page: Page, plan: Mapping[str, Any]) -> None:
    organisation: Sequence[Mapping[str, Any]] = plan.get("organisation") or ()
    section = organisation[0].get("section") if organisation else None
    last = section if section in _PARTS[1:] else _PARTS[1]
    page.line(f"{_PARTS[_PARTS.index(last) - 1]}. NHIỆM VỤ, GIẢI PHÁP", bold=True, before=6)
    page.line("(Có Phụ lục các nhiệm vụ, giải pháp kèm theo)", italic=True)
    if organisation:
        page.line(f"{last}. TỔ CHỨC THỰC HIỆN", bold=True, before=6)
    for duty in organisation:
        number = str(duty.get("number") or "")
        mark = f"{number}. " if number and number[-1].isalnum() else f"{number} " if number else ""
        page.line(f"{mark}{duty['text']}")


def _signature(page: Page, plan: Mapping[str, Any]) -> None:
    signer = plan.get("signed_by")
    if not signer or not signer.get("title"):
        return
    left, right = two_columns(page.document, (80, 85))
    left.line("Nơi nhận:", bold=True, italic=True, size=12)
    left.line("- Lưu: VT.", size=11)
    title = str(signer["title"])
    *above, last = signer_lines(str(plan.get("issuer") or ""), title)
    for line in above:
        right.line(line, bold=True, centred=True)
    right.line(last, bold=True, centred=True, after=60)
    if signer.get("name"):
        right.line(signer["name"], bold=True, centred=True)
