"""The code on a dossier's receipt: who took it in, on which day, its number, and whether that fits the row.

Circular 01/2018/TT-VPCP, Article 19: `V1V2V3.Z1Z2.Y1Y2.MX1X2-YYMMDD-XXXX`. In use are also codes with fewer groups
(H08.12.3-230615-0012) and codes of systems' own; what has another form is no fault.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from parindex.core.calendar_rules import day_month_year

# Groups of the whole code: 1 the agency's identifier, 2 the day as YYMMDD, 3 the number of the day. Written so that
# Python, DuckDB, PostgreSQL and Spark read it alike.
PATTERN = r"^([0-9A-Za-z]+(?:\.[0-9A-Za-z]+){0,5})-([0-9]{6})-([0-9]{3,8})$"
_CODE = re.compile(PATTERN)
_CENTURY = 2000


@dataclass(frozen=True)
class DossierCode:
    """A code taken apart; `day` is None where YYMMDD is no day of any month."""

    agency: str
    day: date | None
    number: str


def read_code(code: str) -> DossierCode | None:
    """Take a code apart; None when it has another form."""
    found = _CODE.match(code.strip())
    if not found:
        return None
    agency, written, number = found.groups()
    return DossierCode(agency.upper(), _day(written), number)


def check_code(
    code: str,
    received_day: date | None = None,
    agencies: Collection[str] = (),
    identifiers: Mapping[str, str] | None = None,
) -> list[str]:
    """Say where a code and its row disagree, in Vietnamese; nothing for codes of another form.

    `agencies` are the keys of those that took the dossier in or handle it; `identifiers` gives the agency of an
    identifier, where it is known. Either of the row's agencies will do.
    """
    read = read_code(code)
    if read is None:
        return []
    found = []
    if read.day is None:
        found.append(f"mã hồ sơ {code} ghi ngày không có thật")
    elif received_day and read.day != received_day:
        found.append(
            f"mã hồ sơ {code} ghi ngày {day_month_year(read.day)}, ngày tiếp nhận là {day_month_year(received_day)}"
        )
    named = {key.upper(): agency for key, agency in (identifiers or {}).items()}.get(read.agency)
    if named and agencies and named not in agencies:
        found.append(f"mã hồ sơ {code} là của cơ quan “{named}”, dòng này ghi “{'”, “'.join(sorted(agencies))}”")
    return found


def _day(written: str) -> date | None:
    try:
        return date(_CENTURY + int(written[:2]), int(written[2:4]), int(written[4:]))
    except ValueError:
        return None
