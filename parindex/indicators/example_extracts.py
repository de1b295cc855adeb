"""The files that invented systems would send of invented dossiers: what each knows on the day that it is taken."""

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random

from parindex.core.loading import Mapping
from parindex.indicators.example_dossiers import Dossiers, Invented, Letter

# The headings of the invented one-stop software, in its order.
HEADINGS = (
    "Mã hồ sơ", "Mã thủ tục", "Tên thủ tục", "Lĩnh vực", "Đơn vị xử lý", "Đơn vị tiếp nhận", "Kênh tiếp nhận",
    "Ngày tiếp nhận", "Ngày hẹn trả", "Các ngày hẹn trả", "Ngày hoàn thành", "Ngày trả kết quả", "Kết quả xử lý",
    "Tạm dừng từ", "Tạm dừng đến", "Loại tạm dừng", "Lý do tạm dừng", "Số ngày theo quy định", "Nộp hộ", "Có phí",
    "Thanh toán trực tuyến", "Hồ sơ chứng thực", "Chứng thực điện tử", "Số hóa khi tiếp nhận", "Số hóa kết quả",
    "Trả qua bưu chính", "Đã ký thư xin lỗi", "Ngày gửi thư xin lỗi", "Niêm yết từ", "Niêm yết đến", "Cập nhật lúc",
)  # fmt: skip
PORTAL_HEADINGS = (
    "MaHoSo", "MaTTHC", "TenTTHC", "TenLinhVuc", "DonViXuLy", "NgayTiepNhan", "NgayHenTra", "NgayKetThucXuLy",
    "NgayTra", "HinhThuc", "TrangThaiHoSo",
)  # fmt: skip
PROCEDURE_HEADINGS = (
    "Mã thủ tục", "Tên thủ tục", "Lĩnh vực", "Mức trực tuyến", "Bưu chính", "Có phí", "Chứng thực",
    "Số ngày theo quy định", "Hiệu lực từ", "Hiệu lực đến",
)  # fmt: skip
REGISTER_HEADINGS = ("Cơ quan", "Lĩnh vực", "Kỳ", "Số hồ sơ theo sổ")

CHANNELS = {
    "online_full": "Trực tuyến toàn trình",
    "online_partial": "Trực tuyến một phần",
    "counter": "Trực tiếp",
    "post": "Bưu chính",
}
ENDINGS = {"resolved": "Đã giải quyết", "refused": "Từ chối", "withdrawn": "Công dân rút"}
PAUSES = {"pause": "Tạm dừng", "supplement": "Bổ sung"}
LEVELS = {"none": "Không", "partial": "Một phần", "full": "Toàn trình"}


@dataclass(frozen=True)
class Extract:
    """One file as it was sent; `taken` is when, `table` what it fills, `content` a CSV in UTF-8."""

    name: str
    taken: datetime
    table: str
    content: bytes


