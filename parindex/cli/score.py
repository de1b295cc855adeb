"""`parindex score`: what answers are worth by a criteria set, what they lack, and the sets that there are."""

import argparse
import json
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path

from parindex.cli import score_rank, score_receipt, score_snapshot, score_what_if
from parindex.cli.arguments import day, file_bytes
from parindex.core.amounts import equals, said
from parindex.core.answers import load_answers
from parindex.core.criteria_compare import Comparison, Kind, compare
from parindex.core.criteria_reading import load_set, shipped_sets
from parindex.core.criteria_rescoring import Rescoring, rescore
from parindex.core.criteria_table import Draft, read_table
from parindex.core.errors import InputError
from parindex.core.gap_accounts import Account
from parindex.core.gaps import gaps
from parindex.core.goals import Reached, load_goals, reached
from parindex.core.methods.bounds import Ahead
from parindex.core.projection import project
from parindex.core.scoring import Scorecard, score
from parindex.core.ties import NO_TIES, load_ties
from parindex.core.what_if import load_numbers
from parindex.documents.reading import read_document

_MOST_GAPS = 10


def add(commands: argparse._SubParsersAction) -> None:
    top = commands.add_parser("score", help="chấm điểm theo một bộ tiêu chí")
    parts = top.add_subparsers(dest="part", required=True, metavar="VIỆC")
    run = parts.add_parser("run", help="chấm các câu trả lời của một đơn vị")
    lost = parts.add_parser("gaps", help="điểm còn thiếu: ở đâu, của ai, còn lấy lại được không")
    for part in (run, lost):
        part.add_argument("--set", required=True, metavar="BỘ", help="mã@phiên bản, hoặc thư mục có tệp set.yaml")
        part.add_argument("--answers", required=True, type=Path, metavar="TỆP", help="tệp câu trả lời (YAML hoặc JSON)")
        part.add_argument("--json", action="store_true", help="in một đối tượng JSON")
    run.set_defaults(run=_run)
    lost.add_argument("--agencies", type=Path, metavar="TỆP", help="tệp ghi cơ quan chủ trì và nhiệm vụ của tiêu chí")
    lost.add_argument("--day", metavar="NGÀY", help="ngày tính, dạng 2023-06-15 (mặc định: hôm nay)")
    lost.add_argument(
        "--goal", type=Path, metavar="TỆP", help="tệp mục tiêu (points, rank, fields): còn thiếu bao nhiêu"
    )
    lost.add_argument("--peers", type=Path, metavar="TỆP", help="điểm đã công bố của đơn vị khác, cho mục tiêu hạng")
    lost.set_defaults(run=_gaps)
    sets = parts.add_parser("sets", help="các bộ tiêu chí có sẵn")
    sets.add_argument("--json", action="store_true", help="in một đối tượng JSON")
    sets.set_defaults(run=_sets)
    one = parts.add_parser("set", help="đọc một bộ tiêu chí từ bảng điểm của quyết định (.xlsx)")
    one.add_argument("file", type=Path, metavar="TỆP", help="tệp có bảng điểm")
    one.add_argument("--sheet", metavar="TRANG", help="tên trang tính có bảng điểm; không ghi thì trang đầu tiên có")
    one.add_argument("--into", type=Path, metavar="THƯ_MỤC", help="ghi set.yaml và các tệp lĩnh vực vào thư mục mới")
    form = one.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="in một đối tượng JSON")
    form.add_argument("--yaml", action="store_true", help="chỉ in YAML; phần chưa đọc được in ra luồng lỗi")
    one.set_defaults(run=_set)
    two = parts.add_parser("compare", help="so sánh hai bộ tiêu chí; có câu trả lời thì chấm theo cả hai")
    two.add_argument("old", metavar="BỘ_CŨ", help="mã@phiên bản, hoặc thư mục có tệp set.yaml")
    two.add_argument("new", metavar="BỘ_MỚI", help="mã@phiên bản, hoặc thư mục có tệp set.yaml")
    two.add_argument("--answers", type=Path, metavar="TỆP", help="tệp câu trả lời theo bộ cũ (YAML hoặc JSON)")
    two.add_argument("--json", action="store_true", help="in một đối tượng JSON")
    two.set_defaults(run=_compare)
    score_rank.add(parts)
    score_what_if.add(parts)
    score_receipt.add(parts)
    score_snapshot.add(parts)


