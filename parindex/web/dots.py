"""Many agencies' states as small signs, drawn by hand: a whole plan has a thousand of them."""

from collections.abc import Iterable
from functools import lru_cache

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from parindex.records.queries.plan import AgencyState
from parindex.web.states import LOOKS
from parindex.web.templatetags.look import icon

_PLACE = "00000000-0000-0000-0000-000000000000"


@lru_cache(maxsize=64)
def _sign(key: str) -> tuple[str, str, str]:
    look = LOOKS[key]
    return look.tone, str(look.word), str(icon(look.icon))


def links(states: Iterable[AgencyState]) -> SafeString:
    """One sign an agency, linked to its duty; its name and word are the tooltip and the spoken text."""
    before, after = reverse("obligation", args=[_PLACE]).split(_PLACE)
    drawn = []
    for state in states:
        tone, word, sign = _sign(state.key)
        words = f"{escape(state.agency.name)}: {word}"
        drawn.append(
            f'<a class="dot state-{tone}" href="{before}{state.obligation_id}{after}" title="{words}">{sign}'
            f'<span class="visually-hidden">{words}</span></a>'
        )
    return mark_safe("".join(drawn))  # noqa: S308 – names are escaped above, all else is ours
