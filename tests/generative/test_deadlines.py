"""Deadlines, generated: what is said reads back, spellings do not matter, and no words can break the reader."""

import unicodedata
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from parindex.core.deadlines import read_deadline, say
from parindex.core.errors import InputError
from parindex.core.schedules import Schedule, Term, Within

YEAR = 2023
DAYS = st.dates(date(1995, 1, 1), date(2095, 12, 31))
TRIGGERS = st.sampled_from(
    ["có hướng dẫn của tỉnh", "nhận đủ hồ sơ", "ngày ký ban hành", "thời điểm nhận thông báo", "đột xuất"]
)
UNITS = st.sampled_from(["day", "working_day", "month", "hour", "working_hour"])
COUNTS = st.integers(1, 999)

MONTHLY = [f"ngày {day}" for day in range(1, 32)] + [f"trước ngày {day}" for day in range(1, 32)]
MONTHLY += ["ngày làm việc cuối cùng của tháng", "đầu tháng", "cuối tháng", "ngày 7 tháng sau", "ngày 3 và ngày 18"]
QUARTERLY = [f"ngày {day} tháng {place} quý" for day in (1, 15, 29, 30, 31) for place in ("đầu", "giữa", "cuối")]
QUARTERLY += ["trước ngày 6 tháng đầu quý sau", "ngày cuối cùng của tháng cuối quý", "đầu quý", "ngày 5 tháng sau"]
YEARLY = [f"trước ngày {day}/{month}" for day in (1, 15, 28) for month in range(1, 13)]
YEARLY += ["ngày 29/02", "quý II", "giữa tháng 9", "ngày 31/01 năm sau", "từ tháng 2 đến tháng 5", "cuối năm"]
YEARLY += ["trước ngày 10/6 và ngày 10/12", "ngày 20/6 và ngày 31/12"]
REPEATED = (
    [f"hàng tháng, {place}" for place in MONTHLY]
    + [f"hàng quý, {place}" for place in QUARTERLY]
    + [f"hằng năm, {place}" for place in YEARLY]
    + [f"{name} hàng tuần" for name in ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")]
    + ["hàng tuần", "hàng tháng", "hàng quý", "hàng 6 tháng", "hàng 9 tháng", "hàng năm", "định kỳ 2 tháng một lần"]
    + [
        "định kỳ 4 tháng một lần",
        "định kỳ 5 năm một lần",
        "hàng 6 tháng (trước ngày 5/6 và 5/12)",
        "hàng tuần từ tháng 3/2023",
    ]
    + ["hàng tháng từ tháng 4/2023", "hàng quý đến hết quý III/2023", "hàng tháng, trước ngày 8, từ tháng 2/2023"]
)


@st.composite
def once(draw: st.DrawFn) -> Term:
    due = draw(DAYS)
    return Term("once", start=draw(st.none() | st.dates(date(1990, 1, 1), due)), due=(due,))


@st.composite
def event(draw: st.DrawFn) -> Term:
    within = draw(st.none() | st.builds(Within, COUNTS, UNITS))
    if within:
        trigger = draw(st.none() | TRIGGERS.filter(lambda words: words != "đột xuất"))
        return Term("event", trigger=trigger, within=within)
    start = draw(st.none() | DAYS)
    return Term("event", start=start, trigger=draw(TRIGGERS))


def repeated(phrase: str) -> Term:
    (term,) = read_deadline(phrase, YEAR).terms
    return term


TERMS = st.one_of(
    once(),
    event(),
    st.builds(Term, st.just("continuous"), start=st.none() | DAYS),
    st.just(Term("reference")),
    st.sampled_from(REPEATED).map(repeated),
)


@settings(max_examples=400, deadline=None)
@given(TERMS)
def test_a_term_said_reads_back_as_the_same_term(term: Term) -> None:
    schedule = read_deadline(say(term), YEAR)
    assert schedule.unread == ""
    assert len(schedule.terms) == 1
    periods = term.periods if term.kind == "recurring" else schedule.terms[0].periods
    assert replace(schedule.terms[0], says="") == replace(term, says="", periods=periods)


PHRASES = [
    *REPEATED,
    "Hoàn thành trong tháng 4 và bắt đầu thực hiện vào tháng 5/2023",
    "Ban hành trước ngày 05/4/2023; thực hiện thường xuyên",
    "Quý II - quý IV năm 2023",
    "giai đoạn 2026 - 2030",
    "từ ngày 05/3 đến ngày 07/9/2023",
    "hàng quý, 06 tháng, năm",
    "chậm nhất là ngày 08 tháng 11",
    "Trong thời hạn 07 ngày làm việc kể từ ngày nhận hồ sơ",
    "Hằng năm, theo quy định của hội đồng",
]
SPELLINGS = {
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "capitals": str.upper,
    "other word for every": lambda text: text.replace("hàng ", "hằng ").replace("Hàng ", "Hằng "),
    "no leading zeros": lambda text: text.replace("/0", "/").replace(" 0", " "),
    "dashes": lambda text: text.replace(" - ", "–"),
    "spaces": lambda text: "  " + text.replace(" ", "\u00a0\n "),
    "a final stop": lambda text: text + ".",
    "a bullet": lambda text: "- " + text,
    "full-width digits": lambda text: text.translate({ord("0") + n: 0xFF10 + n for n in range(10)}),
    "another i": lambda text: text.replace("quý", "quí").replace("kỳ", "kì"),
    "a zero-width space": lambda text: text + "\u200b",
}


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(PHRASES), st.sampled_from(sorted(SPELLINGS)))
def test_spelling_does_not_change_the_meaning(phrase: str, name: str) -> None:
    def meaning(text: str) -> list[Term]:
        schedule = read_deadline(text, YEAR)
        assert schedule.unread == ""
        return [replace(term, says="", trigger=(term.trigger or "").casefold()) for term in schedule.terms]

    assert meaning(SPELLINGS[name](phrase)) == meaning(phrase)


