"""No late dossier is forgotten: late dossiers = lines of the ledger + exemptions, whatever extracts and people do."""

import random
from datetime import date, timedelta

import pytest

from parindex.core.errors import InputError
from parindex.indicators.run import late_dossiers
from parindex.records.actions import apology_letter as letters
from parindex.records.actions import late_case as cases
from parindex.records.queries import late_case as queries
from tests.factories.dossiers import Row, lake_of, later, take_in
from tests.factories.late_case import LETTER, SIGNED
from tests.factories.programme import TODAY, small_programme

AGENCIES = ("Phòng Tư pháp", "UBND xã Phước Sơn", "UBND xã Phước An", "Ban không ai biết")
STEPS, DOSSIERS = 12, 25


def a_day(dice, first, last):
    return first + timedelta(days=dice.randrange((last - first).days + 1))


def a_row(dice, number):
    """A dossier of June or May: open or ended, in time or late, withdrawn or without a due date."""
    received = a_day(dice, date(2023, 5, 2), date(2023, 6, 5))
    due = "" if dice.random() < 0.1 else f"{received + timedelta(days=dice.randrange(1, 20)):%d/%m/%Y}"
    ended = received + timedelta(days=dice.randrange(1, 30))
    finished = "" if dice.random() < 0.35 else f"{ended:%d/%m/%Y} {dice.randrange(7, 17):02d}:30"
    ending = dice.choice(("", "", "Đã giải quyết", "Công dân rút", "Từ chối")) if finished else ""
    told = {"signed": "Có", "sent": f"{ended:%d/%m/%Y}"} if dice.random() < 0.1 else {}
    exempt = "Có" if dice.random() < 0.05 else ""
    code = f"000.07.35.H08-{received:%y%m%d}-{number:04d}"
    return Row(code, dice.choice(AGENCIES), received=f"{received:%d/%m/%Y} 08:00", due=due, finished=finished,
               ending=ending, exempt=exempt, **told)  # fmt: skip


def corrected(dice, row):
    """What a later extract may say of the same dossier."""
    other = a_row(dice, 1)
    changed = dice.choice(("agency", "due", "finished", "all"))
    if changed == "all":
        return row.but(agency=other.agency, due=other.due, finished=other.finished, ending=other.ending)
    return row.but(**{changed: getattr(other, changed)})


def act(dice, by):
    """Somebody does something to some line; what is refused is refused, and nothing else may happen."""
    lines = queries.ledger(by)
    if not lines:
        return
    line = dice.choice(lines)
    letter = line.live_letters[-1] if line.live_letters else None
    choices = [
        lambda: cases.explain(by, line.id, "overload", "Nhiều việc"),
        lambda: cases.exempt(by, line.id, "45/QĐ-UBND", "Bão"),
        lambda: cases.end_exemption(by, line.id, "Nhầm"),
        lambda: letters.write(by, line.id, LETTER),
    ]
    if letter:
        choices += [
            lambda: letters.sign(by, line.id, letter.pk, SIGNED),
            lambda: letters.send(by, line.id, letter.pk, date(2023, 6, 14), "post"),
            lambda: letters.withdraw(by, line.id, letter.pk, "Sai"),
        ]
    try:
        dice.choice(choices)()
    except InputError:
        return


def foresee(dice, by, rows):
    try:
        cases.foresee(by, dice.choice(rows).code, "Sẽ không kịp")
    except InputError:
        return


def check(small, on):
    """The ledger against the lake's own late dossiers, read anew."""
    by = small.viewer("office", on)
    late = {(one.source, one.code) for one in late_dossiers(lake_of(small), as_of=queries.end_of(on))}
    lines = queries.ledger(by)
    counted = [one for one in lines if one.counts]
    exempt = {(one.source, one.code) for one in counted if one.stage == "exempt"}
    owing = {(one.source, one.code) for one in counted if one.stage != "exempt"}
    assert owing | exempt == late and not owing & exempt
    assert len(counted) == len(late), "none stands twice"
    assert len({one.id for one in lines}) == len(lines)
    assert all(one.case for one in lines if not one.counts), "what is not late stands for what was written"
    assert all(one.missing or one.stage in ("post", "done") for one in counted if one.stage != "exempt")
    shared = [one.id for name in ("reporter", "other") for one in queries.ledger(small.viewer(name, on))]
    assert len(shared) == len(set(shared)), "no line belongs to two agencies"


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_late_dossiers_are_lines_of_the_ledger_and_exemptions(seed, keys):
    dice = random.Random(seed)
    small = small_programme()
    rows = {row.code: row for row in (a_row(dice, number) for number in range(1, DOSSIERS))}
    take_in(small, *rows.values())
    check(small, TODAY)
    for step in range(1, STEPS):
        what = dice.choice(("act", "act", "act", "extract", "foresee"))
        if what == "extract":
            changed = [corrected(dice, row) for row in dice.sample(list(rows.values()), 6)]
            changed.append(a_row(dice, 100 + step))
            rows |= {row.code: row for row in changed}
            take_in(small, *changed, at=later(step))
        elif what == "act":
            act(dice, small.viewer("office"))
        else:
            foresee(dice, small.viewer("office"), list(rows.values()))
        check(small, TODAY)
    check(small, date(2023, 7, 31))
    check(small, date(2023, 5, 20))
