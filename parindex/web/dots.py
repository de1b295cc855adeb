"""Many agencies' states as small signs, drawn by hand: a whole plan has a thousand of them."""

from collections.abc import Sequence
from functools import lru_cache

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from parindex.records.queries.plan import URGENCY, AgencyState
from parindex.web.states import LOOKS
from parindex.web.templatetags.look import icon

# So many agencies have room for their names beside a task.
FEW = 3
_PLACE = "00000000-0000-0000-0000-000000000000"


@lru_cache(maxsize=64)
def _sign(key: str) -> tuple[str, str, str]:
    look = LOOKS[key]
    return look.tone, str(look.word), str(icon(look.icon))


def links(states: Sequence[AgencyState]) -> SafeString:
    """One sign an agency, linked to its duty. Few stand with their names; many with their sum and a list of names."""
    before, after = reverse("obligation", args=[_PLACE]).split(_PLACE)
    draw = _named if len(states) <= FEW else _bare
    drawn = "".join(draw(state, f"{before}{state.obligation_id}{after}") for state in states)
    return mark_safe(drawn)  # noqa: S308 – names are escaped where they are drawn, all else is ours


def names(states: Sequence[AgencyState]) -> tuple[str, list[tuple[str, str]]]:
    """Of many agencies how many stand in which state, and the names by state; of few nothing, they have their names."""
    if len(states) <= FEW:
        return "", []
    by_key: dict[str, list[str]] = {}
    for state in sorted(states, key=lambda state: URGENCY.index(state.key)):
        by_key.setdefault(state.key, []).append(state.agency.name)
    said = " · ".join(f"{len(names)} {_sign(key)[1].lower()}" for key, names in by_key.items())
    return said, [(_sign(key)[1], ", ".join(names)) for key, names in by_key.items()]


def _named(state: AgencyState, address: str) -> str:
    tone, word, sign = _sign(state.key)
    return (
        f'<span class="dot-named"><a href="{address}"><span class="dot state-{tone}">{sign}</span>'
        f'{escape(state.agency.name)}</a> <span class="quiet">{word}</span></span>'
    )


def _bare(state: AgencyState, address: str) -> str:
    tone, word, sign = _sign(state.key)
    words = f"{escape(state.agency.name)}: {word}"
    return (
        f'<a class="dot state-{tone}" href="{address}" title="{words}">{sign}'
        f'<span class="visually-hidden">{words}</span></a>'
    )
