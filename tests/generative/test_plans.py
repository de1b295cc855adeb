"""Any plan, printed in any layout of the table, with page cuts and merged cells, reads back as the same plan."""

import json
import re
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from parindex.core.agencies import Registry, split_agencies
from parindex.core.plans import PlanReading, read_plan
from tests.factories.plan_documents import Merged, Written, plan, table

REGISTRY = Registry.load()
AGENCIES = (
    "Phòng Nội vụ",
    "Phòng Tư pháp",
    "Văn phòng HĐND và UBND huyện",
    "UBND các xã, thị trấn",
    "Các phòng chuyên môn huyện; UBND các xã, thị trấn",
    "Phòng Tài chính – Kế hoạch chủ trì, phối hợp với Phòng Tư pháp",
)
PHRASES = (
    "Thường xuyên",
    "Hàng tháng",
    "Hoàn thành trong quý II/2023",
    "Trước ngày 15/12/2023",
    "Theo tiến độ của tỉnh",
    "Khi có hồ sơ trễ hạn",
)
SYLLABLES = (
    "rà",
    "soát",
    "công",
    "khai",
    "thủ",
    "tục",
    "hồ",
    "sơ",
    "của",
    "xã",
    "theo",
    "quý",
    "HĐND",
    "số",
    "hóa",
    "và",
)
VERBS = ("Rà soát", "Tổ chức", "Tiếp tục", "Báo cáo", "Xây dựng")
SECTIONS = ("I", "II", "III", "IV")


@dataclass(frozen=True)
class Task:
    text: str
    agency: str
    phrase: str


@dataclass(frozen=True)
class Item:
    title: str
    tasks: tuple[Task, ...]


def sentences(stop: str) -> st.SearchStrategy[str]:
    words = st.lists(st.sampled_from(SYLLABLES), min_size=4, max_size=12)
    return words.map(lambda found: f"{' '.join(found).capitalize()}{stop}")


def duties() -> st.SearchStrategy[str]:
    """Sentences that begin with what there is to do, as tasks do."""
    return st.tuples(st.sampled_from(VERBS), sentences(".")).map(lambda of: f"{of[0]} {of[1].lower()}")


@st.composite
def items(draw: st.DrawFn) -> Item:
    count = draw(st.integers(1, 4))
    texts = draw(st.lists(duties(), min_size=count, max_size=count, unique_by=str.casefold))
    agencies = draw(shared(AGENCIES, count))
    phrases = draw(shared(PHRASES, count))
    tasks = tuple(Task(*of) for of in zip(texts, agencies, phrases, strict=True))
    return Item(draw(sentences("")), tasks)


def shared(values: tuple[str, ...], count: int) -> st.SearchStrategy[list[str]]:
    """One value for all, or one for each."""
    each = st.lists(st.sampled_from(values), min_size=count, max_size=count)
    return st.one_of(st.sampled_from(values).map(lambda value: [value] * count), each)


sections = st.lists(st.lists(items(), min_size=1, max_size=3), min_size=1, max_size=3)


def entries(values: list[str], mark: str) -> list[str]:
    """The lines of a cell: one value for all once, else each with its bullet."""
    once = list(dict.fromkeys(values)) if len(set(values)) == 1 else values
    return [f"{mark}{value}" for value in once]


@dataclass
class Printer:
    """Draws how each item is printed, and keeps the rows."""

    draw: st.DrawFn
    rows: list[list[Written]]
    cut: list[int]

    def item(self, number: int, item: Item) -> None:
        layout = self.draw(st.sampled_from(["bullets", "paragraphs", "merged", "rows"]))
        if layout in ("merged", "rows") and len(item.tasks) > 1:
            self._row_for_each(number, item, layout == "merged")
        else:
            self._one_row(number, item, "- " if layout == "bullets" else "")

    def _one_row(self, number: int, item: Item, mark: str) -> None:
        columns = [
            [item.title],
            [f"{mark}{task.text}" for task in item.tasks],
            entries([task.agency for task in item.tasks], mark),
            entries([task.phrase for task in item.tasks], mark),
        ]
        if not self.draw(st.booleans()):
            self.rows.append([str(number), *("\n".join(lines) for lines in columns)])
            return
        halves = [self._halves(lines) for lines in columns]
        self.rows.append([str(number), *("\n".join(first) for first, _ in halves)])
        if any(rest for _, rest in halves):
            self.rows.append(["", *("\n".join(rest) for _, rest in halves)])
            self.cut.append(len(self.rows))

    def _halves(self, lines: list[str]) -> tuple[list[str], list[str]]:
        """Cut a column at a page's end: between two lines, or inside a line between two words."""
        at = self.draw(st.integers(1, len(lines)))
        first, rest = lines[:at], lines[at:]
        words = first[-1].split(" ")
        inside = [n for n in range(2, len(words)) if not words[n].startswith(("–", "-"))]
        if inside and self.draw(st.booleans()):
            n = self.draw(st.sampled_from(inside))
            return [*first[:-1], " ".join(words[:n])], [" ".join(words[n:]), *rest]
        return first, rest

    def _row_for_each(self, number: int, item: Item, merged: bool) -> None:
        """A row for each task; number and title stand once, over all rows or in the first only."""
        count = len(item.tasks)
        one_agency = merged and len({task.agency for task in item.tasks}) == 1
        for index, task in enumerate(item.tasks):
            first = index == 0
            head: list[Written] = [str(number), item.title] if first else ["", ""]
            if merged:
                head = [Merged(str(number), rows=count), Merged(item.title, rows=count)] if first else [None, None]
            agency: Written = task.agency
            if one_agency:
                agency = Merged(task.agency, rows=count) if first else None
            self.rows.append([*head, task.text, agency, task.phrase])


