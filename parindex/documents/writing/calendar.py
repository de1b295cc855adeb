"""Writes a calendar feed (RFC 5545) of all-day entries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event


@dataclass(frozen=True)
class Entry:
    """One all-day entry; `uid` stays the same when its words or its day change, so that calendars move it."""

    uid: str
    day: date
    title: str
    words: str
    address: str


def write_calendar(name: str, entries: Iterable[Entry], at: datetime) -> bytes:
    """Return the feed; `at` is the instant at which it is made."""
    feed = Calendar()
    feed.add("prodid", "-//Parindex//parindex//VI")
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", name)
    feed.add("x-wr-timezone", "Asia/Ho_Chi_Minh")
    feed.add("refresh-interval;value=duration", "PT6H")
    for entry in entries:
        event = Event()
        event.add("uid", entry.uid)
        event.add("dtstamp", at)
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("summary", entry.title)
        event.add("description", entry.words)
        event.add("url", entry.address)
        event.add("transp", "TRANSPARENT")
        feed.add_component(event)
    written: bytes = feed.to_ical()
    return written
