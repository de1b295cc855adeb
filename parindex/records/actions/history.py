"""Writes the history; every action ends here."""

from typing import Any
from uuid import UUID

from django.db.models import Model

from parindex.core.errors import InputError
from parindex.records.models import History
from parindex.records.permissions import Viewer


class Conflict(InputError):
    """Somebody else changed the same thing meanwhile: shown, never overwritten."""


def record(
    by: Viewer,
    verb: str,
    thing: Model,
    words: str,
    *,
    about: UUID | None = None,
    agency_id: UUID | None = None,
    changes: dict[str, Any] | None = None,
) -> History:
    """Append one line: who did what to which thing, in words that a reader of the page understands.

    `about` is the larger thing on whose page the line also shows; `changes` maps a field to [before, after].
    """
    return History.objects.create(
        programme_id=by.programme_id,
        at=by.at,
        on=by.on,
        actor_id=by.user_id,
        actor_name=by.name,
        agency_id=agency_id,
        verb=verb,
        noun=thing._meta.model_name,
        thing=thing.pk,
        about=about,
        words=words,
        changes=changes or {},
    )


def expect(thing: Any, version: int | None) -> None:
    """Raise Conflict unless the thing still is at the version that the person saw; then count it up (unsaved)."""
    if version is not None and thing.version != version:
        raise Conflict(
            "Nội dung này vừa được người khác sửa (hoặc chính bạn, ở cửa sổ khác) trong lúc bạn đang làm. "
            "Hãy tải lại trang để xem bản mới; những gì bạn vừa gõ vẫn còn bên dưới."
        )
    thing.version += 1
