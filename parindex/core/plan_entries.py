"""The entries of a cell: its bullets, numbered points or paragraphs, in every way that they may be told apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from parindex.core.plan_strips import TIME_OPENS, At, Piece
from parindex.core.words import normalise

# With diacritics: folded, “mở” is also “mô”, “giao” is “giáo”.
_TASK_VERBS = """
    áp dụng; ban hành; bảo đảm; báo cáo; biên soạn; bố trí; bồi dưỡng; cải thiện; cải tạo; cấp; cắt giảm; chấn chỉnh;
    chỉ đạo; chọn; chủ động; chủ trì; chuẩn bị; chuẩn hóa; chuyển; cập nhật; cung cấp; công bố; công khai; củng cố;
    duy trì; đánh giá; đào tạo; đảm bảo; đăng; đăng ký; đăng tải; đầu tư; đẩy mạnh; đề nghị; đề xuất; định kỳ; điều
    chỉnh; điều tra; đổi mới; đôn đốc; đơn giản hóa; đưa; giải quyết; giám sát; giao; giữ; gửi; hoàn thành; hoàn thiện;
    hỗ trợ; huy động; hướng dẫn; in; kết nối; khai thác; khảo sát; khắc phục; khẩn trương; khuyến khích; kiểm soát;
    kiểm tra; kiện toàn; ký; kịp thời; lập; lấy ý kiến; lồng ghép; lắp đặt; mở; mua sắm; nâng cao; nâng cấp; nghiên cứu;
    nghiêm túc; niêm yết; phát; phát động; phát hành; phát huy; phát triển; phân công; phân tích; phấn đấu; phê duyệt;
    phối hợp; phổ biến; quán triệt; quản lý; rà soát; sắp xếp; sơ kết; số hóa; sửa đổi; sử dụng; tái cấu trúc; tạo; tập
    huấn; tập trung; tăng cường; tham gia; tham mưu; thanh tra; thành lập; thẩm định; theo dõi; thí điểm; thiết lập;
    thông báo; thống kê; thu thập; thực hiện; thường xuyên; tích hợp; tiếp nhận; tiếp tục; tổ chức; tổng hợp; tổng kết;
    trả; trả lời; triển khai; trình; truyền thông; tuyên truyền; tuyển; ứng dụng; vận động; vận hành; viết; xác định;
    xác minh; xây dựng; xem xét; xin ý kiến; xử lý; yêu cầu; 100%
