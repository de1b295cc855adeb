"""What stands behind a figure that a viewer may open: its sides, and a page of what adds up to one of them."""

from dataclasses import dataclass
from fractions import Fraction

from parindex.core.dates import Period, Scheme
from parindex.core.indicators import Card, value
from parindex.indicators.behind import Part
from parindex.indicators.drilling import (
    Kind,
    ProcedureLine,
    Question,
    RegisterLine,
    kind_of,
    page_behind,
    parts_of,
    procedures_behind,
    register_behind,
    sides_behind,
)
from parindex.indicators.figures import Amount
from parindex.indicators.lake import ImportSummary, Lake
from parindex.indicators.run import DossierPage
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries.indicator import Whose, card, may_open
from parindex.records.queries.lake import lake_of, remembered
from parindex.records.queries.late_case import end_of


@dataclass(frozen=True)
class Behind:
    """One side of a figure: some of its `total` lines, of the kind that it is made of. `sides` are the sums of all
    lists of the figure, so that `worth` is the figure; `imports` are the accounts of what brought the lines.
    """

    card: Card
    whose: Whose
    part: Part
    parts: tuple[Part, ...]
    kind: Kind
    sides: dict[Part, Amount]
    total: int
    dossiers: DossierPage
    procedures: list[ProcedureLine]
    register: list[RegisterLine]
    imports: dict[str, ImportSummary]

    @property
    def worth(self) -> Fraction | None:
        """None where nothing was counted: whether that is all, or the source cannot tell, rows do not say."""
        above, below = self.sides.get("numerator"), self.sides.get("denominator")
        return None if self.card.denominator and not below else value(self.card, above, below)

    @property
    def is_mean(self) -> bool:
        """Whether the lines are dossiers whose amounts add up to the numerator, and their number is the denominator."""
        return self.parts == ("denominator",)


def behind(
    viewer: Viewer, code: str, whose: Whose, period: Period, scheme: Scheme, part: Part, page: int, per: int
) -> Behind:
    """NotFound where the viewer may not open the rows of those dossiers: all of them are for overseers alone. A part
    that the figure does not have is its first one; a page beyond the last one has no lines.
    """
    one = card(code)
    if not (viewer.everywhere("see_all_dossiers") if whose.agency is None else may_open(viewer, whose.agency)):
        raise NotFound("agency")
    lake = lake_of(viewer)
    parts = parts_of(code)
    part = part if part in parts else parts[0]
    asked = Question(code, whose.key, period, scheme, end_of(viewer.on), among=whose.among)
    kind, first = kind_of(code, part), (page - 1) * per
    sides = remembered(lake, ("sides", asked), lambda: sides_behind(lake, asked))
    dossiers, procedures, register = DossierPage(0, []), list[ProcedureLine](), list[RegisterLine]()
    if kind == "dossiers":
        dossiers = remembered(lake, ("rows", asked, part, per, first), lambda: _rows(lake, asked, part, per, first))
    elif kind == "procedures":
        procedures = remembered(lake, ("procedures", asked, part), lambda: procedures_behind(lake, asked, part))
    else:
        register = remembered(lake, ("register", asked, part), lambda: register_behind(lake, asked, part))
    return Behind(
        one, whose, part, parts, kind, sides, dossiers.total or len(procedures) or len(register), dossiers,
        procedures[first : first + per], register[first : first + per], imports_of(lake),
    )  # fmt: skip


def _rows(lake: Lake, asked: Question, part: Part, limit: int, offset: int) -> DossierPage:
    return page_behind(lake, asked, part, limit, offset)


def imports_of(lake: Lake) -> dict[str, ImportSummary]:
    """The accounts of all that was brought in, by the id that each row carries."""
    return remembered(lake, "imports", lambda: {one.import_id: one for one in lake.imports()})
