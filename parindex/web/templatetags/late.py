"""The stages of a late dossier as badges."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from parindex.core.apologies import STAGES, Stage
from parindex.web.ledger import TONES
from parindex.web.templatetags.look import icon

register = template.Library()


@register.simple_tag
def stage_badge(key: Stage) -> SafeString:
    """{% stage_badge one.stage %}: sign, word and colour say the same."""
    name, tone = TONES[key]
    return format_html('<span class="state state-{}">{}{}</span>', tone, icon(name), STAGES[key])


@register.simple_tag
def stage_word(key: Stage) -> str:
    """{% stage_word "draft" %}"""
    return STAGES[key]