# Deadlines that are whole by themselves, each at a time of its own.
WHOLE = [
    "Quý I/2023",
    "Quý III, năm 2023",
    "Tháng 4 năm 2023",
    "Tháng 5 - 6/2023",
    "Trước ngày 15/10/2023",
    "Hoàn thành trước 20/11/2023",
    "chậm nhất ngày 05 tháng 12 năm 2023",
    "25/10/2023",
    "từ ngày 03/11/2023 đến ngày 09/11/2023",
    "Hằng tuần",
    "Hàng tháng",
    "hàng quý, trước ngày 10 tháng đầu quý sau",
    "Trước 15/12 hằng năm",
    "Thường xuyên",
    "Khi có hồ sơ trễ hạn",
    "Trong thời hạn 07 ngày làm việc kể từ ngày nhận hồ sơ",
    "Sau khi bế mạc 10 ngày",
    "Theo kế hoạch của tỉnh",
]
BETWEEN = st.sampled_from(["; ", ", ", " ", " và ", ". ", "\n", " / ", " + ", "; thực hiện ", " (", ") "])


def said(schedule: Schedule, term: Term) -> bool:
    """Whether `schedule` holds what `term` says; a list shares its bound, a window limits a rhythm."""
    days = {
        day + timedelta(days=k) for one in schedule.terms for day in (*one.due, one.start) if day for k in (-1, 0, 1)
    }
    if term.kind == "event":
        return any(term.trigger in (one.trigger or "") for one in schedule.terms)
    if term.kind == "once":
        limits = [one for one in schedule.terms if one.kind == "recurring" and inside(one, term)]
        return bool(limits) or all(day in days for day in (*term.due, term.start) if day)
    return any((one.kind, one.frequency) == (term.kind, term.frequency) for one in schedule.terms)


def inside(recurring: Term, window: Term) -> bool:
    ends = [period.end for period in recurring.periods if period]
    return window.start is not None and all(window.start <= end <= window.due[0] for end in ends)


@settings(max_examples=600, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(WHOLE), BETWEEN), min_size=2, max_size=4, unique_by=lambda one: one[0]))
def test_no_deadline_of_a_phrase_goes_silently(pieces: list[tuple[str, str]]) -> None:
    phrase = "".join(words + between for words, between in pieces[:-1]) + pieces[-1][0]
    schedule = read_deadline(phrase, YEAR)
    shown = " ".join(term.trigger or "" for term in schedule.terms)
    lost = [
        words
        for words, _ in pieces
        if words.replace(",", "") not in shown.replace(",", "")
        and not all(said(schedule, term) for term in read_deadline(words, YEAR).terms)
    ]
    assert schedule.unread or lost == []


FORMS = [
    "{0.day}/{0.month}/{0.year}",
    "{0.day:02d}.{0.month:02d}.{0.year}",
    "ngày {0.day} tháng {0.month} năm {0.year}",
    "ngày {0.day:02d}-{0.month}-{0.year}",
]


@settings(max_examples=100, deadline=None)
@given(DAYS, st.sampled_from(FORMS))
def test_before_a_day_is_the_day_before_by_that_day(day: date, form: str) -> None:
    written = form.format(day)
    assert read_deadline(f"chậm nhất {written}", YEAR).terms[0].due == (day,)
    assert read_deadline(f"Trước {written}", YEAR).terms[0].due == (day - timedelta(days=1),)
    assert read_deadline(f"từ {written}", YEAR).terms[0].start == day


SOUP = """
    trước chậm nhất đến hết từ ngày tháng quý năm tuần hàng hằng định kỳ đầu giữa cuối sau kể khi theo thường xuyên đột
    xuất trong thời hạn giờ làm việc lần / - , ; ( ) và hoặc của I II IV 0 1 5 12 15 30 31 32 99 2023 2024 15/4 31/02
    5/2023 13/2023 30/6/2023 một ba mười thứ sáu nửa cả mỗi bắt đầu hoàn thành báo cáo xyz nay tới
"""
WORDS = st.sampled_from(SOUP.split())


@settings(max_examples=1500, deadline=None)
@given(st.lists(WORDS, max_size=14).map(" ".join) | st.text(max_size=60), st.integers(1990, 2100))
def test_no_words_break_the_reader(phrase: str, year: int) -> None:
    try:
        schedule = read_deadline(phrase, year)
    except InputError:
        return
    assert schedule.phrase == phrase
    assert schedule.terms or schedule.unread or not phrase.strip()
    for term in schedule.terms:
        assert list(term.due) == sorted(set(term.due))
        assert len(term.periods) == len(term.due)
        assert term.says
        assert bool(term.due) == (term.kind in ("once", "recurring"))
        assert bool(term.rule) == (term.kind == "recurring")
        if term.start and term.due:
            assert term.start <= term.due[0]
