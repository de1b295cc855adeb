"""Names joined in the ways that officials join them come apart again, and no text whatever is guessed or crashes."""

from datetime import date

from hypothesis import assume, given
from hypothesis import strategies as st

from parindex.core.agencies import Registry, split_agencies
from parindex.core.targets import read_targets

REGISTRY = Registry.load()
DAY = date(2023, 6, 1)
NAMES = [agency.name for agency in REGISTRY.on(DAY)] + [group.name for group in REGISTRY.groups]
OTHERS = [
    "Sở Văn hóa, Thể thao và Du lịch",
    "Sở Nông nghiệp và Phát triển nông thôn",
    "Công an tỉnh",
    "Các sở, ban, ngành",
    "Ủy ban nhân dân các xã, phường",
    "các cơ quan, đơn vị có liên quan",
    "Bộ Lao động - Thương binh và Xã hội",
    "Ban Quản lý Khu kinh tế",
    "Viện Kiểm sát nhân dân tối cao",
    "Hội Liên hiệp Phụ nữ huyện",
]
names = st.lists(st.sampled_from(NAMES + OTHERS), min_size=1, max_size=5, unique=True)
SEPARATORS = st.sampled_from(["; ", ", ", " và ", ";", "\n- "])


@st.composite
def cells(draw, chosen=names):
    """Names in a cell: (the cell's words, the names)."""
    found = draw(chosen)
    text = found[0] + "".join(draw(SEPARATORS) + name for name in found[1:])
    return draw(st.sampled_from(["", "- ", "• "])) + text + draw(st.sampled_from(["", ".", ";", " "])), found


@given(cells(), st.sampled_from([None, REGISTRY]))
def test_joined_names_come_apart(cell, registry):
    text, wanted = cell
    found = split_agencies(text, registry)
    assert list(found.lead) == wanted
    assert (found.supporting, found.unread) == ((), "")


@given(cells())
def test_a_cell_in_capitals_comes_apart_alike(cell):
    text, wanted = cell
    assume("\n" not in text)
    assert list(split_agencies(text.upper(), REGISTRY).lead) == [name.upper() for name in wanted]


@given(
    cells(),
    st.sampled_from([" chủ trì, phối hợp với ", " phối hợp với ", " chủ trì phối hợp cùng ", "; phối hợp: "]),
    cells(),
)
def test_leads_and_supporters_come_apart(leading, role, supporting):
    text = leading[0].rstrip(" .;") + role + supporting[0].lstrip("-• ")
    wanted = [name for name in supporting[1] if name not in leading[1]]
    assume("\n" not in text)  # On lines of their own, what follows a role word is a new entry.
    found = split_agencies(text, REGISTRY)
    assert list(found.lead) == leading[1]
    assert list(found.supporting) == wanted


@given(
    st.sampled_from(NAMES),
    st.sampled_from([str.upper, str.lower, lambda name: name.replace(" - ", "–"), lambda name: name + "."]),
)
def test_a_name_in_other_dress_means_the_same(name, dress):
    assert REGISTRY.resolve(dress(name), DAY).agencies == REGISTRY.resolve(name, DAY).agencies != ()


FIELDS = [name.removeprefix("Phòng ") for name in NAMES if name.startswith("Phòng ")]


@given(
    st.sampled_from(FIELDS), st.sampled_from(["Sở {}", "Bộ {}", "Vụ {}", "Phòng {} huyện Phù Cát", "Phòng {} thị xã"])
)
def test_the_same_field_elsewhere_is_another_office(field, elsewhere):
    assert REGISTRY.resolve(elsewhere.format(field), DAY).agencies == ()


@given(st.text(alphabet="PhòngSởUBND cácxã,;()-và.\n%0123456789ítnhấtđạttừriêng", max_size=80))
def test_any_text_is_read_without_a_fault(text):
    found = split_agencies(text, REGISTRY)
    for name in (*found.lead, *found.supporting):
        assert name.strip()
        REGISTRY.resolve(name, DAY)
    for target in read_targets(text, 2023):
        assert target.to_json()["place"] == "task"


@given(
    st.integers(0, 100),
    st.sampled_from(["ít nhất {}%", "tối thiểu {}% hồ sơ", "≥ {}%", "đạt từ {}% trở lên", "không dưới {:02d}%"]),
)
def test_a_threshold_keeps_its_number(number, phrase):
    (target,) = read_targets("Tỷ lệ " + phrase.format(number), 2023)
    assert (target.at_least, target.unit) == (number, "%")
