"""`parindex dossiers`: takes files of dossiers into a lake, lists and undoes imports, guesses how a file is read."""

import argparse
import json
import os
import sys
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from parindex.core.agencies import Registry
from parindex.core.errors import InputError
from parindex.core.timeliness import VIETNAM
from parindex.indicators.choosing import declare_source
from parindex.indicators.importing import ImportSummary, Preview, import_file, preview, undo
from parindex.indicators.lake import Lake
from parindex.indicators.opening import headings_of
from parindex.indicators.register import counts
from parindex.indicators.sources import SourceMapping, guess_mapping, load_mapping, shipped, usual_mapping
from parindex.indicators.sources.columns import TITLES
from parindex.indicators.sources.guess import missing

COMMAND_LINE = "dòng lệnh"
_MOMENT = "ngày hoặc ngày giờ, dạng 2023-06-30 hoặc 2023-06-30T17:00 (giờ Việt Nam)"


def add(commands: argparse._SubParsersAction) -> None:
    top = commands.add_parser("dossiers", help="nhập hồ sơ TTHC vào kho, xem và hoàn tác các lượt nhập")
    parts = top.add_subparsers(dest="part", required=True, metavar="VIỆC")
    _add_import(parts)
    listed = parts.add_parser("imports", help="các lượt nhập của kho")
    _lake_option(listed)
    listed.set_defaults(run=_imports)
    back = parts.add_parser("undo", help="hoàn tác một lượt nhập, thành một phiên bản mới")
    back.add_argument("import_id", metavar="LƯỢT", help="mã lượt nhập, xem bằng “parindex dossiers imports”")
    _lake_option(back)
    back.set_defaults(run=_undo)
    choice = parts.add_parser("choose", help="hồ sơ có ở nhiều nguồn thì đếm theo nguồn nào")
    choice.add_argument("source", metavar="NGUỒN", help="tên nguồn, xem bằng “parindex dossiers imports”")
    choice.add_argument("--agency", metavar="KHÓA", help="chỉ của một cơ quan (khóa trong rules/agencies)")
    choice.add_argument("--from", dest="start", type=date.fromisoformat, metavar="NGÀY", help="tiếp nhận từ ngày")
    choice.add_argument("--to", dest="end", type=date.fromisoformat, metavar="NGÀY", help="tiếp nhận đến hết ngày")
    _lake_option(choice)
    choice.set_defaults(run=_choose)
    counted = parts.add_parser("counts", help="số hồ sơ theo sổ, và của những tệp không có mã hồ sơ")
    _lake_option(counted)
    counted.set_defaults(run=_counts)
    guess = parts.add_parser("mapping", help="đoán cách đọc một tệp từ các tiêu đề cột, in ra YAML để sửa")
    guess.add_argument("file", nargs="?", type=Path, metavar="TỆP", help="bỏ trống: liệt kê các cách đọc có sẵn")
    guess.add_argument("--table", default="dossiers", choices=("dossiers", "procedures", "register_counts"))
    guess.set_defaults(run=_mapping)


def _add_import(parts: argparse._SubParsersAction) -> None:
    take = parts.add_parser("import", help="nhập một tệp .csv, .csv.gz, .xlsx hoặc .parquet")
    take.add_argument("file", type=Path, metavar="TỆP", help="tệp cần nhập")
    names = ", ".join(shipped())
    take.add_argument("--mapping", required=True, metavar="TÊN|TỆP", help=f"cách đọc: {names}, hoặc một tệp YAML")
    take.add_argument("--preview", action="store_true", help="chỉ xem sẽ nhập được gì, không ghi")
    take.add_argument("--rejects", type=Path, metavar="TỆP.csv", help="ghi các dòng bị loại kèm lý do vào tệp này")
    take.add_argument("--extracted-at", metavar="LÚC", help=f"lúc trích tệp, cho các dòng không tự ghi: {_MOMENT}")
    kind = take.add_mutually_exclusive_group()
    kind.add_argument("--full", action="store_true", help="tệp có đủ mọi hồ sơ của nguồn: hồ sơ vắng mặt được rút")
    kind.add_argument("--changes", action="store_true", help="tệp chỉ có hồ sơ mới và thay đổi")
    _lake_option(take)
    take.set_defaults(run=_import)