@st.composite
def printed(draw: st.DrawFn):
    """A plan and its document: the order of the columns and each item's layout are drawn."""
    wanted = draw(sections)
    order = draw(st.permutations(range(5)))
    printer = Printer(draw, [["STT", "Nội dung", "Nhiệm vụ, giải pháp", "Cơ quan thực hiện", "Thời gian"]], [])
    for section, found in zip(SECTIONS, wanted, strict=False):
        printer.rows.append([section, f"PHẦN {section}", "", "", ""])
        for number, item in enumerate(found, start=1):
            printer.item(number, item)
    rows = [[row[column] for column in order] for row in printer.rows]
    return wanted, plan(table(*rows, cut=printer.cut))


def meant(wanted: list[list[Item]]) -> list[tuple]:
    told = []
    for section, found in zip(SECTIONS, wanted, strict=False):
        for number, item in enumerate(found, start=1):
            for task in item.tasks:
                names = split_agencies(task.agency, REGISTRY)
                told.append((section, str(number), item.title, task.text, names.lead, names.supporting, task.phrase))
    return told


def told(reading: PlanReading) -> list[tuple]:
    return [
        (item.section, item.number, item.title, task.text, task.lead, task.supporting, task.phrase)
        for item in reading.items
        for task in item.tasks
    ]


@given(printed())
def test_a_printed_plan_reads_back_as_itself(drawn):
    wanted, source = drawn
    reading = read_plan(source, REGISTRY)
    assert told(reading) == meant(wanted)
    assert reading.unread == ()
    assert [w for w in reading.warnings if w.kind not in ("date_outside_year",)] == []
    rows = [row.number for found in source.tables() for row in found.rows]
    assert [account.row for account in reading.accounts] == rows


@given(printed())
def test_any_reading_survives_json(drawn):
    reading = read_plan(drawn[1], REGISTRY)
    assert PlanReading.from_json(reading.to_json()) == reading


MARKS = ("", "- ", "+ ", "1. ", "a) ", "• ")
NUMBERS = ("", "", "1", "2", "I", "II", "1.1", "a)", "-", "Phần I")


@st.composite
def disorder(draw: st.DrawFn) -> list[list[Written]]:
    """Rows under a sound heading in which anything stands anywhere; each word is told from all others by its number."""
    rows: list[list[Written]] = []
    counter = 0
    for _ in range(draw(st.integers(1, 6))):
        row: list[Written] = [draw(st.sampled_from(NUMBERS))]
        for _ in range(4):
            lines = []
            for _ in range(draw(st.integers(0, 3))):
                counter += 1
                start = draw(st.sampled_from(("Việc", "việc", "Phòng", "Quý")))
                lines.append(
                    f"{draw(st.sampled_from(MARKS))}{start} w{counter}x{draw(st.sampled_from(('', '.', ':')))}"
                )
            row.append("\n".join(lines))
        rows.append(row)
    return rows


@given(disorder(), st.data())
def test_no_word_is_lost_whatever_the_rows_hold(rows, data):
    cut = data.draw(st.sets(st.integers(2, len(rows) + 1)))
    heading: list[Written] = ["STT", "Nội dung", "Nhiệm vụ, giải pháp", "Cơ quan thực hiện", "Thời gian"]
    sound: list[Written] = ["9", "Nội dung", "Nhiệm vụ", "Phòng Nội vụ", "Thường xuyên"]
    source = plan(table(heading, *rows, sound, cut=sorted(cut)))
    reading = read_plan(source, REGISTRY)
    said = json.dumps(reading.to_json(), ensure_ascii=False)
    words = {word for row in rows for word in re.findall(r"w\d+x", " ".join(str(cell) for cell in row))}
    assert {word for word in words if word not in said} == set()
    assert [account.row for account in reading.accounts] == list(range(1, len(rows) + 3))
