"""Brings the invented dossiers of an example into its lake, through the same import as everybody's files."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from parindex.core.agencies import Registry
from parindex.core.calendar import WorkCalendar
from parindex.core.errors import InputError
from parindex.core.loading import load
from parindex.core.timeliness import VIETNAM
from parindex.indicators.choosing import declare_source
from parindex.indicators.example_dossiers import Dossiers, Invented
from parindex.indicators.example_extracts import Extract, Extracts
from parindex.indicators.importing import ImportSummary, import_file
from parindex.indicators.lake import Lake
from parindex.indicators.sources import load_mapping
from parindex.records.queries.lake import folder_of

BY = "Dữ liệu ví dụ"
MAPPINGS = {
    "dossiers": "generic",
    "portal": "dvcqg",
    "procedures": "generic-procedures",
    "register_counts": "generic-register",
}
ONE_STOP = "mot-cua"  # counts where the portal has the same dossier
Progress = Callable[[str], None]


def invent(folder: Path) -> Extracts:
    """The dossiers and files that `folder`/dossiers.yaml describes; nothing is written."""
    words = load(folder / "dossiers.yaml")
    registry = Registry.load()
    communes = [agency.key for agency in registry.members("communes", words["until"])]
    dossiers = Dossiers(words, WorkCalendar.load(), communes)
    names = {key: registry.by_key(key).name for key in (*words["volume"], "mot-cua")}
    return Extracts(words, dossiers, names)


def bring_dossiers(folder: Path, authority: str, progress: Progress = lambda _: None) -> list[Invented]:
    """Import every file into the authority's lake, each at the instant at which it was taken.

    What an earlier attempt has brought is there already and is not brought again; other people's data is never touched.
    """
    lake = Lake.at(folder_of(authority))
    before = lake.imports() if lake.exists() else []
    if any(summary.by != BY and summary.kind == "import" for summary in before):
        raise InputError(f"Kho hồ sơ {lake.folder} đã có số liệu khác; chỉ nạp ví dụ vào kho còn trống.")
    there = {summary.file_name for summary in before}
    extracts = invent(folder)
    files = extracts.all()
    for extract in files:
        if extract.name not in there:
            progress(_said(_bring(lake, extract)))
    if not any(summary.kind == "choose" for summary in before):
        declare_source(lake, ONE_STOP, at=files[-1].taken.replace(tzinfo=VIETNAM), by=BY)
    return extracts.invented


def _bring(lake: Lake, extract: Extract) -> ImportSummary:
    with tempfile.TemporaryDirectory(prefix="parindex-") as name:
        path = Path(name) / extract.name
        path.write_bytes(extract.content)
        mapping = load_mapping(MAPPINGS[extract.table])
        at = extract.taken.replace(tzinfo=VIETNAM)
        return import_file(lake, path, mapping, Registry.load(), at=at, by=BY, file_name=extract.name)


def _said(summary: ImportSummary) -> str:
    return f"- {summary.file_name}: {summary.read} dòng, {summary.new} mới, {summary.corrected} sửa"
