"""`parindex score what-if`: what changed answers would be worth; the cheapest way to points or to a rank."""

import argparse
import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from parindex.cli.arguments import day
from parindex.core.amounts import amount, plain, rounded, said
from parindex.core.answers import Answer, load_answers
from parindex.core.cheapest_way import Way, cheapest_way
from parindex.core.criteria_reading import load_set
from parindex.core.errors import InputError
from parindex.core.goals import Goal, Goals, goal_of_rank, load_goals
from parindex.core.methods.bounds import Ahead, Coming
from parindex.core.ranking import Place
from parindex.core.scoring import Scorecard
from parindex.core.ties import load_ties
from parindex.core.what_if import Peers, WhatIf, load_changes, load_numbers, read_change, what_if


def add(parts: argparse._SubParsersAction) -> None:
    """The words of the command."""
    part = parts.add_parser("what-if", help="thử đổi câu trả lời; cách rẻ nhất để đạt một điểm, một hạng")
    part.add_argument("--set", required=True, metavar="BỘ", help="mã@phiên bản, hoặc thư mục có tệp set.yaml")
    part.add_argument("--answers", required=True, type=Path, metavar="TỆP", help="tệp câu trả lời (YAML hoặc JSON)")
    part.add_argument(
        "--change", action="append", default=[], metavar="ĐỔI",
        help='tệp các thay đổi, hoặc mã=câu trả lời, ví dụ I.5={"count": "18"} hay III.6={"target": "95"}',
    )  # fmt: skip
    goal = part.add_mutually_exclusive_group()
    goal.add_argument("--reach", metavar="ĐIỂM", help="tìm cách rẻ nhất để tổng đạt ít nhất số điểm này")
    goal.add_argument("--goal", type=Path, metavar="TỆP", help="tệp mục tiêu (points, rank); tìm cho từng mục tiêu")
    goal.add_argument("--rank", type=int, metavar="HẠNG", help="tìm cách rẻ nhất để lên hạng này (cần --peers)")
    part.add_argument("--peers", type=Path, metavar="TỆP", help='điểm đã công bố của đơn vị khác, dạng tên: "76.03"')
    part.add_argument(
        "--efforts", type=Path, metavar="TỆP", help='công sức của từng tiêu chí, dạng mã: "2" (mặc định 1)'
    )
    part.add_argument(
        "--agencies", type=Path, metavar="TỆP", help="tệp như của score gaps; to_come nói mỗi tiêu chí còn tới đâu"
    )
    part.add_argument("--day", metavar="NGÀY", help="ngày tính, dạng 2023-06-15 (mặc định: hôm nay)")
    part.add_argument("--json", action="store_true", help="in một đối tượng JSON")
    part.set_defaults(run=_what_if)


def _what_if(args: argparse.Namespace) -> None:
    if not args.change and args.reach is None and args.rank is None and args.goal is None:
        raise InputError("Chưa ghi thử gì; hãy thêm --change, --reach, --rank hoặc --goal.")
    peers = load_numbers(args.peers) if args.peers else {}
    changes: dict[str, Answer] = {}
    for words in args.change:
        changes |= load_changes(Path(words)) if Path(words).is_file() else dict([read_change(words)])
    rule = load_set(args.set)
    to_come = load_ties(args.agencies, rule).to_come if args.agencies else {}
    found = what_if(rule, load_answers(args.answers), changes, peers)
    ways = _ways(args, found.after, peers, to_come)
    if args.json:
        told: dict[str, Any] = found.to_json()
        if args.goal is not None:
            told["ways"] = [way.to_json() for way in ways]
        elif ways:
            told["way"] = ways[0].to_json()
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return
    print("\n".join(_lines(found, bool(peers)) + [line for way in ways for line in _told(way)]))


def _ways(args: argparse.Namespace, card: Scorecard, peers: Peers, to_come: Mapping[str, Coming]) -> list[Way]:
    """One for each goal that was asked for."""
    on = day(args.day) if args.day else date.today()
    efforts = load_numbers(args.efforts) if args.efforts else {}
    ahead = Ahead(on, date(card.year, 12, 31), tried=True)
    return [cheapest_way(card, goal, ahead, efforts, to_come) for goal in _goals(args, card, peers)]


def _goals(args: argparse.Namespace, card: Scorecard, peers: Peers) -> list[Goal]:
    asked = Goals(None if args.reach is None else amount(args.reach, "--reach"), args.rank)
    if args.goal is not None:
        asked = load_goals(args.goal)
        asked.check(card.criteria_set, len(peers) + 1 if peers else None)
    found = [] if asked.points is None else [Goal(Fraction(asked.points))]
    return found if asked.rank is None else [*found, goal_of_rank(card, asked.rank, peers)]


def _lines(found: WhatIf, ranked: bool) -> list[str]:
    after = found.after
    lines = [f"{after.unit}, năm {after.year}, {after.criteria_set.name}"]
    if after.criteria_set.example:
        lines.append("Bộ ví dụ: điểm và cách chấm có phần giả định, không phải văn bản chính thức.")
    if ranked:
        lines.append("Hạng so với điểm trong tệp --peers, thường là của năm trước; điểm năm nay của họ chưa biết.")
    lines.append(f"Hiện nay: {_whole(found.before, found.place_before)}")
    if not found.changed:
        return lines
    lines.append(f"Nếu đổi:  {_whole(after, found.place_after)}")
    for each in found.moved:
        old, new = (f"{said(line.points)}/{said(line.max)}" for line in (each.before, each.after))
        lines.append(f"  {each.criterion.id}: {old} → {new}. {each.after.because}")
    return lines if found.moved else [*lines, "  Không có điểm nào đổi."]


def _whole(card: Scorecard, place: Place | None) -> str:
    rule = card.criteria_set.rounding
    total, most = (plain(rounded(each, rule.total, rule.mode)).replace(".", ",") for each in (card.total, card.max))
    says = f"{total}/{most} điểm, {card.grade or 'không xếp loại'}"
    if place is None:
        return says
    tied = f", bằng {', '.join(place.tied_with)}" if place.tied_with else ""
    return f"{says}, " + (place.reason if place.rank is None else f"hạng {place.rank}/{place.of}{tied}")


def _told(way: Way) -> list[str]:
    words = way.goal.says()
    if not way.reached:
        return ["", f"Đạt {words}: không đạt được; nhiều nhất còn có thể được {said(way.most)} điểm."]
    if not way.picks:
        return ["", f"Đạt {words}: đã đạt, không phải làm gì thêm."]
    lines = [
        "",
        f"Đạt {words}: làm {len(way.picks)} tiêu chí, công sức {said(way.effort)}, được {said(way.total)} điểm",
    ]
    for pick in way.picks:
        option, usual = pick.option, " (mặc định)" if pick.option.usual else ""
        least = "" if pick.enough == pick.choice.points else f", ít nhất {said(pick.enough)} nếu các tiêu chí khác đủ"
        gain = f"tổng thêm {said(pick.choice.gain)}"
        says = f"{said(option.today)} → {said(pick.choice.points)} điểm{least}; {gain}; công sức {said(option.effort)}"
        lines.append(f"  {option.criterion.id}. {option.criterion.title}: {says}{usual}")
    return lines
