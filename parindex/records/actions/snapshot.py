"""Keeping the index of a day, so that "what changed this week" has a past."""

import json
from hashlib import sha256

from django.db import transaction

from parindex.core.amounts import plain, rounded, said
from parindex.core.errors import InputError
from parindex.records.actions.history import record
from parindex.records.models import Programme, Snapshot
from parindex.records.permissions import Viewer
from parindex.records.queries import criteria_set as sets
from parindex.records.queries import scorecard
from parindex.records.queries import snapshot as queries
from parindex.records.queries.scorecard import Scored


@transaction.atomic
def take(by: Viewer) -> Snapshot:
    """Keep the authority's index of the viewer's day. Taken again on that day the row is replaced; where nothing moved
    it stays as it is.

    InputError where no set is in use, or a later day was kept already: what was told of a day past stays told.
    """
    by.require("manage_criteria")
    criteria = sets.in_use(by, "district")
    if criteria is None:
        raise InputError("Chưa chọn bộ tiêu chí chấm cấp huyện; hãy chọn ở trang Bộ tiêu chí rồi chụp lại.")
    Programme.objects.select_for_update().get(pk=by.programme_id)  # one after the other
    rows = Snapshot.objects.filter(programme_id=by.programme_id, agency__isnull=True)
    if later := rows.filter(on__gt=by.on).order_by("on").last():
        raise InputError(
            f"Đã có ảnh chụp ngày {later.on:%d/%m/%Y}; ảnh của ngày đã qua ({by.on:%d/%m/%Y}) không thêm, không sửa."
        )
    values = _values(scorecard.authority(by, criteria))
    found = rows.filter(on=by.on).first()
    if found and all(getattr(found, name) == value for name, value in values.items()):
        return found
    before = [plain(found.today), plain(found.secured)] if found else []
    row = found or Snapshot(programme_id=by.programme_id, on=by.on)
    for name, value in (values | {"taken_at": by.at}).items():
        setattr(row, name, value)
    row.save()
    record(
        by, "take_snapshot", row,
        f"Chụp chỉ số ngày {by.on:%d/%m/%Y}: nếu năm kết thúc hôm đó {said(row.today)}/{said(row.today_max)} điểm, "
        f"đã chắc {said(row.secured)}, đã mất {said(row.lost)}",
        changes={"today": [before[0], plain(row.today)], "secured": [before[1], plain(row.secured)]} if before else {},
    )  # fmt: skip
    return row


def _values(scored: Scored) -> dict[str, object]:
    found, whole = scored.account.projection, queries.whole_of(scored)
    return {
        "set_name": scored.card.criteria_set.name, "fingerprint": scored.card.criteria_set.fingerprint,
        "lake_version": scored.versions.get("lake_version", ""),
        "rules_version": scored.versions.get("rules_version", ""), "input_hash": _hash(scored),
        "secured": whole.secured, "possible": whole.possible, "lost": whole.lost,
        "max": rounded(found.whole.max, queries.PLACES), "today": whole.today,
        "today_max": rounded(found.today_max, queries.PLACES),
        "criteria": {
            id: [plain(each.secured), plain(each.possible), plain(each.lost), plain(each.today)]
            for id, each in queries.criteria_of(scored).items()
        },
    }  # fmt: skip


def _hash(scored: Scored) -> str:
    """Of the answers that stand, as they were used, with the set and the day."""
    told = [
        scored.card.criteria_set.fingerprint, scored.on.isoformat(),
        [[line.criterion.id, None if line.inputs is None else line.inputs.to_json()] for line in scored.card.criteria],
        sorted(scored.account.ties.to_come.items()),
    ]  # fmt: skip
    return sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
