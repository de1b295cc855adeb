"""Mappings of feeding systems: those that ship, those that people write, and guesses from a file's headings."""

from functools import lru_cache
from pathlib import Path

from parindex.core.loading import load
from parindex.indicators.sources.guess import guess_mapping, usual_mapping
from parindex.indicators.sources.mapping import After, ColumnSpec, SourceMapping, mapping_of, not_found

__all__ = [
    "After",
    "ColumnSpec",
    "SourceMapping",
    "guess_mapping",
    "load_mapping",
    "shipped",
    "source_name",
    "usual_mapping",
]


@lru_cache(maxsize=1)
def shipped() -> dict[str, Path]:
    """Name -> file of every mapping that comes along."""
    return {path.stem: path for path in sorted(Path(__file__).parent.glob("*.yaml"))}


def source_name(source: str) -> str:
    """A source as people call it: its shipped mapping's title up to the comma, else its own words."""
    return _source_names().get(source, source)


@lru_cache(maxsize=1)
def _source_names() -> dict[str, str]:
    found = sorted((load_mapping(name) for name in shipped()), key=lambda one: one.table == "dossiers")
    return {one.source: one.title.partition(",")[0] for one in found if one.title}


def load_mapping(name_or_path: str | Path) -> SourceMapping:
    """A shipped mapping by its name, else the file of that path; RuleError names file and line."""
    path = shipped().get(str(name_or_path)) or Path(name_or_path)
    if not path.is_file():
        raise not_found(str(name_or_path), list(shipped()))
    return mapping_of(load(path))
