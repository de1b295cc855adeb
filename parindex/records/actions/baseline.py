"""Keeping results of earlier years: entered by hand or from a file, replaced by a later one, and those of peers."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from parindex.core.amounts import said
from parindex.core.baselines import Result, check
from parindex.core.errors import InputError
from parindex.core.words import fold, normalise, sort_key
from parindex.records.actions.history import record
from parindex.records.models import Agency, Baseline, BaselineLine, PeerScore, Programme
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import baseline as queries

FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True)
class Source:
    """Where a result comes from: the decision that published it, and the file that it was read from ("" by hand)."""

    decision: str = ""
    decided: date | None = None
    file_name: str = ""


@transaction.atomic
def enter(
    by: Viewer, year: int, result: Result, agency: Agency | None = None, source: Source | None = None
) -> Baseline:
    """Keep a result; one that stands for the same unit and year is replaced and stays in the history.

    InputError where the result does not add up, or is the one that stands already.
    """
    by.require("manage_criteria")
    if agency and agency.programme_id != by.programme_id:
        raise NotFound("agency")
    source = source or Source()
    _check_year(by, year)
    check(result)
    Programme.objects.select_for_update().get(pk=by.programme_id)  # one after the other: one result stands
    before = queries.visible(by).filter(year=year, agency=agency, replaced_on__isnull=True).last()
    if before and _said(before) == _given(result, source):
        raise InputError(
            f"Kết quả năm {year} này đã được nạp ngày {before.loaded_on:%d/%m/%Y} và đang dùng; không có gì thay đổi."
        )
    if before:
        Baseline.objects.filter(pk=before.pk).update(replaced_on=by.on)
    made = _write(by, year, result, agency, source)
    who = f" của {agency.name}" if agency else ""
    instead = f", thay {said(before.total)}/{said(before.max)}" if before else ""
    record(
        by, "load_baseline", made,
        f"Nạp kết quả năm {year}{who}: {said(result.total)}/{said(result.max)} điểm{instead}",
        agency_id=agency.pk if agency else None, changes=_changes(before, made),
    )  # fmt: skip
    return made


def _check_year(by: Viewer, year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InputError(f"Năm {year} nằm ngoài {FIRST_YEAR}-{LAST_YEAR}; hãy ghi đúng năm của kết quả.")
    own = queries.year_before(by) + 1
    if year > own:
        raise InputError(f"Năm {year} sau năm của chương trình ({own}); hãy ghi năm đã có kết quả.")


def _said(before: Baseline) -> tuple[Any, ...]:
    return queries.result_of(before), before.decision, before.decided


def _given(result: Result, source: Source) -> tuple[Any, ...]:
    return result, normalise(source.decision)[:120], source.decided


def _write(by: Viewer, year: int, result: Result, agency: Agency | None, source: Source) -> Baseline:
    made = Baseline.objects.create(
        programme_id=by.programme_id, agency=agency, year=year, total=result.total, max=result.max, rank=result.rank,
        ranked=result.ranked, decision=normalise(source.decision)[:120], decided=source.decided,
        file_name=source.file_name[:255], loaded_on=by.on, loaded_at=by.at, loaded_by_id=by.user_id,
    )  # fmt: skip
    BaselineLine.objects.bulk_create(
        BaselineLine(
            programme_id=by.programme_id, baseline=made, order=order, title=line.title, fields=list(line.fields),
            criterion=line.criterion, points=line.points, max=line.max,
        )
        for order, line in enumerate(result.lines)
    )  # fmt: skip
    return made


def _changes(before: Baseline | None, made: Baseline) -> dict[str, Any]:
    if before is None:
        return {}
    pairs = {key: (getattr(before, key), getattr(made, key)) for key in ("total", "max", "rank", "ranked")}
    return {
        key: [None if one is None else said(Decimal(one)) for one in pair]
        for key, pair in pairs.items()
        if pair[0] != pair[1]
    }


@dataclass(frozen=True)
class Brought:
    """What became of the results of many agencies: those kept, and those that stood already."""

    kept: list[Baseline]
    same: list[Agency]


@transaction.atomic
def enter_agencies(
    by: Viewer, year: int, results: Sequence[tuple[Agency, Result]], source: Source | None = None
) -> Brought:
    """Keep the results of many agencies, all or none; what stands already is left as it is. InputError names the agency
    whose result does not add up.
    """
    by.require("manage_criteria")
    if len({agency.pk for agency, _ in results}) < len(results):
        raise InputError("Có cơ quan ghi hai lần; hãy bỏ một dòng.")
    source = source or Source()
    standing = {found.agency_id: found for found in queries.in_force(by, year)}
    made, same = [], []
    for agency, result in results:
        before = standing.get(agency.pk)
        if before and _said(before) == _given(result, source):
            same.append(agency)
            continue
        try:
            made.append(enter(by, year, result, agency, source))
        except InputError as error:
            raise InputError(f"{agency.name}: {error}") from None
    if results and not made:
        raise InputError(
            f"Kết quả năm {year} của {len(same)} cơ quan này đã được nạp đúng như vậy; không có gì thay đổi."
        )
    return Brought(made, same)


@dataclass(frozen=True)
class Peer:
    """Another authority's published score; `rank` is only checked, for it follows from the points."""

    name: str
    points: Decimal
    rank: int | None = None


