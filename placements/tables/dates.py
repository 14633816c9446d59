"""Dates are ISO; what else looks like one is refused with what it can mean."""

from __future__ import annotations

import datetime as dt
import re

from placements.tables.refused import Refused

DAY_ZERO = dt.date(1899, 12, 30)
"""The day whose number in a spreadsheet is 0, for every day from March 1900."""
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAY_NUMBERS = range(20_000, 80_000)
"""Numbers that may be days of a spreadsheet: 1954 to 2119."""


def date(cell: str) -> dt.date:
    """Return a date, or refuse with what the text can mean."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        raise Refused("is not a date written year-month-day", _meant(cell))
    try:
        return dt.date.fromisoformat(cell)
    except ValueError as error:
        raise Refused("is not a day of the calendar") from error


def monday(cell: str) -> dt.date:
    """Return a date that is a Monday, or refuse with the two nearest."""
    day = date(cell)
    if not day.weekday():
        return day
    try:
        before = day - dt.timedelta(days=day.weekday())
        hint = f"did you mean {before} or {before + dt.timedelta(weeks=1)}?"
    except OverflowError:
        hint = None
    raise Refused(f"is a {day:%A}, not a Monday", hint)


def _meant(cell: str) -> str:
    """Return the date that a text can only mean, or all that it can."""
    if re.fullmatch(r"[0-9]{5}", cell) and int(cell) in DAY_NUMBERS:
        readings = [str(DAY_ZERO + dt.timedelta(days=int(cell)))]
    elif found := re.match(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]", cell):
        readings = [found[1]]
    else:
        readings = _day_first(cell)
    if not readings:
        return "a date is written like 2026-09-07"
    return f"did you mean {' or '.join(dict.fromkeys(readings))}?"


def _day_first(cell: str) -> list[str]:
    if found := re.fullmatch(
        r"([0-9]{1,2})(?:st|nd|rd|th)?[-/. ]([A-Za-z]{3,9})[-/. ,]+([0-9]{2,4})", cell
    ):
        named = found[2][:3].casefold()
        return _days(found[3], str(MONTHS.index(named) + 1), found[1]) if named in MONTHS else []
    if not (found := re.fullmatch(r"([0-9]{1,4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,4})", cell)):
        return []
    a, b, c = found.groups()
    if len(a) > 2:
        return _days(a, b, c)
    return [*_days(c, b, a), *_days(c, a, b)]


def _days(year: str, month: str, day: str) -> list[str]:
    """Return the day of a calendar, if there is one; a year of two digits is of this century."""
    number = int(year) + 2000 * (len(year) == 2)
    if number <= 1900:
        return []
    try:
        return [dt.date(number, int(month), int(day)).isoformat()]
    except ValueError:
        return []
