"""From a case and its letter to the draft that people print and sign."""

from datetime import date, datetime, time

from django.utils.translation import gettext as _

from parindex.core.timeliness import VIETNAM
from parindex.documents.writing.letter import ApologyDraft, write_letter
from parindex.records.models import ApologyLetter, Programme
from parindex.records.queries.late_case import Entry

_LEVELS = ("tỉnh", "thành phố", "thị xã", "thị trấn", "huyện", "quận", "phường", "xã", "đặc khu")


def docx(entry: Entry, letter: ApologyLetter, recipient: dict[str, str], programme: Programme) -> bytes:
    """The letter as .docx, with the recipient where one was named and may be read."""
    agency = entry.agency.name if entry.agency else entry.agency_words
    own = agency.upper().startswith("UBND")
    return write_letter(
        ApologyDraft(
            agency=agency,
            parent="" if own else programme.authority,
            place=_place(agency if own else programme.authority),
            code=entry.code,
            procedure=entry.procedure,
            received=entry.received_day,
            due=_due(entry),
            new_due=letter.new_due,
            reason=letter.reason,
            number=letter.number,
            day=letter.letter_day,
            recipient=recipient.get("name", ""),
            address=recipient.get("address", ""),
            organisation=recipient.get("kind") == "organisation",
            finished=entry.finished_day if entry.counts else None,
            foreseen=not entry.counts,
            ordinal=letter.ordinal,
            decision=letter.decision,
            signer_title=letter.signer_title,
            signer_name=letter.signer_name,
            mark=_("BẢN DÙNG THỬ – SỐ LIỆU GIẢ ĐỊNH") if programme.invented else "",
        )
    )


def _place(committee: str) -> str:
    """The name of the place in a committee's name: UBND xã Phước Sơn -> Phước Sơn."""
    words = committee.removeprefix("UBND").strip()
    level = next((one for one in _LEVELS if words.lower().startswith(f"{one} ")), "")
    return words[len(level) :].strip()


def _due(entry: Entry) -> datetime | date | None:
    """The promised instant; only its day where the source tells days, whose end is the limit."""
    limit = entry.dossier.due_limit if entry.dossier else None
    if limit is None:
        return entry.due_day
    local = limit.astimezone(VIETNAM)
    return entry.due_day if local.time() >= time(23, 59) else local
