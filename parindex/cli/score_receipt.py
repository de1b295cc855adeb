"""`parindex score receipt` and `parindex score verify`: the receipt of each point, and whether receipts still hold."""

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

from parindex.cli.arguments import file_bytes
from parindex.core.answers import load_answers
from parindex.core.criteria import CriteriaSet
from parindex.core.criteria_reading import load_set, shipped_sets
from parindex.core.errors import InputError
from parindex.core.receipts import Receipt, Trace, against_totals, because, receipts, verify
from parindex.core.scoring import score


def add(parts: argparse._SubParsersAction) -> None:
    """The words of both commands."""
    make = parts.add_parser("receipt", help="lập biên nhận cho từng điểm: bộ tiêu chí, cách chấm, số liệu, mã băm")
    make.add_argument("--set", required=True, metavar="BỘ", help="mã@phiên bản, hoặc thư mục có tệp set.yaml")
    make.add_argument("--answers", required=True, type=Path, metavar="TỆP", help="tệp câu trả lời (YAML hoặc JSON)")
    make.add_argument("--criterion", metavar="MÃ", help="chỉ lập cho một tiêu chí (mặc định: mọi tiêu chí và tổng)")
    form = make.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="in các biên nhận dạng JSON")
    form.add_argument("--into", type=Path, metavar="TỆP", help="ghi các biên nhận vào một tệp JSON mới")
    make.set_defaults(run=_receipt)
    check = parts.add_parser("verify", help="kiểm tra các biên nhận: tính lại từng điểm từ số liệu ghi trong đó")
    check.add_argument("file", type=Path, metavar="TỆP", help="tệp biên nhận (JSON)")
    check.add_argument("--set", metavar="BỘ", help="kiểm tra theo bộ này (mặc định: bộ mà biên nhận ghi)")
    check.add_argument("--json", action="store_true", help="in một đối tượng JSON")
    check.set_defaults(run=_verify)


def _receipt(args: argparse.Namespace) -> None:
    rule, content = load_set(args.set), file_bytes(args.answers)
    card = score(rule, load_answers(args.answers))
    # No other origin is known here than the file with the answers: its hash is the version of the figures.
    origin = {"kind": "answers", "file": args.answers.name, "sha256": hashlib.sha256(content).hexdigest()}
    trace = Trace(origin)
    made = receipts(card, {line.criterion.id: trace for line in card.criteria}, trace)
    if args.criterion is not None:
        made = [each for each in made if each["criterion"] and each["criterion"]["id"] == args.criterion]
        if not made:
            raise InputError(
                f"Bộ tiêu chí {rule.name} không chấm tiêu chí nào mang mã {args.criterion}; hãy sửa --criterion."
            )
    text = json.dumps({"receipts": made}, ensure_ascii=False, indent=1)
    if args.into:
        _write(args.into, text + "\n")
        print(f"Đã ghi {len(made)} biên nhận vào {args.into}.")
    else:
        print(text if args.json else "\n".join(_lines(made, rule)))


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise InputError(f"{path} đã có; hãy chọn một tên mới để không ghi đè.") from error
    except OSError as error:
        raise InputError(f"{path}: không ghi được tệp ({error.strerror}); hãy chọn một nơi khác.") from error


def _lines(made: list[Receipt], rule: CriteriaSet) -> list[str]:
    lines = [f"{rule.title} ({rule.name})", f"{made[0]['unit']}, năm {made[0]['year']}"]
    if rule.example:
        lines.append("Bộ ví dụ: điểm và cách chấm có phần giả định, không phải văn bản chính thức.")
    for each in made:
        points, most = (each["shown"][key].replace(".", ",") for key in ("points", "max"))
        lines += ["", f"{_name(each)}: {points}/{most} điểm. {because(each, rule)}"]
        lines.append(f"  Cách chấm {each['method']['name']}; mã băm {each['hash']}")
    return lines


def _verify(args: argparse.Namespace) -> int:
    given = _read(args.file)
    known: dict[str, CriteriaSet | str] = {}
    found = []
    for each, beside in zip(given, against_totals(given), strict=True):
        name = args.set or _set_of(each)
        if name not in known:
            known[name] = _load(name, named=args.set is not None)
        rule = known[name]
        found.append([*([rule] if isinstance(rule, str) else verify(each, rule)), *beside])
    wrong = [(at, each, says) for at, (each, says) in enumerate(zip(given, found, strict=True), 1) if says]
    if args.json:
        rows = [{"number": at, "name": _name(each), "findings": says} for at, each, says in wrong]
        print(json.dumps({"receipts": len(given), "held": len(given) - len(wrong), "wrong": rows}, ensure_ascii=False))
    else:
        lines = [f"{len(given)} biên nhận, tất cả đúng."]
        if wrong:
            lines = [f"{len(given)} biên nhận, {len(wrong)} biên nhận không đúng:"]
        for at, each, says in wrong:
            lines += [f"  {at}. {_name(each)}", *(f"     {word}" for word in says)]
        print("\n".join(lines))
    return 1 if wrong else 0


def _load(name: str, *, named: bool) -> CriteriaSet | str:
    """The set, or why there is none. What a receipt names is looked for among the shipped sets, not in folders."""
    if named or name in shipped_sets():
        return load_set(name)
    return "Bộ tiêu chí ghi trong biên nhận không phải bộ có sẵn; hãy chỉ ra bộ ấy bằng --set."


def _set_of(receipt: Any) -> str:
    told = receipt.get("set") if isinstance(receipt, dict) else None
    name = told.get("name") if isinstance(told, dict) else None
    return name if isinstance(name, str) else ""


def _name(receipt: Any) -> str:
    told = receipt.get("criterion", "") if isinstance(receipt, dict) else ""
    id = told.get("id") if isinstance(told, dict) else None
    if told is None:
        return "Tổng điểm"
    return id if isinstance(id, str) and id.isprintable() else "không rõ tiêu chí"


def _read(path: Path) -> list[Any]:
    try:
        data = json.loads(file_bytes(path), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: không phải tệp JSON ({error}); hãy dùng tệp do “score receipt” ghi ra.") from error
    if isinstance(data, dict) and "receipts" in data:
        data = data["receipts"]
    found = data if isinstance(data, list) else [data]
    if not found:
        raise InputError(f"{path}: không có biên nhận nào; hãy dùng tệp do “score receipt” ghi ra.")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key written twice would show a person another value than the one that is checked."""
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = sorted({key for key, _ in pairs if [each for each, _ in pairs].count(key) > 1})
        raise ValueError(f"khóa {', '.join(twice)} viết hai lần")
    return found
