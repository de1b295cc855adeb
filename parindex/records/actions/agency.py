"""What is done to the agencies of a programme."""

import re
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction

from parindex.core.agencies import Registry
from parindex.core.errors import InputError
from parindex.core.words import fold, normalise, sort_key
from parindex.records.actions.history import record
from parindex.records.actions.user import check_email
from parindex.records.models import Agency
from parindex.records.permissions import Viewer
from parindex.records.queries import agency as agencies

LONGEST_NAME = 200


def take_from_registry(by: Viewer, registry: Registry, authority_key: str) -> list[Agency]:
    """Write an authority and all agencies below it or that followed them, with their validity and successors."""
    by.require("manage_agencies")
    wanted = {authority_key}
    while True:
        more = {
            a.key
            for a in registry.agencies
            if a.parent in wanted or {a.key for a in registry.predecessors(a.key)} & wanted
        }
        if more <= wanted:
            break
        wanted |= more
    rows = {agency.key: agency for agency in Agency.objects.filter(programme_id=by.programme_id)}
    for source in (agency for agency in registry.agencies if agency.key in wanted and agency.key not in rows):
        rows[source.key] = Agency.objects.create(
            programme_id=by.programme_id, key=source.key, name=source.name, kind=source.kind,
            valid_from=source.valid_from, valid_to=source.valid_to, sort_key=sort_key(source.name),
            folded=fold(source.name),
        )  # fmt: skip
        said = f"Lấy {source.name} từ danh bạ (bản {registry.version})"
        record(by, "add_agency", rows[source.key], said, agency_id=rows[source.key].pk)
    for key in wanted:
        rows[key].successors.set([rows[heir] for heir in registry.by_key(key).successors if heir in rows])
    return [rows[key] for key in wanted]


@transaction.atomic
def add(by: Viewer, name: str, kind: str, start: date | None = None, end: date | None = None) -> Agency:
    """Add an agency that rules/ does not know."""
    by.require("manage_agencies")
    name = normalise(name)
    if not name:
        raise InputError("Hãy ghi tên cơ quan.")
    if len(name) > LONGEST_NAME:
        raise InputError(f"Tên cơ quan dài quá {LONGEST_NAME} chữ; hãy ghi tên ngắn hơn.")
    if Agency.objects.filter(programme_id=by.programme_id, folded=fold(name)).exists():
        raise InputError(f"Chương trình đã có cơ quan “{name}”.")
    key = re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")[:70]
    if Agency.objects.filter(programme_id=by.programme_id, key=key).exists():
        key = f"{key}-{Agency.objects.filter(programme_id=by.programme_id).count() + 1}"
    agency = Agency.objects.create(
        programme_id=by.programme_id, key=key, name=name, kind=kind, valid_from=start, valid_to=end,
        sort_key=sort_key(name), folded=fold(name),
    )  # fmt: skip
    record(by, "add_agency", agency, f"Thêm cơ quan {name}", agency_id=agency.pk)
    return agency


@transaction.atomic
def set_email(by: Viewer, agency_id: UUID, email: str) -> Agency:
    """Say where an agency's reminders go."""
    by.require("manage_agencies")
    agency = agencies.find(by, agency_id)
    if email.strip():
        check_email(email.strip())
    before, agency.email = agency.email, email.strip()
    agency.save(update_fields=["email"])
    record(by, "set_email", agency, f"Đổi thư điện tử của {agency.name}", agency_id=agency.pk,
           changes={"email": [before, agency.email]})  # fmt: skip
    return agency


@transaction.atomic
def set_validity(
    by: Viewer, agency_id: UUID, start: date | None, end: date | None, successor_ids: Iterable[UUID]
) -> Agency:
    """Say from when to when an agency exists, and which agencies took over from it."""
    by.require("manage_agencies")
    agency = agencies.find(by, agency_id)
    if start and end and end < start:
        raise InputError("Ngày thôi hiệu lực phải từ ngày bắt đầu trở đi.")
    wanted = set(successor_ids)
    heirs = list(agencies.agencies(by).filter(pk__in=wanted - {agency.pk}))
    if len(heirs) != len(wanted):
        raise InputError("Cơ quan kế thừa phải là cơ quan khác trong chương trình.")
    if heirs and not end:
        raise InputError("Cơ quan có cơ quan kế thừa thì phải có ngày thôi hiệu lực.")
    before = _validity(agency, agency.successors.all())
    agency.valid_from, agency.valid_to = start, end
    agency.save(update_fields=["valid_from", "valid_to"])
    agency.successors.set(heirs)
    after = _validity(agency, heirs)
    changes = {key: [before[key], after[key]] for key in after if before[key] != after[key]}
    if changes:
        said = f"Đổi hiệu lực của {agency.name}"
        record(by, "set_validity", agency, said, agency_id=agency.pk, changes=changes)
    return agency


def _validity(agency: Agency, heirs: Iterable[Agency]) -> dict[str, str | None]:
    return {
        "valid_from": agency.valid_from.isoformat() if agency.valid_from else None,
        "valid_to": agency.valid_to.isoformat() if agency.valid_to else None,
        "successors": ", ".join(sorted(heir.name for heir in heirs)) or None,
    }
