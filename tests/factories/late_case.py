"""A late dossier brought to a stage by the same actions that people use."""

from dataclasses import replace
from datetime import date

from parindex.records.actions import apology_letter as letters
from parindex.records.actions import late_case as cases
from parindex.records.actions.apology_letter import LetterInput, SignedInput
from parindex.records.models import ApologyLetter
from parindex.records.queries import late_case as queries
from parindex.records.queries.late_case import Entry
from tests.factories.programme import TODAY, Small
from tests.integration.test_submissions import PDF

NAME = "Bà Nguyễn Thị Người-Nhận"
LETTER = LetterInput("Chờ xác minh", date(2023, 6, 20), recipient=NAME, address="thôn Mẫu", phone="0900 000 000")
SIGNED = SignedInput("12/TP", date(2023, 6, 13), "Trưởng phòng", "Trần Văn Thử", "thu cua ba Nhan.pdf", PDF)


def entry(small: Small, code: str, username: str = "office", on: date = TODAY) -> Entry:
    """The line of a dossier as somebody sees it on a day."""
    return next(one for one in queries.ledger(small.viewer(username, on)) if one.code == code)


def explained(small: Small, code: str) -> Entry:
    found = entry(small, code)
    cases.explain(small.viewer("reporter"), found.id, "overload", "Nhiều việc dồn về")
    return found


def written(small: Small, code: str, given: LetterInput = LETTER) -> ApologyLetter:
    return letters.write(small.viewer("reporter"), explained(small, code).id, given)


def signed(small: Small, code: str, given: SignedInput = SIGNED) -> ApologyLetter:
    letter = written(small, code)
    return letters.sign(small.viewer("head"), letter.case_id, letter.pk, given)


def sent(small: Small, code: str, day: date = date(2023, 6, 14)) -> ApologyLetter:
    letter = signed(small, code)
    return letters.send(small.viewer("reporter"), letter.case_id, letter.pk, day, "post")


def posted(small: Small, code: str, day: date = date(2023, 6, 15)) -> ApologyLetter:
    letter = sent(small, code)
    return letters.post(small.viewer("reporter"), letter.case_id, letter.pk, day)


def signed_on(day: date, **changed: object) -> SignedInput:
    return replace(SIGNED, day=day, **changed)  # type: ignore[arg-type]
