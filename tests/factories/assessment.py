"""A round of the small programme by a small set that has each kind of answer."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from parindex.core.criteria_reading import read_texts
from parindex.records.actions import assessed_answer as answers
from parindex.records.actions import assessment as steps
from parindex.records.actions import criteria_set as sets
from parindex.records.actions import round as rounds
from parindex.records.actions.assessed_answer import AnswerInput
from parindex.records.actions.round import RoundInput
from parindex.records.models import AssessedAnswer, Assessment, ImportedSet, Round
from parindex.records.permissions import Viewer
from parindex.records.queries import assessed_answer as sheets
from parindex.records.queries import assessment as queries
from tests.factories.criteria import group, leaf, write_set
from tests.factories.programme import AT, TODAY, Small

# What a unit answers: III.1 912 of 1000, III.2 on a day in time, III.3 two of three, IV a judgement of its own.
ANSWERS = {
    "III.1": {"ratio": ["912", "1000"]},
    "III.2": {"done": "2023-03-20"},
    "III.3": {"checked": ["pano", "bao"]},
    "IV": {"points": "1.5"},
}
ITEMS = [{"id": "pano", "title": "Pa nô"}, {"id": "so_tay", "title": "Sổ tay"}, {"id": "bao", "title": "Bài báo"}]
DUE = {
    "opens": date(2023, 6, 1), "self_due": date(2023, 6, 20), "appraisal_due": date(2023, 6, 30),
    "explanation_due": date(2023, 7, 5), "second_due": date(2023, 7, 10), "approval_due": date(2023, 7, 15),
}  # fmt: skip


def use_set(small: Small, level: str = "department", proof: str = "either") -> str:
    """Publish a set of four criteria (10 points in all) and choose it for a level; returns its name.

    `proof` says what must go with an answer to III.1.
    """
    fields = (
        group(
            "III", "8",
            leaf("III.1", "4", {"name": "linear"}, evidence=["Trích xuất hệ thống"], proof=proof),
            leaf("III.2", "1", {"name": "yes_no_by_deadline", "deadline": "03-31"}),
            leaf("III.3", "3", {"name": "checklist", "items": ITEMS}),
        ),
        leaf("IV", "2", "judgement"),
    )  # fmt: skip
    with TemporaryDirectory() as folder:
        write_set(Path(folder) / "thu", *fields, levels=[level], max="10", id=f"thu-{level}")
        texts = {path.name: path.read_text("utf-8") for path in (Path(folder) / "thu").glob("*.yaml")}
    found, office = read_texts(texts), small.viewer("office")
    ImportedSet.objects.create(
        programme=small.programme, name=found.name, title=found.title, files=texts, fingerprint=found.fingerprint,
        created_at=AT, created_by=small.users["office"], published_on=TODAY, published_at=AT,
    )  # fmt: skip
    sets.choose(office, level, found.name, TODAY)
    return found.name


def open_round(
    small: Small, level: str = "department", agencies: tuple[str, ...] = ("phong-tu-phap",), proof: str = "either"
) -> Round:
    """Open a round from 1/6/2023 for these agencies, by the small set."""
    use_set(small, level, proof)
    keys = tuple(small.agency(key).pk for key in agencies)
    return rounds.open_round(small.viewer("office"), RoundInput("Đợt chấm năm 2023", level, agencies=keys, **DUE))


def form_of(found: Round, key: str | None = "phong-tu-phap") -> Assessment:
    """The form of an agency in a round."""
    return Assessment.objects.get(round=found, agency__key=key) if key else Assessment.objects.get(round=found)


def later(by: Viewer, minutes: int = 1, on: date | None = None) -> Viewer:
    """The same person some minutes later, or on another day."""
    return replace(by, at=by.at + timedelta(minutes=minutes), on=on or by.on)


def say(
    by: Viewer, form: Assessment, id: str, answer: dict | None, words: str = "Giải trình", stage: str = "self", **more
) -> AssessedAnswer:
    """Say something of a criterion."""
    return answers.say(by, form.pk, id, stage, AnswerInput(answer, words, **more))


def read(by: Viewer, form: Assessment) -> sheets.Sheet:
    """The form as somebody reads it now."""
    return sheets.sheet(by, queries.find(by, form.pk))


def fill(by: Viewer, form: Assessment) -> None:
    """Answer all."""
    for id, answer in ANSWERS.items():
        say(by, form, id, answer)


def sent(small: Small, form: Assessment, writer: str = "head") -> Assessment:
    """Fill and send a form."""
    fill(small.viewer(writer), form)
    return steps.submit(small.viewer(writer), form.pk)


def asked(small: Small, form: Assessment) -> Assessment:
    """Send a form, take a thing off III.3 in the first appraisal (of 2 points 1), accept the rest, ask to reply."""
    sent(small, form)
    office = later(small.viewer("office"))
    say(office, form, "III.3", {"checked": ["pano"]}, "Bài báo không thấy đăng", "appraisal")
    answers.accept_rest(office, form.pk)
    return steps.finish_appraisal(office, form.pk)


def approved(small: Small, form: Assessment) -> Assessment:
    """The whole way: the second appraisal gives the thing back."""
    asked(small, form)
    head, office = later(small.viewer("head"), 2), later(small.viewer("office"), 3)
    say(head, form, "III.3", None, "Đăng ngày 5/5", "explanation")
    steps.reply(head, form.pk)
    say(office, form, "III.3", {"checked": ["pano", "bao"]}, "Đã thấy bài", "second")
    steps.finish_appraisal(office, form.pk)
    return steps.approve(later(small.viewer("leader"), 4), form.pk)
