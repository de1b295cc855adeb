"""Answers to a criteria set: the file with one answer for each criterion, and the reading of one answer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from parindex.core import loading
from parindex.core.amounts import amount, not_negative, unsigned, whole
from parindex.core.errors import InputError

FIRST_YEAR, LAST_YEAR = 1990, 2100  # the years that answers may be of
_ALIKE = frozenset({str, bool, date})


@dataclass(slots=True)
class Answer:
    """What was answered to one criterion; `where` (file, line, criterion) begins every error about it.

    Nobody changes one. It is not frozen because making a frozen one takes three times as long.
    """

    data: Mapping[str, Any]
    where: str

    def error(self, message: str) -> InputError:
        """An error about this answer."""
        return InputError(f"{self.where}: {message}")

    def alike(self, id: str) -> tuple[str, str, Any] | None:
        """What an equal answer to the criterion also has: its id, the key and the value of a single word, yes or no, or
        day; None for others. Numbers are left out, because 1, 1.0 and True would be taken for the same.
        """
        if len(self.data) == 1:
            for key, value in self.data.items():
                if type(value) in _ALIKE:
                    return id, key, value
        return None

    def only(self, needed: Collection[str], allowed: Collection[str] = ()) -> None:
        """Refuse an answer without the keys needed, or with a key that nobody reads."""
        data = self.data
        if len(data) == len(needed):
            for key in needed:
                if data.get(key) is None:
                    break
            else:
                return
        wanted = ", ".join((*needed, *allowed))
        for key in self.data:
            if key not in needed and key not in allowed:
                raise self.error(f"câu trả lời có “{key}” mà tiêu chí này không dùng; hãy trả lời bằng: {wanted}")
        for key in needed:
            if self.data.get(key) is None:
                raise self.error(f"câu trả lời thiếu “{key}”; hãy trả lời bằng: {wanted}")

    def number(self, key: str) -> Decimal:
        """A decimal of at least 0."""
        return self._number(self.data.get(key), key)

    def signed(self, key: str) -> Decimal:
        """A decimal of either sign."""
        return amount(self.data.get(key), f"{self.where}: {key}")

    def count(self, key: str) -> int:
        """A whole number of at least 0."""
        value = self.data.get(key)
        count = whole(value) if type(value) is str else None
        return self._whole(value, key) if count is None else count

    def counts(self, key: str, known: Collection[str]) -> dict[str, int]:
        """Whole numbers by the names that the criterion knows; a name left out is 0."""
        found = self.data.get(key)
        if not isinstance(found, dict) or not found:
            raise self.error(f"{key} phải là các cặp “tên: số lượng”; các tên: {', '.join(known)}")
        self._known(found, key, known)
        counts = {}
        for name in known:
            value = found.get(name, 0)
            count = whole(value) if type(value) is str else None
            counts[name] = self._whole(value, f"{key}.{name}") if count is None else count
        return counts

    def ratio(self, key: str = "ratio") -> tuple[Decimal, Decimal]:
        """The numerator and the denominator, each of at least 0."""
        found = self.data.get(key)
        if not isinstance(found, list) or len(found) != 2:
            raise self.error(f'{key} phải gồm tử số và mẫu số, dạng ["912", "1000"]')
        above, below = found
        if type(above) is type(below) is str:
            over, under = unsigned(above), unsigned(below)
            if over is not None and under is not None:
                return over, under
        return self._number(above, key), self._number(below, key)

    def names(self, key: str, known: Collection[str]) -> tuple[str, ...]:
        """Names of a list, in the order of the criterion; each at most once."""
        found = self.data.get(key)
        if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
            raise self.error(f"{key} phải là danh sách các tên: {', '.join(known)}")
        self._known(found, key, known)
        if len(set(found)) < len(found):
            raise self.error(f"{key} có tên viết hai lần; hãy bỏ một")
        return tuple(name for name in known if name in found)

    def flag(self, key: str) -> bool:
        """True or false; false where nothing is said."""
        found = self.data.get(key, False)
        if not isinstance(found, bool):
            raise self.error(f"{key} “{found}” phải là true hoặc false")
        return found

    def text(self, key: str) -> str:
        """Words that must be there."""
        found = self.data.get(key)
        if not isinstance(found, str) or not found.strip():
            raise self.error(f"{key} phải ghi bằng chữ, không để trống")
        return found

    def done(self) -> date | bool:
        """The day on which it was done, or only whether it was."""
        found = self.data.get("done")
        if isinstance(found, bool) or type(found) is date:
            return found
        try:
            return date.fromisoformat(found if isinstance(found, str) else "")
        except ValueError as error:
            raise self.error(f"done “{found}” phải là ngày dạng 2023-06-20, hoặc true, false") from error

    def part(self, key: str, data: Any) -> "Answer":
        """The answer of one unit within this one."""
        if not isinstance(data, dict):
            raise self.error(f"{key} phải là một câu trả lời, dạng khóa: giá trị")
        return Answer(data, f"{self.where}: {key}")

    def _number(self, value: Any, key: str) -> Decimal:
        found = unsigned(value) if type(value) is str else None
        return not_negative(value, f"{self.where}: {key}") if found is None else found

    def _whole(self, value: Any, key: str) -> int:
        found = self._number(value, key)
        if found != int(found):
            raise self.error(f"{key} “{value}” phải là số nguyên")
        return int(found)

    def _known(self, found: Collection[Any], key: str, known: Collection[str]) -> None:
        if all(map(known.__contains__, found)):
            return
        if strangers := [str(name) for name in found if name not in known]:
            raise self.error(f"{key} có “{', '.join(strangers)}” không có trong tiêu chí; hãy dùng: {', '.join(known)}")


@dataclass(frozen=True)
class Answers:
    """The answers of one unit for one year, by the id of the criterion."""

    unit: str
    year: int
    answers: Mapping[str, Answer]


def load_answers(path: Path) -> Answers:
    """Read an answers file (YAML, or JSON, which is YAML too); InputError names the file and the line."""
    data = loading.load(path)
    data.only({"unit", "year", "answers"})
    year = data.whole("year")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise data.error(f"year phải từ {FIRST_YEAR} đến {LAST_YEAR}", "year")
    found = data.get("answers")
    if not isinstance(found, loading.Mapping):
        raise data.error("answers phải là các cặp “mã tiêu chí: câu trả lời”; chưa có thì ghi {}", "answers")
    answers = {}
    for key, value in found.items():
        if not isinstance(key, str):
            raise InputError(f"{path}:{found.line}: mã tiêu chí “{key}” phải đặt trong dấu ngoặc kép")
        if not isinstance(value, loading.Mapping) or not value:
            raise found.error(f"{key} phải là một câu trả lời, ví dụ {{done: true}}; chưa có thì bỏ dòng này", key)
        answers[key] = Answer(value, f"{path}:{found.lines[key]}: {key}")
    return Answers(data.text("unit"), year, answers)
