"""From which source dossiers count that several sources have: what is declared, by whom and why."""

from dataclasses import dataclass
from uuid import UUID

from parindex.indicators.choosing import Choice, declared, sources_of
from parindex.records.models import Agency, History
from parindex.records.permissions import Viewer
from parindex.records.queries.lake import lake_of

VERB = "choose_source"


@dataclass(frozen=True)
class Declared:
    """A choice that is held, the agency's name (blank: all agencies), and the line of the history that tells why."""

    choice: Choice
    agency: str
    line: History | None


def declarations(viewer: Viewer) -> list[Declared]:
    """What is held now; what the command line or another year's programme declared has no line."""
    viewer.require("import_dossiers")
    lake = lake_of(viewer)
    if not lake.exists():
        return []
    found = declared(lake)
    names = dict(Agency.objects.filter(programme_id=viewer.programme_id).values_list("key", "name"))
    lines = {line.about: line for line in History.objects.filter(programme_id=viewer.programme_id, verb=VERB)}
    return [
        Declared(one, names.get(one.agency or "", one.agency or ""), lines.get(UUID(one.import_id))) for one in found
    ]


def sources(viewer: Viewer) -> list[str]:
    """The sources that there are to choose from."""
    viewer.require("import_dossiers")
    return sources_of(lake_of(viewer))
