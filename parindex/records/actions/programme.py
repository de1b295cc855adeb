"""Making a programme: one authority, one plan year, its agencies."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from parindex.core.agencies import Registry
from parindex.core.errors import InputError
from parindex.core.words import normalise
from parindex.records.actions import agency as agencies
from parindex.records.actions.history import record
from parindex.records.models import Programme
from parindex.records.permissions import Role, Standing, Viewer

NOWHERE = UUID(int=0)
LONGEST_NAME = 300
FIRST_YEAR, LAST_YEAR = 1990, 2100


def command_line(on: date, at: datetime, programme_id: UUID = NOWHERE) -> Viewer:
    """Whoever may open a shell on the machine acts as administrator and office of the programme."""
    standings = (Standing(Role.ADMINISTRATOR, None), Standing(Role.OFFICE, None))
    return Viewer(None, "Dòng lệnh", programme_id, on, at, standings)


@transaction.atomic
def create(
    by: Viewer, name: str, authority_key: str, year: int, *, registry: Registry | None = None,
    continuous_every: str = Programme.Every.QUARTER, invented: bool = False,
) -> tuple[Programme, Viewer]:  # fmt: skip
    """Make a programme with the agencies that rules/ knows of the authority; returns it and `by` standing in it."""
    by.require("manage_agencies")
    name = normalise(name)
    if not 0 < len(name) <= LONGEST_NAME:
        raise InputError(f"Hãy ghi tên chương trình, nhiều nhất {LONGEST_NAME} chữ.")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InputError(f"Năm {year} không hợp lệ: năm kế hoạch từ {FIRST_YEAR} đến {LAST_YEAR}.")
    register = registry or Registry.load()
    known = {agency.key: agency for agency in register.agencies}
    if authority_key not in known:
        choices = ", ".join(sorted(a.key for a in register.agencies if a.kind == "authority"))
        raise InputError(f"Không có cơ quan “{authority_key}” trong rules/agencies; hiện có: {choices}.")
    authority = known[authority_key]
    if Programme.objects.filter(authority=authority.name, year=year).exists():
        raise InputError(f"Đã có chương trình năm {year} của {authority.name}.")
    programme = Programme.objects.create(
        name=name, authority=authority.name, year=year, continuous_every=continuous_every, invented=invented
    )
    standing = replace(by, programme_id=programme.pk)
    written = agencies.take_from_registry(standing, register, authority_key)
    record(standing, "create", programme, f"Lập chương trình “{programme.name}” với {len(written)} cơ quan")
    return programme, standing
