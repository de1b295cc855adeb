"""The parts that every page is made of; parindex/web/views/sample.py shows them all."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.forms import BoundField
from django.forms.widgets import CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Select
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from parindex.core.dates import Period
from parindex.core.obligations import Progress
from parindex.indicators.sources import source_name
from parindex.records.permissions import Viewer
from parindex.records.queries.history import OWN_ACTS
from parindex.web import changes as kept_changes
from parindex.web import formats, matrix
from parindex.web.places import Place, places
from parindex.web.states import LOOKS

register = template.Library()


@register.filter
def day(value: date | datetime | None) -> str:
    """{{ duty.due|day }} -> 15/6/2023"""
    return formats.day(value)


@register.filter
def moment(value: datetime | None) -> str:
    """{{ line.at|moment }} -> 14:05, 15/6/2023"""
    return formats.moment(value)


@register.filter
def number(value: Decimal | int | str | None, places: int | None = None) -> str:
    """{{ points|number }} -> 76,03; {{ points|number:1 }} -> 76,0"""
    return formats.number(value, places)


@register.filter
def titled(words: str) -> str:
    """{{ note|titled }}: codes of indicators in a card's words become their titles."""
    return matrix.titled(words)


@register.filter
def worded(words: str) -> str:
    """matrix.worded."""
    return matrix.worded(words)


@register.filter
def size(count: int) -> str:
    """{{ file.size|size }} -> 3,4 MB"""
    return formats.size(count)


@register.filter
def period(label: str) -> str:
    """{{ "2023-Q2"|period }} -> quý II/2023"""
    return Period.parse(label).says


@register.filter
def cut(words: str, most: int) -> str:
    """{{ task.text|cut:60 }}: at most so many characters, never through a word unless a single one is longer."""
    if len(words) <= most:
        return words
    begun = words[:most]
    whole = begun[: most - 1] if words[most - 1].isspace() else begun[: most - 1].rpartition(" ")[0]
    return (whole.rstrip(" ,;:–-") or begun[: most - 1]) + "…"


@register.filter
def changes(kept: dict[str, list[Any]]) -> list[tuple[str, str, str]]:
    """{% for name, before, after in line.changes|changes %}"""
    return kept_changes.changes(kept)


@register.filter
def source(key: str) -> str:
    """A source of dossiers as people call it."""
    return source_name(key)


@register.filter
def for_whom(line: Any) -> str:
    """Of what agency a line of the history is: its actor's, one in whose place they acted, or whose matter it was."""
    if line.agency is None:
        return ""
    words = _("của %s") if line.own else _("thay mặt %s") if line.verb in OWN_ACTS else _("việc của %s")
    return words % line.agency.name


@register.filter
def may(viewer: Viewer, right: str) -> bool:
    """{% if request.viewer|may:"manage_users" %}"""
    return viewer.may(right)


@register.simple_tag
def icon(name: str, words: str = "") -> SafeString:
    """A sign of the sprite (parindex/web/icons.txt); with `words` where nothing else says what it means."""
    if words:
        place = static("vendor/icons.svg")
        drawn = '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"></use></svg>'
        return format_html(drawn, words, place, name)
    return _silent_icon(name)


@cache
def _silent_icon(name: str) -> SafeString:
    """Kept, because pages with a thousand signs ask for a dozen of them; the sprite's address stands while we run."""
    place = static("vendor/icons.svg")
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', place, name)


@register.simple_tag
def state(key: str, late_days: int = 0) -> SafeString:
    """The badge of a state: {% state duty.state.key duty.state.late_days %}. Days late are working days."""
    look = LOOKS[key]
    days = ""
    if late_days and key in ("late", "done_late"):
        days = format_html(
            '<span class="state-days" title="{}">{}<span class="state-working"> {}</span></span>',
            _("%d ngày làm việc sau hạn") % late_days,
            _("%d ngày") % late_days,
            _("làm việc"),
        )
    return format_html('<span class="state state-{}">{}{}{}</span>', look.tone, icon(look.icon), look.word, days)


@register.simple_tag
def state_dot(key: str, who: str) -> SafeString:
    """One agency's state as a small sign, for rows of many; its name and word are the tooltip and the spoken text."""
    look = LOOKS[key]
    words = escape(f"{who}: {look.word}")
    return mark_safe(  # noqa: S308 – the words are escaped, the rest is ours; a page holds a thousand of these
        f'<span class="dot state-{look.tone}" title="{words}">{_silent_icon(look.icon)}'
        f'<span class="visually-hidden">{words}</span></span>'
    )


@register.inclusion_tag("parts/progress.html")
def progress(value: Progress, whole: bool = True) -> dict[str, Any]:
    """Accepted of those due by the day as a bar; with `whole` also accepted of all of the year."""
    return {"value": value, "whole": whole}


@register.inclusion_tag("parts/rail.html", takes_context=True)
def rail(context: template.Context) -> dict[str, Any]:
    request = context["request"]
    match = getattr(request, "resolver_match", None)
    here = match.url_name if match else None

    def entry(place: Place) -> dict[str, Any]:
        return {"place": place, "here": here == place.url_name, "within": here in place.pages}

    return {"entries": [entry(place) for place in places(getattr(request, "viewer", None))]}


@register.inclusion_tag("parts/field.html")
def field(bound: BoundField, **extra: str) -> dict[str, Any]:
    """A form field with its label, help and errors tied together: {% field form.name %}"""
    widget = bound.field.widget
    several = isinstance(widget, (RadioSelect, CheckboxSelectMultiple))
    check, choice = isinstance(widget, CheckboxInput), isinstance(widget, Select)
    described = [f"{bound.auto_id}_errors"] if bound.errors else []
    described += [f"{bound.auto_id}_help"] if bound.help_text else []
    if several:  # what is said of the group stands on its fieldset
        drawn = bound.as_widget(attrs=extra)
    else:
        css = "form-check-input" if check else "form-select" if choice else "form-control"
        wrong = " is-invalid" if bound.errors else ""
        attrs = {"class": f"{css} {widget.attrs.get('class', '')}".strip() + wrong, **extra}
        attrs |= {"aria-invalid": "true"} if bound.errors else {}
        attrs |= {"aria-describedby": " ".join(described)} if described else {}
        drawn = bound.as_widget(attrs=attrs)
    return {
        "bound": bound, "drawn": drawn, "check": check, "several": several,
        "upload": isinstance(widget, FileInput), "described": " ".join(described),
    }  # fmt: skip


@register.inclusion_tag("parts/sort_head.html", takes_context=True)
def sort_head(context: template.Context, key: str, title: str, css: str = "") -> dict[str, Any]:
    """The heading of a column that sorts on the server: parameter `sap`, a minus before the key turns the order."""
    request = context["request"]
    chosen = context.get("sort") or request.GET.get("sap", "")
    here, down = chosen.removeprefix("-") == key, chosen.startswith("-")
    parameters = request.GET.copy()
    parameters["sap"] = f"-{key}" if here and not down else key
    parameters.pop("trang", None)
    order = ("descending" if down else "ascending") if here else ""
    return {"title": title, "css": css, "order": order, "link": "?" + parameters.urlencode()}
