"""The business day, read once at a door (web or cli) and passed down as `on=`; a demonstration may pretend it."""

from datetime import date

from django.conf import settings
from django.utils.timezone import localdate


def today() -> date:
    """Return PARINDEX_TODAY where it is set (never in production), else today in Asia/Ho_Chi_Minh."""
    return settings.PARINDEX_TODAY or localdate()