def _run(args: argparse.Namespace) -> None:
    card = score(load_set(args.set), load_answers(args.answers))
    print(json.dumps(card.to_json(), ensure_ascii=False, indent=1) if args.json else "\n".join(_lines(card)))


def _gaps(args: argparse.Namespace) -> None:
    rule = load_set(args.set)
    card = score(rule, load_answers(args.answers))
    ties = load_ties(args.agencies, rule) if args.agencies else NO_TIES
    on = day(args.day) if args.day else date.today()
    account = Account(card, project(card, Ahead(on, date(card.year, 12, 31)), ties.to_come), ties, on)
    goal = _reached(args, account)
    if args.json:
        told = account.to_json() | ({"goal": goal.to_json()} if goal else {})
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return
    print("\n".join(account.lines() + (["", "Mục tiêu:", *(f"  {line}" for line in goal.lines())] if goal else [])))


def _reached(args: argparse.Namespace, account: Account) -> Reached | None:
    if args.goal is None:
        return None
    goals, peers = load_goals(args.goal), load_numbers(args.peers) if args.peers else {}
    goals.check(account.card.criteria_set, len(peers) + 1 if peers else None)
    return reached(goals, account.card, account.projection, peers)


def _set(args: argparse.Namespace) -> None:
    draft = read_table(read_document(file_bytes(args.file), args.file.name), args.file.name, args.sheet)
    try:
        draft.check()
        error = None
    except InputError as found:
        error = str(found)
    if args.into:
        _write_into(args.into, draft.files())
    if args.json:
        print(json.dumps(draft.to_json() | {"error": error}, ensure_ascii=False, indent=1, default=str))
        return
    print("\n".join(f"--- # {name}\n{text}" for name, text in draft.files().items()))
    print("\n".join(_told(draft, error)), file=sys.stderr if args.yaml else sys.stdout)


def _told(draft: Draft, error: str | None) -> list[str]:
    """What was read, what was not and what stands in its place; comments, so that all of it together is YAML."""
    counts = draft.counts()
    lines = [
        f"Đọc được {counts['fields']} lĩnh vực, {counts['criteria']} tiêu chí, {_comma(counts['max'])} điểm; "
        f"{counts['not_understood']} tiêu chí chưa hiểu cách chấm."
    ]
    for title, found in (("Phải sửa trước khi dùng", draft.problems), ("Chưa đọc được", draft.unread)):
        lines += [f"{title} ({len(found)}):"] if found else []
        for each in found:
            text = each.text.replace("\n", " / ")
            lines.append(f"  {each.cell or 'tệp'}: {f'“{text}”: ' if text else ''}{each.message}")
    lines += ["Bảng không nói, tạm ghi:", *(f"  {words}" for words in draft.assumed)]
    lines.append(f"Chưa dùng được: {error}" if error else "Dùng được; hãy xem lại các phần trên.")
    return [f"# {line}" for line in lines]


def _write_into(folder: Path, files: dict[str, str]) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder} đã có và không trống; hãy chọn một thư mục mới để không ghi đè.")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")


def _compare(args: argparse.Namespace) -> None:
    found = compare(load_set(args.old), load_set(args.new))
    scores = rescore(found, load_answers(args.answers)) if args.answers else None
    if args.json:
        print(
            json.dumps(found.to_json() | ({"scores": scores.to_json()} if scores else {}), ensure_ascii=False, indent=1)
        )
        return
    print("\n".join(_compared(found) + (_rescored(scores) if scores else [])))


_KINDS: dict[Kind, str] = {"added": "Thêm", "removed": "Bỏ", "changed": "Đổi"}


