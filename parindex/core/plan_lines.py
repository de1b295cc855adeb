"""Narrative plans: points with labelled lines (“Đơn vị chủ trì: …”), and points under the name of an agency."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from parindex.core.plan_columns import Role
from parindex.core.plan_outline import BODY, LETTER, NUMBER, SECTION, Label, Point
from parindex.core.plan_reading import Account, Place, Unread
from parindex.core.plan_tasks import TaskWords
from parindex.core.words import fold, normalise

_ROLES: dict[Label, Role] = {"lead": "agency", "supporting": "supporting"}
_ORGANISES = re.compile(
    r"to chuc (thuc hien|theo doi|trien khai)|trach nhiem (thuc hien|cua)|che do bao cao|dieu khoan|phan cong"
)
_ASSIGNS = re.compile(r"phan cong")
_AIMS = re.compile(r"muc dich|yeu cau|muc tieu|quan diem|pham vi|doi tuong|tinh hinh|kinh phi")
# With diacritics: folded, “đội” is also “đối”, “tổ” is “tờ”, “viện” is “viên”.
_AGENCY = re.compile(
    r"(?:đề nghị |giao |yêu cầu )?(?:sở|bộ|ban|phòng|cục|chi cục|tổng cục|vụ|viện|trường|học viện|công an|văn phòng|"
    r"trung tâm|ubnd|hđnd|[uủ][ỷy] ban|hội|hội đồng|hiệp hội|liên hiệp|liên minh|liên đoàn|thanh tra|tỉnh đoàn|"
    r"huyện đoàn|thành đoàn|đoàn|mặt trận|mttq|bộ phận|tổ|đội|trạm|đài|báo|bảo hiểm|kho bạc|ngân hàng|tòa án|toà án|"
    r"tập đoàn|tổng công ty|công ty|doanh nghiệp|quỹ|bưu điện|điện lực|đảng [uủ][ỷy]|thủ trưởng|người đứng đầu|"
    r"trưởng|chánh|giám đốc|chủ tịch|bộ trưởng|các (?:sở|bộ|ban|phòng|cơ quan|đơn vị|tổ chức|doanh nghiệp|địa phương|"
    r"trường|hội|đoàn thể|xã|phường|huyện|cơ sở|thành viên|ngành))(?!\w)",
    re.IGNORECASE,
)
_DUTY_OF = re.compile(r"(?:trach nhiem|nhiem vu) cua\s+")
_VERBS = re.compile(
    r"\b(co trach nhiem|chiu trach nhiem|chu tri|phoi hop voi|can cu|to chuc (?:trien khai|thuc hien|quan triet)|"
    r"theo doi|xay dung ke hoach|huong dan|bao cao|trien khai|tham muu|thuc hien)\b"
)
_STANDING = re.compile(r"\s+[-–—]\s+(?:cơ quan|đơn vị)\s.*$", re.IGNORECASE)
_LONGEST_NAME = 220


@dataclass
class LinesItem:
    """An item of running text with its tasks in the document's words."""

    section: str | None
    section_title: str | None
    number: str | None
    title: str | None
    place: Place
    tasks: list[TaskWords] = field(default_factory=list)
    group: str | None = None


@dataclass
class LinesRead:
    """The items of running text, and what each labelled line became."""

    items: list[LinesItem] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


@dataclass
class _Group:
    """Points in a row and the labelled lines that follow them."""

    contents: list[Point] = field(default_factory=list)
    labels: list[Point] = field(default_factory=list)


def read_lines(root: Point, with_agencies: bool) -> LinesRead:
    """Return the items whose points carry a label of agency or time.

    `with_agencies`: read also the points that stand under the name of an agency, outside “Tổ chức thực hiện”.
    """
    read = LinesRead()
    for point in root.every():
        if point is root or point.label is not None or point.level >= BODY:
            continue
        groups = _groups(point)
        kinds = {label.label for group in groups for label in group.labels}
        labelled = "lead" in kinds or ("time" in kinds and not _is_aim(point))
        leader = agency_heading(point) if with_agencies and not organises(point) else None
        if labelled or (leader and _is_assignment(point)):
            _items(point, groups, leader, read)
    told = {account.row for account in read.accounts}
    for point in root.every():
        if point.label in ("lead", "supporting", "time") and point.at not in told:
            read.accounts.append(Account(None, point.at, "unread"))
            why = "dòng có nhãn nhưng không thuộc nhiệm vụ nào"
            read.unread.append(Unread(Place(paragraph=point.at), _value(point) or point.text, why))
    read.items = _merged(read.items)
    return read


def organises(point: Point, with_assignments: bool = False) -> bool:
    """Whether the point stands in the part on organisation rather than among the tasks.

    `with_assignments`: a part “Phân công nhiệm vụ” counts too, as in plans whose tasks stand in a table.
    """
    for section in (point, *point.above()):
        words = fold(section.text) if section.level == SECTION else ""
        if _ORGANISES.search(words) and (with_assignments or not _ASSIGNS.search(words)):
            return True
    return False


def agency_heading(point: Point) -> str | None:
    """Return the agencies that a heading names, or None when it is something else than names."""
    text = _STANDING.sub("", point.text).strip(" :.")
    duty = _DUTY_OF.match(fold(text))
    if duty:
        return text[duty.end() :]
    if not NUMBER <= point.level <= LETTER or len(text) > _LONGEST_NAME or not point.below:
        return None
    if not names_agency(text) or _VERBS.search(re.sub(r"\([^)]*\)", "", fold(text))):
        return None
    return normalise(re.sub(r"^(?:đề nghị|giao|yêu cầu)\s+", "", text, flags=re.IGNORECASE))