"""
_TASK_OPENS = re.compile(
    rf"(?:{'|'.join(sorted((' '.join(v.split()) for v in _TASK_VERBS.split(';')), key=len, reverse=True))})(?!\w)", re.I
)
_NUMBERED, _LETTERED, _DASHED, _PLUS, _OTHER = range(5)


@dataclass(frozen=True)
class Entry:
    """One task, agency group or deadline of a cell, in its words without its own mark; `lines` keeps their lines."""

    text: str
    lines: str
    rows: tuple[At, ...]
    paragraph: int
    marked: bool = False


Split = tuple[Entry, ...]


def splits(pieces: list[Piece], single: bool = False) -> tuple[Split, ...]:
    """Return the ways to tell the entries of a cell apart, the likeliest first, each way once.

    A marked paragraph begins an entry, except a “+” below another mark and what follows a colon; an unmarked one goes
    on with the entry before it. Without any mark every paragraph is an entry. `single`: a row of this table holds one
    entry as a rule, and what else stands in the cell are its details.
    """
    if not pieces:
        return ()
    found = [_grouped(pieces, starts) for starts in _ways(pieces, single)]
    return tuple(dict.fromkeys(found))


def by_verbs(pieces: list[Piece]) -> Split:
    """Return the paragraphs of a cell as entries, where one that begins with no verb goes on with the one before."""
    starts = [index == 0 or bool(piece.mark) or begins_as_task(piece.text) for index, piece in enumerate(pieces)]
    return _grouped(pieces, starts)


def by_semicolons(pieces: list[Piece]) -> Split:
    """Return the deadlines that stand in one line: “Tháng 4; Tháng 9”. Empty where the parts are no deadlines."""
    parts = [part.strip(" .") for part in pieces[0].text.split(";")] if len(pieces) == 1 else []
    parts = [part for part in parts if part]
    if len(parts) < 2 or not all(TIME_OPENS.match(part) for part in parts):
        return ()
    return tuple(Entry(part, part, pieces[0].rows, pieces[0].paragraph) for part in parts)


def begins_as_task(text: str) -> bool:
    """Whether words begin with what there is to do: “Xây dựng …”, “Tiếp tục rà soát …”."""
    return bool(_TASK_OPENS.match(text))


def whole(pieces: list[Piece]) -> str:
    """Return all words of a cell as one line, marks kept."""
    return normalise(" ".join(piece.whole for piece in pieces))


def _ways(pieces: list[Piece], single: bool) -> Iterator[list[bool]]:
    marked = [bool(piece.mark) for piece in pieces]
    if single:
        yield [True, *(_begins_row(before, piece) for before, piece in zip(pieces, pieces[1:], strict=False))]
    if any(marked):
        yield _by_likeliest(pieces)
        yield _from_first(marked)
        top = min(_level(piece.mark) for piece in pieces if piece.mark)
        yield _from_first([m and _level(p.mark) == top for m, p in zip(marked, pieces, strict=True)])
        if not marked[0]:  # the first paragraph introduces the entries
            yield [True, False, *marked[2:]]
    yield [True] + [not piece.loose for piece in pieces[1:]]
    if not any(marked):
        yield [True] + [begins_as_task(piece.text) for piece in pieces[1:]]
    yield [True] + [False] * (len(pieces) - 1)


def _begins_row(before: Piece, piece: Piece) -> bool:
    """Whether a bullet on a row of its own begins an entry: the one before it had ended."""
    return piece.opens and _level(piece.mark or "+") == _DASHED and before.text.endswith((".", "!"))


def _from_first(starts: list[bool]) -> list[bool]:
    return [True, *starts[1:]]


def _by_likeliest(pieces: list[Piece]) -> list[bool]:
    starts: list[bool] = []
    listed: int | None = None  # the level of the entry that announced a list by its colon; -1 for an unmarked one
    top: int | None = None
    for index, piece in enumerate(pieces):
        level = _level(piece.mark) if piece.mark else None
        if level is None:
            begins = index == 0
        elif listed is not None and level > listed or level == _PLUS and top is not None and top < _PLUS:
            begins = False
        else:
            begins, listed = True, None
            top = level if top is None else min(top, level)
        starts.append(begins or index == 0)
        if _announces(piece.text) and listed is None:
            listed = level if level is not None else -1
    return starts


def _announces(text: str) -> bool:
    """Whether a list begins here: after a colon at the end, or in the line itself (“gồm: - một; - hai”)."""
    return text.endswith(":") or bool(re.search(r":\s+[-–+•]\s+\S", text))


def _level(mark: str) -> int:
    bare = mark.strip("().:/ -") if any(c.isalnum() for c in mark) else mark
    if re.fullmatch(r"[\dIVX]+(\.\d+)*", bare):
        return _NUMBERED
    if re.fullmatch(r"[A-Za-zĐđ]{1,4}", bare):
        return _LETTERED
    if bare == "+":
        return _PLUS
    return _DASHED if bare in "-–—−‐‑•●*" else _OTHER


def _grouped(pieces: list[Piece], starts: list[bool]) -> Split:
    groups: list[list[Piece]] = []
    for piece, begins in zip(pieces, starts, strict=True):
        if begins or not groups:
            groups.append([piece])
        else:
            groups[-1].append(piece)
    return tuple(_entry(group) for group in groups)


def _entry(group: list[Piece]) -> Entry:
    first = group[0]
    lines = first.text
    for piece in group[1:]:
        lines += f"{' ' if piece.loose else chr(10)}{piece.whole}"
    rows = tuple(dict.fromkeys(row for piece in group for row in piece.rows))
    return Entry(normalise(lines), lines, rows, first.paragraph, bool(first.mark))
