"""`parindex commend`: whether units can be proposed for commendation, by stated rules and from stated facts."""

import argparse
import json
from pathlib import Path

from parindex.core.commendation import CommendationRules, Proposal, propose
from parindex.core.commendation_reading import load_facts, load_reading, load_rules
from parindex.core.commendation_settings import in_force, reread


def add(commands: argparse._SubParsersAction) -> None:
    """The words of the command."""
    part = commands.add_parser("commend", help="xét đề nghị khen thưởng theo quy tắc")
    part.add_argument("--rules", required=True, metavar="QUY_TẮC", help="mã@phiên bản, hoặc đường dẫn tới tệp YAML")
    part.add_argument("--facts", required=True, type=Path, metavar="TỆP", help="tệp số liệu của một hay nhiều đơn vị")
    part.add_argument("--reading", type=Path, metavar="TỆP", help="tệp cách hiểu các chỗ mà quy tắc để ngỏ")
    part.add_argument("--json", action="store_true", help="in một đối tượng JSON")
    part.set_defaults(run=_commend)


def _commend(args: argparse.Namespace) -> None:
    rules = load_rules(args.rules)
    readings = [load_reading(args.reading)] if args.reading else []
    for one in readings:
        reread(rules, one)  # what is wrong with it is said, whether or not it applies on the day of the facts
    found = [propose(in_force(rules, readings, facts.day), facts) for facts in load_facts(args.facts)]
    if args.json:
        print(json.dumps({"proposals": [each.to_json() for each in found]}, ensure_ascii=False, indent=1))
        return
    print(
        "\n".join(
            [
                f"{rules.title} ({rules.name})",
                *(line for each in found for line in _lines(each)),
                *_settings(found[0].rules if found else rules),
            ]
        )
    )


def _lines(found: Proposal) -> list[str]:
    lines = ["", f"{found.facts.unit}, số liệu đến {found.facts.day:%d/%m/%Y}: {found.says}"]
    lines.append(f"  Người đứng đầu: {found.head_says}")
    for ruling in found.rulings:
        lines.append(f"  {ruling.rule.title}: {_WORDS[ruling.met]}")
        lines += [f"    {each.says}" for each in ruling.findings]
        if ruling.exemption:
            lines.append(f"    Được miễn theo {ruling.exemption.says}.")
        lines += [f"    Miễn trừ không có hiệu lực ngày này: {each.says}." for each in ruling.lapsed]
    return lines + [f"  Còn sửa được: {each}" for each in found.mend]


_WORDS = {True: "vướng", False: "không vướng", None: "chưa biết"}
_STATUS = {"found": "theo văn bản", "assumed": "tự đặt", "decided": "cơ quan quyết định"}


def _settings(rules: CommendationRules) -> list[str]:
    lines = ["", "Cách hiểu đang dùng (kết quả chỉ là đề xuất):"]
    for each in rules.settings():
        lines.append(f"  {each['rule']}. {each['what']}: {each['value']} ({_STATUS[each['status']]}). {each['note']}")
        if each["own"]:
            lines.append(f"    Quy tắc tự hiểu: {each['own']}.")
    return lines