def names_agency(text: str) -> bool:
    """Whether words begin as the name of an agency or of a group of them."""
    return bool(_AGENCY.match(text))


def _is_assignment(point: Point) -> bool:
    """Points of its own below it, not only further headings; and not in the part on aims."""
    if _is_aim(point):
        return False
    below = [p for p in point.below if p.label is None]
    return bool(below) and not all(NUMBER <= p.level < LETTER for p in below)


def _is_aim(point: Point) -> bool:
    return any(p.level == SECTION and _AIMS.search(fold(p.text)) for p in (point, *point.above()))


def _groups(point: Point) -> list[_Group]:
    """Part what stands below a point into runs of points with the labelled lines after each run."""
    groups = [_Group()]
    for child in point.below:
        if child.label == "task":
            inner = [p for p in child.below if p.label is None]
            if groups[-1].labels:
                groups.append(_Group())
            if child.text:
                groups[-1].contents.append(child)
            else:
                groups[-1].contents += inner
        elif child.label is not None:
            nested = [p for p in child.every() if p.label is not None and p is not child]
            groups[-1].labels += [child, *nested]
        elif NUMBER <= child.level < LETTER:
            continue  # a numbered heading of its own
        else:
            if groups[-1].labels:
                groups.append(_Group())
            groups[-1].contents.append(child)
    return [group for group in groups if group.contents or group.labels]


def _items(point: Point, groups: list[_Group], leader: str | None, read: LinesRead) -> None:
    section = next((p for p in (point, *point.above()) if p.level == SECTION), None)
    names: tuple[str | None, str | None] = (None, None)
    if section:
        names = (section.number, normalise(section.text))
    place = Place(paragraph=point.at)
    own = [task for group in groups if not group.contents for task in [_task(point, group.labels, leader)]]
    if own and not any(group.contents for group in groups):
        number, title = _item_number(point)
        read.items.append(LinesItem(names[0], names[1], number, title, place, own[:1]))
    else:
        item = LinesItem(names[0], names[1], _path(point) or None, _title(point), place)
        for group in groups:
            item.tasks += _group_tasks(group, len([g for g in groups if g.labels]), leader)
        if point.level == SECTION:
            item.number = item.title = None
        read.items.append(item)
    for group in groups:
        read.accounts += [Account(None, label.at, "label") for label in group.labels]
        read.accounts += [Account(None, content.at, "task") for content in group.contents]


def _group_tasks(group: _Group, labelled: int, leader: str | None) -> Iterator[TaskWords]:
    """A run's tasks: its labels serve them all, unless unmarked lines follow each point of the list in turn."""
    in_turn = labelled > 1 and all(not label.mark for label in group.labels)
    for content in group.contents:
        if any(p.label in ("lead", "time") for p in content.below):
            continue  # it has labelled lines of its own and is read for itself
        is_last = content is group.contents[-1]
        yield _task(content, group.labels if is_last or not in_turn else [], leader)


def _task(point: Point, labels: list[Point], leader: str | None) -> TaskWords:
    agencies = [(_ROLES[p.label], _value(p)) for p in labels if p.label in _ROLES and _value(p)]
    if leader and not any(role == "agency" for role, _ in agencies):
        agencies.insert(0, ("agency", leader))

    def said(label: Label) -> str | None:
        return "; ".join(_value(p) for p in labels if p.label == label and _value(p)) or None

    notes = said("note")
    text = point.whole if point.level >= LETTER or point.label == "task" else normalise(point.text)
    return TaskWords(text, Place(paragraph=point.at), tuple(agencies), _phrase(said("time")), said("product"), notes)


def _phrase(text: str | None) -> str | None:
    return text.rstrip(" ;") if text else None


def _value(label: Point) -> str:
    """The words after a label, with the bullets below it when it has none of its own."""
    return label.text or "; ".join(p.whole.rstrip(" ;.") for p in label.below if p.label is None)


def _item_number(point: Point) -> tuple[str | None, str | None]:
    """A numbered point is an item of its own; a letter or bullet belongs to the numbered point above it."""
    if point.level < LETTER:
        return _path(point), None
    above = next((p for p in point.above() if NUMBER <= p.level < LETTER), None)
    if above is None:
        return (point.number if point.level == LETTER else None), None
    return _path(above), _title(above)


def _title(point: Point) -> str | None:
    return normalise(point.text).rstrip(" :") or None


def _path(point: Point) -> str:
    """The number as people say it: 1.2, and 3.1.a for a letter below 3.1."""
    if point.level < LETTER:
        return point.number if point.level != SECTION else ""
    above = next((p for p in point.above() if NUMBER <= p.level < LETTER), None)
    own = point.number if point.level == LETTER else ""
    return ".".join(part for part in (_path(above) if above else "", own) if part)


def _merged(items: list[LinesItem]) -> list[LinesItem]:
    """Neighbours with the same number and title are one item: its letters or bullets, each with its own labels."""
    found: list[LinesItem] = []
    for item in items:
        last = found[-1] if found else None
        if last and item.title and (last.section, last.number, last.title) == (item.section, item.number, item.title):
            last.tasks += item.tasks
        else:
            found.append(item)
    return found