def _compared(found: Comparison) -> list[str]:
    lines = [f"{found.old.name} → {found.new.name}"]
    if found.old.example or found.new.example:
        lines.append("Có bộ ví dụ: điểm và cách chấm có phần giả định, không phải văn bản chính thức.")
    lines += [f"  {change.says}" for change in found.settings]
    for kind, word in _KINDS.items():
        pairs = found.of(kind)
        lines += ["", f"{word} {len(pairs)} tiêu chí"] if pairs else []
        for pair in pairs:
            lines.append(f"  {pair.criterion.id}. {pair.criterion.title}: {said(pair.criterion.max)} điểm")
            lines += [f"    {change.says}" for change in pair.changes]
    return [*lines, "", f"Giữ nguyên {len(found.of('same'))} tiêu chí"]


def _rescored(found: Rescoring) -> list[str]:
    old, new = (f"{said(card.total)}/{said(card.max)} điểm" for card in (found.old, found.new))
    lines = ["", f"{found.old.unit}, năm {found.old.year}: bộ cũ {old}; bộ mới {new}; chênh {_signed(found.points)}"]
    if not found.in_force:
        lines.append(f"  Bộ mới không có hiệu lực năm {found.old.year}: các thời hạn lấy cùng ngày, tháng của năm đó.")
    for each in found.differences:
        if each.points or each.unread:
            number = (each.new or each.old).criterion.id  # type: ignore[union-attr]
            lines.append(f"  {number}: {_signed(each.points)}. {each.says}")
    if found.rest:
        lines.append(f"  Phần còn lại {_signed(found.rest)}: do quy đổi, nhóm có trọng số hoặc giới hạn thang điểm.")
    return lines


def _signed(value: Fraction) -> str:
    return f"+{said(value)}" if value > 0 else said(value)


def _lines(card: Scorecard) -> list[str]:
    found = card.to_json()
    rule = card.criteria_set
    percent = "" if found["percent"] is None else f" ({_comma(found['percent'])} %)"
    lines = [f"{rule.title} ({rule.name})", f"{card.unit}, năm {card.year}"]
    if rule.example:
        lines.append("Bộ ví dụ: điểm và cách chấm có phần giả định, không phải văn bản chính thức.")
    lines.append(
        f"Tổng điểm {_comma(found['total'])}/{_comma(found['max'])}{percent}, {found['class'] or 'không xếp loại'}"
    )
    lines.append(card.because)
    for field in card.fields:
        lines += ["", f"{field.criterion.id}. {field.criterion.title}: {said(field.points)}/{said(field.max)} điểm"]
        for line in field.walk():
            if line is not field or not line.children:
                lines.append(f"  {line.criterion.id}: {said(line.points)}/{said(line.max)}. {line.because}")
    return lines + _ending(card)


def _ending(card: Scorecard) -> list[str]:
    lines, lost = [""], gaps(card)
    if missing := card.named("missing"):
        lines.append(f"Chưa trả lời {len(missing)} tiêu chí, tính 0 điểm: {', '.join(missing)}")
    if left := card.named("not_assigned"):
        lines.append(f"Không chấm {len(left)} tiêu chí: {', '.join(left)}")
    most = lost.largest()[:_MOST_GAPS]
    lines.append(f"Điểm còn thiếu {equals(lost.total)}" + (", nhiều nhất ở:" if most else "."))
    return lines + [f"  {gap.id}: {said(gap.lost)} điểm" + (" (chưa trả lời)" if gap.missing else "") for gap in most]


def _comma(text: str) -> str:
    return text.replace(".", ",")


def _sets(args: argparse.Namespace) -> None:
    sets = [load_set(name) for name in shipped_sets()]
    if args.json:
        rows = [
            {
                "set": each.name,
                "title": each.title,
                "max": str(each.max),
                "example": each.example,
                "fingerprint": each.fingerprint,
            }
            for each in sets
        ]
        print(json.dumps({"sets": rows}, ensure_ascii=False, indent=1))
        return
    for each in sets:
        print(f"{each.name}: {each.title}, tối đa {said(each.max)} điểm" + (" (ví dụ)" if each.example else ""))