def _lake_option(command: argparse.ArgumentParser) -> None:
    command.add_argument("--lake", type=Path, metavar="THƯ MỤC", help="kho hồ sơ (mặc định: PARINDEX_LAKE, var/lake)")
    command.add_argument("--json", action="store_true", help="in một đối tượng JSON")


def _import(args: argparse.Namespace) -> None:
    mapping = _extract(load_mapping(args.mapping), args)
    registry, at, extracted = Registry.load(), datetime.now(UTC), _moment(args.extracted_at)
    if args.preview:
        found = preview(args.file, mapping, registry, _lake(args.lake), at=at, extracted_at=extracted)
        _tell_preview(found, args.json)
        return
    if args.rejects and not args.rejects.parent.is_dir():
        raise InputError(f"{args.rejects.parent}: không có thư mục này; hãy sửa --rejects.")
    summary = import_file(
        _lake(args.lake), args.file, mapping, registry, at=at, by=COMMAND_LINE, rejects=args.rejects,
        extracted_at=extracted, progress=_progress if sys.stderr.isatty() else None,
    )  # fmt: skip
    if args.json:
        print(json.dumps(summary.to_json(), ensure_ascii=False, indent=1))
    else:
        print("\n".join(_account(summary)))
        if summary.rejected and not args.rejects:
            print("Xem từng dòng bị loại: thêm --rejects TỆP.csv (kể cả với --preview thì xem ngay trên màn hình).")


def _choose(args: argparse.Namespace) -> None:
    if args.agency and args.agency not in {one.key for one in Registry.load().agencies}:
        raise InputError(f"Không có cơ quan “{args.agency}”; hãy dùng khóa (key) trong rules/agencies.")
    found = declare_source(
        _lake(args.lake), args.source, agency=args.agency, valid_from=args.start, valid_to=args.end,
        at=datetime.now(UTC), by=COMMAND_LINE,
    )  # fmt: skip
    if args.json:
        print(json.dumps(found.to_json(), ensure_ascii=False, indent=1))
    else:
        print(f"Hồ sơ có ở nhiều nguồn được đếm theo nguồn “{found.source}”.")


def _extract(mapping: SourceMapping, args: argparse.Namespace) -> SourceMapping:
    if args.full or args.changes:
        return replace(mapping, extract="full" if args.full else "changes")
    return mapping


def _progress(phase: str, done: int, whole: int) -> None:
    print(f"\r{phase} {done}/{whole}   ", end="" if done < whole else "\n", file=sys.stderr, flush=True)


def _account(one: ImportSummary) -> list[str]:
    events = f" ({one.events} sự kiện)" if one.events else ""
    lines = [
        f"{one.file_name}: đọc {one.read} dòng{events}, cách đọc {one.mapping}, lượt {one.import_id}",
        f"  mới {one.new} · đính chính {one.corrected} · không đổi {one.unchanged} · cũ hơn dữ liệu đang có "
        f"{one.superseded} · trùng trong tệp {one.duplicate} · bị loại {one.rejected}",
    ]
    if one.due_is:
        lines.append(f"  Trễ hạn xét theo {'thời điểm' if one.due_is == 'instant' else 'ngày'} (due_is: {one.due_is})")
    if one.kind == "undo":
        return [f"hoàn tác lượt {one.undoes}: khôi phục {one.corrected} dòng, bỏ {one.retired} dòng"]
    if one.retired:
        lines.append(f"  {one.retired} hồ sơ không còn trong bản trích đầy đủ: đã rút, vẫn xem lại được")
    if one.counted:
        lines.append(f"  Tệp không có mã hồ sơ: {one.counted} dòng thành số đếm theo cơ quan và tháng")
    return lines + [f"  Chú ý: {warning}" for warning in one.warnings]