class Extracts:
    """All files of an example in the order in which they were taken; `names` are those of agencies, by key."""

    def __init__(self, words: Mapping, dossiers: Dossiers, names: dict[str, str]) -> None:
        self.words, self.dossiers, self.names = words, dossiers, names
        self.invented = dossiers.invent()
        self._random = Random(words["seed"] + 1)  # noqa: S311 - invented data, not a secret

    def all(self) -> list[Extract]:
        found = [self._procedures(), *self._one_stop(), self._portal(), self._register()]
        return sorted(found, key=lambda extract: extract.taken)

    def _one_stop(self) -> Iterator[Extract]:
        before = datetime.min
        for entry in self.words["extracts"]:
            taken = datetime.fromisoformat(entry["taken"])
            rows = [
                self._row(one, taken, updated)
                for one in self.invented
                if (updated := _last_event(one, taken)) and updated > before
            ]
            yield Extract(f"{entry['name']}.csv", taken, "dossiers", _csv(HEADINGS, self._slip(rows)))
            before = taken

    def _row(self, one: Invented, taken: datetime, updated: datetime) -> tuple[str, ...]:
        finished = _finished(one, taken)
        returned = max(one.returned, finished) if finished and one.returned and one.returned <= taken else None
        pauses = [pause for pause in one.pauses if pause.start <= taken]
        ends = [pause.end if pause.end and pause.end <= taken else None for pause in pauses]
        letter = one.letter if one.letter and one.letter.sent <= taken.date() else None
        dues = [one.due, *(due for told, due in one.dues if told <= taken)] if one.due else []
        return (
            one.code, one.procedure.code, one.procedure.name, one.procedure.field, self.names[one.agency],
            self.names[one.receiving], CHANNELS[one.channel], _at(one.received), _at(dues[-1] if dues else None),
            ";".join(_at(due) for due in dues) if len(dues) > 1 else "",
            _at(finished), _at(returned), ENDINGS[one.ending or "resolved"] if finished else "",
            ";".join(_at(pause.start) for pause in pauses), ";".join(_at(end) for end in ends) if pauses else "",
            ";".join(PAUSES[pause.kind] for pause in pauses), ";".join(pause.reason for pause in pauses),
            str(one.procedure.days), _yes(one.on_behalf), _yes(one.procedure.fee),
            _yes(one.paid_online and finished), _yes(one.procedure.certification), _yes(one.e_certified and finished),
            _yes(one.digitised_intake), _yes(one.digitised_result and finished), _yes(one.by_post) if returned else "",
            *_letter(letter, taken.date()), _at(updated),
        )  # fmt: skip

    def _slip(self, rows: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
        """Rows that stand twice, and rows that cannot be read: no code, a day that is none, an end before the start."""
        slips = self.words["slips"]
        chosen = self._random.sample(range(len(rows)), slips["duplicates"] + slips["broken"])
        twice, broken = chosen[: slips["duplicates"]], chosen[slips["duplicates"] :]
        breaks: list[Callable[[list[str]], None]] = [
            lambda row: row.__setitem__(0, ""),
            lambda row: row.__setitem__(7, f"31/02/{row[7][6:10]} 08:00"),
            lambda row: row.__setitem__(10, "01/01/2020 08:00"),
        ]
        spoiled = []
        for number, at in enumerate(broken):
            row = list(rows[at])
            row[0] = f"{row[0][:-4]}9{number:03d}"
            breaks[number % len(breaks)](row)
            spoiled.append(tuple(row))
        return [*rows, *(rows[at] for at in twice), *spoiled]

    def _portal(self) -> Extract:
        """What the national portal says of online dossiers: some are missing, some are its own, some ends differ."""
        entry, random = self.words["portal"], self._random
        taken, rows = datetime.fromisoformat(entry["taken"]), []
        online = [
            one for one in self.invented
            if one.channel.startswith("online") and entry["from"] <= one.received.date() <= entry["until"]
        ]  # fmt: skip
        own = {id(one) for one in random.sample(online, entry["extra"])}
        for one in online:
            if random.random() < entry["missing"]:
                continue
            finished = one.finished if one.finished and one.finished <= taken else None
            if finished and random.random() < entry["differing"]:
                finished = finished.replace(hour=23, minute=50)
            code = f"{one.code[:-4]}8{one.code[-3:]}" if id(one) in own else one.code
            returned = one.returned if finished and one.returned and one.returned <= taken else None
            rows.append(
                (
                    code,
                    one.procedure.code,
                    one.procedure.name,
                    one.procedure.field,
                    self.names[one.agency],
                    _portal_time(one.received),
                    _portal_time(one.due),
                    _portal_time(finished),
                    _portal_time(max(returned, finished) if returned and finished else None),
                    "1" if one.by_post else "0",
                    "10" if returned else "9" if finished else "4",
                )  # fmt: skip
            )
        return Extract(f"{entry['name']}.csv", taken, "portal", _csv(PORTAL_HEADINGS, rows))

    def _procedures(self) -> Extract:
        """The dated list: a procedure that went online in full has a row before and a row after."""
        rows: list[tuple[str, ...]] = []
        for one in self.dossiers.procedures.values():
            start = self.words["from"]
            spans = [(start, one.full_from, one.online), (one.full_from, None, "full")] if one.full_from else []
            for since, until, level in spans or [(start, None, one.online)]:
                rows.append(
                    (
                        one.code,
                        one.name,
                        one.field,
                        LEVELS[level],
                        _yes(one.postal),
                        _yes(one.fee),
                        _yes(one.certification),
                        str(one.days),
                        f"{since:%d/%m/%Y}",
                        f"{date.fromordinal(until.toordinal() - 1):%d/%m/%Y}" if until else "",
                    )  # fmt: skip
                )
        taken = datetime.combine(self.words["from"], time(7))
        return Extract("danh-muc-thu-tuc.csv", taken, "procedures", _csv(PROCEDURE_HEADINGS, rows))

    def _register(self) -> Extract:
        """The paper register by agency, field and month: where entering lags, it holds more than the software."""
        entry = self.words["register"]
        taken = datetime.fromisoformat(entry["taken"])
        entered = Counter(
            (one.agency, one.procedure.field, month)
            for one in self.invented
            if entry["from"] <= (month := f"{one.received:%Y-%m}") < f"{taken:%Y-%m}"
        )
        rows = []
        for (agency, field, month), count in sorted(entered.items()):
            for short in entry["short"]:
                meant = agency in short["agencies"] and field == short.get("field", field)
                if meant and month in short.get("months", (month,)):
                    count = round(count * short["times"])
            rows.append((self.names[agency], field, month, str(count)))
        return Extract("so-theo-so-giay.csv", taken, "register_counts", _csv(REGISTER_HEADINGS, rows))


def _finished(one: Invented, taken: datetime) -> datetime | None:
    """When it ended, as it was noted by then."""
    noted = one.mistaken if one.corrected and taken < one.corrected else one.finished
    return noted if noted and noted <= taken else None


def _last_event(one: Invented, taken: datetime) -> datetime | None:
    """The last thing that was noted of a dossier by then; None before it came."""
    events = [one.received, one.finished, one.returned, one.mistaken, one.corrected, *(told for told, _ in one.dues)]
    events += [moment for pause in one.pauses for moment in (pause.start, pause.end)]
    if one.letter:
        days = (one.letter.sent, one.letter.posted_from, one.letter.posted_to)
        events += [datetime.combine(day, time(16, 45)) for day in days if day]
    return max((event for event in events if event and event <= taken), default=None)


def _letter(letter: Letter | None, on: date) -> tuple[str, str, str, str]:
    if letter is None:
        return "", "", "", ""
    posted = letter.posted_from if letter.posted_from and letter.posted_from <= on else None
    down = letter.posted_to if posted and letter.posted_to and letter.posted_to <= on else None
    return "có", _day(letter.sent), _day(posted), _day(down)


def _csv(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return text.getvalue().encode()


def _at(moment: datetime | None) -> str:
    return f"{moment:%d/%m/%Y %H:%M}" if moment else ""


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _portal_time(moment: datetime | None) -> str:
    return f"{moment:%Y%m%d%H%M%S}" if moment else ""


def _yes(flag: object) -> str:
    return "có" if flag else "không"
