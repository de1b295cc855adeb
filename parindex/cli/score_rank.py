"""`parindex score rank`: the scored units of one set in order, who improved, and where chance would leave them."""

import argparse
import json
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from parindex.core import loading
from parindex.core.amounts import amount, plain
from parindex.core.answers import load_answers
from parindex.core.criteria_reading import load_set
from parindex.core.errors import InputError
from parindex.core.methods.parameters import decimal
from parindex.core.rank_bands import RankBands, rank_bands
from parindex.core.rank_draws import Model
from parindex.core.scoring import score_many
from parindex.core.standings import Last, Standings, Unit, standings

_KINDS = {".yaml", ".yml", ".json"}


def add(parts: argparse._SubParsersAction) -> None:
    """The words of the command."""
    part = parts.add_parser("rank", help="xếp hạng các đơn vị chấm theo một bộ tiêu chí")
    part.add_argument("--set", required=True, metavar="BỘ", help="mã@phiên bản, hoặc thư mục có tệp set.yaml")
    part.add_argument(
        "--answers", required=True, nargs="+", type=Path, metavar="TỆP", help="tệp câu trả lời, hoặc thư mục chứa chúng"
    )
    part.add_argument("--last", type=Path, metavar="TỆP", help="tệp điểm năm trước và số hồ sơ của từng đơn vị")
    part.add_argument("--fewest", type=int, metavar="SỐ", help="ít hồ sơ hơn số này thì để riêng, không xếp hạng")
    part.add_argument("--bands", action="store_true", help="tính khoảng hạng: hạng có thể xê dịch tới đâu")
    part.add_argument("--seed", type=int, default=Model.seed, metavar="SỐ", help="hạt giống của phép rút thử")
    part.add_argument("--draws", type=int, default=Model.draws, metavar="SỐ", help="số lần rút thử")
    part.add_argument(
        "--weights", default=str(Model.weights), metavar="%", help="điểm tối đa xê dịch trong ± bao nhiêu %%"
    )
    part.add_argument("--json", action="store_true", help="in một đối tượng JSON")
    part.set_defaults(run=_rank)


def _rank(args: argparse.Namespace) -> None:
    if args.fewest is not None and args.fewest < 1:
        raise InputError(f"--fewest {args.fewest}: số hồ sơ tối thiểu phải từ 1.")
    rule, told = load_set(args.set), _last(args.last) if args.last else {}
    cards = list(score_many(rule, map(load_answers, _files(args.answers))))
    if strangers := [name for name in told if name not in {card.unit for card in cards}]:
        raise InputError(f"{args.last}: không có phiếu điểm của {', '.join(strangers)}; hãy sửa tên hoặc bỏ đi.")
    units = [Unit(card, "", *told.get(card.unit, (None, None))) for card in cards]
    found = standings(units, args.fewest)
    bands = None
    if args.bands:
        bands = rank_bands(found, Model(args.draws, args.seed, weights=amount(args.weights, "--weights")))
    if args.json:
        print(json.dumps(_json(found, bands), ensure_ascii=False, indent=1))
        return
    print("\n".join(_lines(_json(found, bands), bands)))


def _files(paths: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        inside = sorted(each for each in path.iterdir() if each.suffix in _KINDS) if path.is_dir() else [path]
        if not inside:
            raise InputError(f"{path}: thư mục không có tệp câu trả lời nào (.yaml, .yml, .json).")
        found += inside
    return found


def _last(path: Path) -> dict[str, tuple[Last | None, int | None]]:
    """Of each unit: last year's points and maximum, and this year's number of dossiers; either may be left out."""
    data = loading.load(path)
    data.only({"units"})
    found: dict[str, tuple[Last | None, int | None]] = {}
    units = data.get("units")
    if not isinstance(units, loading.Mapping):
        raise data.error('units phải là các cặp “tên đơn vị: {points: "76.5", max: "100", dossiers: 120}”', "units")
    for name, line in units.items():
        if not isinstance(line, loading.Mapping):
            raise units.error(f'{name} phải dạng {{points: "76.5", max: "100", dossiers: 120}}', name)
        line.only({"points", "max", "dossiers"})
        last = None
        if "points" in line or "max" in line:
            last = Last(decimal(line, "points"), decimal(line, "max"))
            if last.max <= 0:
                raise line.error("max phải lớn hơn 0", "max")
        found[name] = (last, line.whole("dossiers") if "dossiers" in line else None)
    return found


def _json(found: Standings, bands: RankBands | None) -> dict[str, Any]:
    told = found.to_json()
    if bands is None:
        return told
    shown = bands.to_json()
    for line in told["units"]:
        line["bands"] = {key: shown[key].get(line["unit"]) for key in ("by_counts", "by_weights")}
    return told | {key: shown[key] for key in ("model", "surveys_without_n")}


_BY = {"total": "điểm", "percent": "phần trăm điểm đạt"}


def _lines(found: dict[str, Any], bands: RankBands | None) -> list[str]:
    lines = [f"Xếp hạng theo {_BY[found['ranked_by']]}, {found['set']}"]
    if found["example"]:
        lines.append("Bộ ví dụ: điểm và cách chấm có phần giả định, không phải văn bản chính thức.")
    for each in found["units"]:
        place = "–" if each["rank"] is None else f"{each['rank']}/{each['of']}"
        percent = "" if each["percent"] is None else f" ({_comma(each['percent'])} %)"
        says = f"{place:>6}  {each['unit']}: {_comma(each['total'])}/{_comma(each['max'])}{percent}"
        says += f", {each['class'] or 'không xếp loại'}"
        if each["tied_with"]:
            says += f", bằng {', '.join(each['tied_with'])}"
        if each["change"] is not None:
            says += f", {_changed(each)} so với năm trước"
        if each["reason"]:
            says += f". {each['reason']}"
        if each.get("bands", {}).get("by_counts"):
            counts, weights = (_between(each["bands"][key]["ranks"]) for key in ("by_counts", "by_weights"))
            says += f"; khoảng hạng {counts} (theo số đếm), {weights} (theo trọng số)"
        lines.append(says)
    if found["improved"]:
        best = found["improved"][0]
        first = [each["unit"] for each in found["improved"] if each["change"] == best["change"]]
        lines += ["", f"Tiến bộ nhất: {', '.join(first)} ({_changed(best)})"]
    if found["without_last_year"]:
        lines.append(f"Chưa có điểm năm trước: {', '.join(found['without_last_year'])}")
    return lines + (["", *bands.model.says()] if bands else [])


def _changed(each: dict[str, Any]) -> str:
    unit = "điểm" if each["change_in"] == "points" else "điểm phần trăm"
    sign = "" if each["change"].startswith("-") else "+"
    return f"{sign}{_comma(each['change']).replace('-', '−')} {unit}"


def _between(ends: Sequence[int]) -> str:
    return str(ends[0]) if ends[0] == ends[1] else f"{ends[0]}–{ends[1]}"


def _comma(text: str) -> str:
    return plain(Decimal(text)).replace(".", ",")