def _tell_preview(found: Preview, as_json: bool) -> None:
    rejects = [asdict(one) for one in found.rejects]
    if as_json:
        shown = {
            "headings": list(found.headings), "columns": dict(found.columns), "rows": [list(row) for row in found.rows],
            "understood": [{k: _plain(v) for k, v in row.items()} for row in found.understood], "rejects": rejects,
            "summary": found.summary.to_json(),
        }  # fmt: skip
        print(json.dumps(shown, ensure_ascii=False, indent=1, default=str))
        return
    print("\n".join(_account(found.summary)))
    print("Cột được đọc:")
    for name, heading in found.columns.items():
        print(f"  {TITLES.get(name, name)} ← {heading}")
    for one in found.rejects:
        where = f"dòng {one.line}" + (f", {one.column}" if one.column else "")
        print(f"  {where}: " + (f"“{one.value}” " if one.value else "") + f"{one.reason} ({one.kind})")


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _imports(args: argparse.Namespace) -> None:
    found = _existing(args.lake).imports()
    if args.json:
        print(json.dumps({"imports": [one.to_json() for one in found]}, ensure_ascii=False, indent=1))
        return
    for one in found:
        print(f"{one.at.astimezone(VIETNAM):%d/%m/%Y %H:%M} {one.kind} {one.by}")
        print("\n".join(f"  {line}" for line in _account(one)))


def _undo(args: argparse.Namespace) -> None:
    summary = undo(_existing(args.lake), args.import_id, at=datetime.now(UTC), by=COMMAND_LINE)
    if args.json:
        print(json.dumps(summary.to_json(), ensure_ascii=False, indent=1))
    else:
        print(f"Đã hoàn tác: khôi phục {summary.corrected} dòng, bỏ {summary.retired} dòng.")


def _counts(args: argparse.Namespace) -> None:
    found = counts(_existing(args.lake))
    if args.json:
        print(json.dumps({"rows": found}, ensure_ascii=False, indent=1))
        return
    for row in found:
        print(f"{row['period']}  {row['count']:>8}  {row['agency'] or '(trống)'}  {row['field'] or ''}".rstrip())


def _mapping(args: argparse.Namespace) -> None:
    if args.file is None:
        for name in shipped():
            print(f"{name:20} {load_mapping(name).title}")
        return
    with TemporaryDirectory() as folder:
        headings = headings_of(args.file, Path(folder), like=usual_mapping(args.table))
    guessed = guess_mapping(headings, args.table)
    print(guessed.to_yaml(), end="")
    if lacking := missing(guessed):
        print(f"Chưa đoán được cột bắt buộc: {', '.join(TITLES[name] for name in lacking)}.", file=sys.stderr)
    print(f"Các cột của tệp: {', '.join(headings)}", file=sys.stderr)


def _lake(folder: Path | None) -> Lake:
    """The lake that is named, or the usual one; the folder may not be a file."""
    chosen = folder or Path(os.environ.get("PARINDEX_LAKE") or Path(os.environ.get("PARINDEX_VAR") or "var") / "lake")
    if chosen.exists() and not chosen.is_dir():
        raise InputError(f"{chosen}: không phải thư mục; hãy sửa --lake.")
    return Lake.at(chosen)


def _existing(folder: Path | None) -> Lake:
    lake = _lake(folder)
    if not lake.exists():
        raise InputError(
            f"{lake.folder}: chưa có kho hồ sơ ở đây; hãy nhập hồ sơ bằng “parindex dossiers import” trước."
        )
    return lake


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"--extracted-at “{text}” không phải {_MOMENT}.") from error
    return found if found.tzinfo else found.replace(tzinfo=VIETNAM)