@transaction.atomic
def enter_peers(by: Viewer, year: int, given: Sequence[Peer], decision: str = "") -> list[PeerScore]:
    """Keep the published scores of a year in the place of those that were there; none at all takes them away.

    Our own line, which such tables have too, is held against our own result and left out.
    """
    by.require("manage_criteria")
    _check_year(by, year)
    ours = queries.of(by, year)
    authority = Programme.objects.select_for_update().get(pk=by.programme_id).authority
    found = [Peer(normalise(peer.name), peer.points, peer.rank) for peer in given]
    peers = [peer for peer in found if not is_ours(peer.name, authority)]
    if faults := [*_own_fault(found, authority, ours), *_peer_faults(found), *_place_faults(peers, ours)]:
        raise InputError(" ".join(faults))
    before = queries.peers(by, year)
    after = {(peer.name, peer.points, normalise(decision)[:120]) for peer in peers}
    if {(peer.name, peer.points, peer.decision) for peer in before} == after:
        raise InputError(f"Điểm các đơn vị năm {year} đã được nạp đúng như vậy; không có gì thay đổi.")
    PeerScore.objects.filter(programme_id=by.programme_id, year=year).delete()
    made = PeerScore.objects.bulk_create(
        PeerScore(
            programme_id=by.programme_id, year=year, name=peer.name, points=peer.points,
            decision=normalise(decision)[:120], sort_key=sort_key(peer.name)[:420], loaded_at=by.at,
            loaded_by_id=by.user_id,
        )
        for peer in peers
    )  # fmt: skip
    words = f"Nạp điểm đã công bố năm {year} của {len(made)} đơn vị khác"
    if not made:
        words = f"Bỏ điểm các đơn vị khác năm {year}"
    record(by, "load_peers", (made or before)[0], words, changes={"peers": [_listed(before), _listed(made)]})
    return made


def _listed(scores: Sequence[PeerScore]) -> list[str]:
    return [f"{peer.name}: {said(peer.points)}" for peer in scores]


_OFFICE = re.compile(r"^(?:ubnd|uy ban nhan dan)\s+")


def is_ours(name: str, authority: str) -> bool:
    """Whether a line of a table of scores is the authority's own, however much of its name it prints."""
    own, told = (_OFFICE.sub("", fold(words)) for words in (authority, name))
    return own == told or (" " in told and own.endswith(f" {told}"))


def _own_fault(found: Sequence[Peer], authority: str, ours: Baseline | None) -> Iterator[str]:
    for peer in found:
        if ours and is_ours(peer.name, authority) and peer.points != ours.total:
            yield (
                f"Dòng “{peer.name}” ghi {said(peer.points)} điểm, khác kết quả đã nạp {said(ours.total)}; "
                "hãy sửa một trong hai."
            )


def _peer_faults(found: Sequence[Peer]) -> Iterator[str]:
    seen: set[str] = set()
    for peer in found:
        if not peer.name or len(peer.name) > 200:
            yield "Có dòng thiếu tên đơn vị, hoặc tên dài quá 200 ký tự."
        elif peer.name.casefold() in seen:
            yield f"“{peer.name}” ghi hai lần; hãy bỏ một dòng."
        seen.add(peer.name.casefold())
        exponent = peer.points.as_tuple().exponent
        if not 0 <= peer.points <= 99999 or not isinstance(exponent, int) or exponent < -4:
            yield f"“{peer.name}”: điểm {peer.points} phải từ 0, nhiều nhất 4 chữ số sau dấu phẩy."
    ranked = sorted((peer for peer in found if peer.rank is not None), key=lambda peer: (-peer.points, peer.rank))
    for first, second in zip(ranked, ranked[1:], strict=False):
        assert first.rank is not None and second.rank is not None
        if first.points > second.points and first.rank >= second.rank:
            yield (
                f"“{first.name}” ({said(first.points)} điểm) ghi hạng {first.rank}, không cao hơn “{second.name}” "
                f"({said(second.points)} điểm, hạng {second.rank}); hãy sửa điểm hoặc hạng."
            )


def _place_faults(peers: Sequence[Peer], ours: Baseline | None) -> Iterator[str]:
    if ours is None or ours.rank is None or ours.ranked is None:
        return
    better = sum(peer.points > ours.total for peer in peers)
    worse = sum(peer.points < ours.total for peer in peers)
    if better > ours.rank - 1 or worse > ours.ranked - ours.rank or len(peers) > ours.ranked - 1:
        yield (
            f"Kết quả của ta xếp hạng {ours.rank}/{ours.ranked} với {said(ours.total)} điểm, nhưng trong "
            f"{len(peers)} đơn vị này có {better} đơn vị cao hơn và {worse} đơn vị thấp hơn; hãy kiểm tra lại điểm."
        )
