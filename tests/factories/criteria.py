"""Writes a criteria set into a folder: a small one, of which a test changes what it is about."""

import json
from pathlib import Path
from typing import Any


def leaf(id: str, max: str, method: Any = "yes_no", **more: Any) -> dict[str, Any]:
    """A criterion scored by a method, given by its name or whole."""
    return {"id": id, "title": f"Tiêu chí {id}", "max": max, "method": named(method), **more}


def group(id: str, max: str, *children: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A group of criteria."""
    return {"id": id, "title": f"Nhóm {id}", "max": max, "criteria": list(children), **more}


def named(method: Any) -> dict[str, Any]:
    return {"name": method} if isinstance(method, str) else method


def write_set(folder: Path, *fields: dict[str, Any], **changes: Any) -> Path:
    """Write a set of these fields, with the maximum "1" unless told; JSON is YAML too.

    `changes` replace or add keys of set.yaml.
    """
    folder.mkdir(parents=True, exist_ok=True)
    head: dict[str, Any] = {
        "id": "thu",
        "version": "2023",
        "title": "Bộ thử",
        "example": True,
        "decision": {"title": "Quyết định thử", "issuer": "UBND huyện", "number": None, "date": None},
        "levels": ["district"],
        "max": "1",
        "rounding": {"mode": "half_up", "criterion": None, "total": 2, "percent": 2},
        "not_assigned": "lowers",
        "ranking": {"ties": "skip", "smallest_group": 1},
        "references": ["Quyết định thử"],
        "fields": [f"linh-vuc-{number}" for number, _ in enumerate(fields, 1)],
    }
    head |= changes
    days = "".join(
        f"{key}: {head.pop(key, day)}\n" for key, day in (("valid_from", "2023-01-01"), ("valid_to", "2023-12-31"))
    )
    (folder / "set.yaml").write_text(days + _block(head), "utf-8")
    for name, field in zip(head["fields"], fields, strict=False):
        (folder / f"{name}.yaml").write_text(_block(field), "utf-8")
    return folder


def write_answers(path: Path, answers: dict[str, Any], year: int = 2023) -> Path:
    """Write an answers file."""
    path.write_text(json.dumps({"unit": "Đơn vị", "year": year, "answers": answers}, ensure_ascii=False), "utf-8")
    return path


def _block(data: dict[str, Any]) -> str:
    """One line for each key, so that an error's line can be told."""
    return "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in data.items())
