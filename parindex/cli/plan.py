"""`parindex plan read`: a plan document on the command line, as a summary in Vietnamese or as JSON."""

import argparse
import json
from pathlib import Path

from parindex.cli.arguments import file_bytes
from parindex.core.agencies import Registry
from parindex.core.calendar import WorkCalendar
from parindex.core.errors import InputError
from parindex.core.plans import Place, PlanReading, read_plan
from parindex.documents.reading import read_document


def add(commands: argparse._SubParsersAction) -> None:
    plan = commands.add_parser("plan", help="đọc văn bản kế hoạch").add_subparsers(dest="action", required=True)
    read = plan.add_parser("read", help="đọc một tệp kế hoạch thành mục, nhiệm vụ, cơ quan và thời hạn")
    read.add_argument("file", type=Path, metavar="TỆP", help="tệp .docx, .pdf, .xlsx, .html, .md hoặc .txt")
    read.add_argument("--year", type=int, metavar="NĂM", help="năm của kế hoạch, thay cho năm ghi trong văn bản")
    read.add_argument("--agencies", type=Path, metavar="THƯ MỤC", help="danh bạ cơ quan (mặc định rules/agencies)")
    read.add_argument("--json", action="store_true", help="in một đối tượng JSON")
    read.set_defaults(run=run_read)


def run_read(args: argparse.Namespace) -> int:
    """Read one file and print what it says. InputError when the file or the call is at fault."""
    reading = read_plan(
        read_document(file_bytes(args.file), args.file.name),
        Registry.load(_folder(args.agencies)),
        year=args.year,
        calendar=WorkCalendar.load(),
    )
    if args.json:
        print(json.dumps(reading.to_json(), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_summary(reading)))
    return 0


def _folder(path: Path | None) -> Path | None:
    if path is not None and not path.is_dir():
        raise InputError(f"{path}: không có thư mục danh bạ cơ quan này; hãy kiểm tra lại --agencies.")
    return path


def _summary(reading: PlanReading) -> list[str]:
    plan = reading.plan
    issued = f"ngày {plan.issued:%d/%m/%Y}" if plan.issued else "chưa ghi ngày"
    sections = {(item.place.table, item.section) for item in reading.items if item.section}
    counts = f"{len(sections)} phần, {len(reading.items)} mục, {len(reading.tasks)} nhiệm vụ"
    found = [
        plan.title or "(không có trích yếu)",
        f"Số {plan.number or '(trống)'}, {issued}; {plan.issuer or 'không rõ cơ quan ban hành'}; năm {plan.year}",
        f"Đọc được {counts}; {len(reading.warnings)} điểm cần xem; {len(reading.unread)} chỗ chưa đọc được.",
    ]
    for item in reading.items:
        found += ["", f"{item.label}. {item.title or ''}".rstrip()]
        for task in item.tasks:
            found.append(f"  - {task.text}")
            found.append(f"      Chủ trì: {'; '.join(task.lead) or '(chưa rõ)'}")
            if task.supporting:
                found.append(f"      Phối hợp: {'; '.join(task.supporting)}")
            says = "; ".join(term.says for term in task.schedule if term.says)
            found.append(f"      Thời hạn: {task.phrase or '(chưa rõ)'}{f' = {says}' if says else ''}")
    for duty in plan.organisation:
        for task in duty.tasks:
            says = "; ".join(term.says for term in task.schedule if term.says)
            found += ["", f"Tổ chức thực hiện {duty.number or ''}".rstrip(), f"  - {task.text}"]
            found += [f"      Thực hiện: {'; '.join(task.lead)}", f"      Thời hạn: {says}"]
    if reading.warnings:
        found += ["", "Cần xem lại:"]
        found += [f"  [{warning.place}] {warning.message}" for warning in reading.warnings]
    if reading.unread:
        found += ["", "Chưa đọc được:"]
        found += [f"  [{_where(unread.place)}] {unread.text} ({unread.why})" for unread in reading.unread]
    return found


def _where(place: Place) -> str:
    if place.table is None:
        return f"đoạn {place.paragraph}"
    rows = ", ".join(str(row) for row in place.rows)
    return f"bảng {place.table}, hàng {rows}"
