"""The queue of open dossiers as a page and a sheet: what the address asks for, and how that is said on paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.indicators.run import Waiting
from parindex.records.models import Agency
from parindex.records.permissions import NotFound
from parindex.records.queries.near_due import last_day_within
from parindex.web.misread import misread

WITHIN = (0, 1, 2, 3, 5, 10)  # working days that are offered
_MOST = 250  # working days: about a year
# ?con= is one of these, or a number of working days.
STATES: dict[str, tuple[Any, str]] = {
    "qua-han": (gettext_lazy("quá hạn"), "overdue"),
    "tam-dung": (gettext_lazy("tạm dừng"), "paused"),
    "khong-han": (gettext_lazy("không có hạn"), "without_due"),
}


@dataclass(frozen=True)
class Asked:
    """?co-quan=<id>&linh-vuc=…&thu-tuc=…&con=3&tim=… of the address; nothing is everything that is open."""

    agency: UUID | None
    field: str
    procedure: str
    left: str
    code: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Asked":
        """What the address asks for; NotFound where its agency is no id."""
        get = request.GET
        left = get.get("con", "")
        number = int(left) if left.isascii() and left.isdigit() and len(left) <= 3 else None
        if left not in STATES:
            left = "" if number is None or number > _MOST else str(number)
            if not left:
                misread(request, "con", _("mọi thời hạn"))
        try:
            agency = UUID(get["co-quan"]) if get.get("co-quan") else None
        except ValueError:
            raise NotFound("agency") from None
        return cls(
            agency, get.get("linh-vuc", "")[:500], get.get("thu-tuc", "")[:1000], left, get.get("tim", "").strip()[:120]
        )

    def wanted(self, on: date) -> Waiting:
        standing = STATES[self.left][1] if self.left in STATES else "within" if self.left else ""
        due_by = last_day_within(on, int(self.left)) if standing == "within" else None
        return Waiting(standing, due_by, self.field, self.procedure, self.code)  # type: ignore[arg-type]

    @property
    def query(self) -> str:
        """The address's parameters, without the page."""
        said = {"co-quan": self.agency, "linh-vuc": self.field, "thu-tuc": self.procedure, "con": self.left}
        return urlencode({key: value for key, value in (said | {"tim": self.code}).items() if value})

    def choices(self) -> list[tuple[str, Any]]:
        """What there is to choose of the time that is left."""
        days = sorted({*WITHIN, *([int(self.left)] if self.left.isdigit() else [])})
        within = [(str(count), within_words(count)) for count in days]
        overdue, *others = ((key, words) for key, (words, _standing) in STATES.items())
        return [overdue, *within, *others]

    def says(self, agencies: Iterable[Agency]) -> list[str]:
        """The choice in words, for paper and sheets."""
        agency = next((one for one in agencies if one.pk == self.agency), None)
        left = STATES[self.left][0] if self.left in STATES else within_words(int(self.left)) if self.left else ""
        code = _("mã có “%s”") % self.code if self.code else ""
        return [str(one) for one in (agency.name if agency else "", self.field, self.procedure, left, code) if one]


def within_words(count: int) -> str:
    return _("còn không quá %d ngày làm việc") % count if count else _("đến hạn hôm nay (hoặc ngày nghỉ liền sau)")
