"""A round told in periods: each week of another made several, and blocks free to begin within."""

import datetime as dt

from tests.strategies import MONDAY, WEEKS, Texts

TOUCHED = {
    "capacity": {"from": "first", "until": "last"},
    "absences": {"from": "first", "until": "last"},
    "pins": {"start": "first"},
}
"""Dates that concern every week which they touch: it becomes the period's first or last."""
COVERED = {
    "settings": {"audit_valid_until": "last", "open_from": "first", "open_until": "last"},
    "learners": {"under_18_until": "touched", "starts": "first", "leaves": "last"},
}
"""Dates between which a placement must lie: a week of which they leave out a day is left out."""


def in_periods(texts: Texts, length: int) -> Texts:
    """Return a round's tables with each week as a period of so many.

    Every block may begin in any week of the periods in which it could begin.
    """
    tables = dict(texts)
    heading = tables["heading"].replace(f"weeks = {WEEKS}", f"weeks = {WEEKS * length}")
    longer = {**tables, "heading": heading, "blocks": _blocks(tables["blocks"], length)}
    for name, columns in {**TOUCHED, **COVERED}.items():
        longer[name] = _changed(tables[name], columns, length, covered=name in COVERED)
    return tuple(sorted(longer.items()))


def _blocks(text: str, length: int) -> str:
    header, *rows = (line.split(",") for line in text.splitlines())
    start, latest, weeks = (header.index(n) for n in ("start", "latest_start", "weeks"))
    for row in rows:
        row[start] = _moved(row[start], length, last=False)
        row[latest] = _moved(row[latest], length, last=True)
        row[weeks] = str(int(row[weeks]) * length)
    return "\n".join(",".join(row) for row in [header, *rows])


def _changed(text: str, columns: dict[str, str], length: int, *, covered: bool) -> str:
    header, *rows = (line.split(",") for line in text.splitlines())
    for name, which in columns.items():
        at = header.index(name)
        for row in rows:
            if row[at]:
                row[at] = _date(row[at], length, which, covered=covered)
    return "\n".join(",".join(row) for row in [header, *rows])


def _date(day: str, length: int, which: str, *, covered: bool) -> str:
    weekday = dt.date.fromisoformat(day).weekday()
    if which == "touched" or not covered:
        return _moved(day, length, last=which != "first")
    out = weekday != (0 if which == "first" else 6)
    return _moved(day, length, last=(which == "last") != out)


def _moved(day: str, length: int, *, last: bool) -> str:
    """Return a day of the period's first or last week, the same day of the week; a Monday: its."""
    date = dt.date.fromisoformat(day)
    weeks, weekday = divmod((date - MONDAY).days, 7)
    week = length * weeks + (length - 1 if last else 0)
    return (MONDAY + dt.timedelta(weeks=week, days=weekday)).isoformat()
