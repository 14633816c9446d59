"""Kinds of value: how the text of one cell is read, and what it becomes.

A kind never repairs: what it cannot read in exactly one way it refuses with half a sentence,
and the reader adds where.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from placements.errors import nearest

FORBIDDEN_IN_CODES = ";|=!"
"""A code stands in lists and filters, so it cannot hold their separators."""


class Refused(ValueError):
    """A cell that cannot be read: what is expected, and perhaps what was meant."""

    def __init__(self, expected: str, suggestion: str | None = None) -> None:
        self.expected = expected
        self.suggestion = suggestion
        super().__init__(expected)


@dataclass(frozen=True, slots=True)
class Kind:
    """How cells of one kind are read.

    Parameters
    ----------
    name
        What the data dictionary calls it.
    parse
        Text of a cell that is not blank → value; raises ``Refused``.
    dtype
        pandas type of the whole column; ``object`` for lists.
    blank
        Value of a blank cell without a default.
    values
        The values allowed, where there are few.
    """

    name: str
    parse: Callable[[str], Any]
    dtype: str
    blank: Any
    values: tuple[str, ...] = field(default=())


def _text(cell: str) -> str:
    if any(ord(c) < 32 and c not in "\n\t" for c in cell):
        raise Refused("holds a control character")
    return cell


def _code(cell: str) -> str:
    if cell != cell.strip():
        raise Refused("has a space at its start or end", f"write {cell.strip()!r}")
    if held := [c for c in cell if c in FORBIDDEN_IN_CODES or not c.isprintable()]:
        raise Refused(f"is not a code: a code cannot hold {held[0]!r}")
    return cell


def _codes(cell: str) -> tuple[str, ...]:
    items = [item.strip() for item in cell.split(";")]
    if "" in items:
        raise Refused("is not a list of codes separated by ';': an item is empty")
    if "*" in items and len(items) > 1:
        raise Refused("is not a list of codes: '*' stands alone or not at all")
    return tuple(sorted({_code(item) for item in items}))


def _codes_or_all(cell: str) -> tuple[str, ...]:
    return () if cell == "*" else _codes(cell)


def _stages(cell: str) -> tuple[int, ...]:
    if cell == "*":
        return ()
    return tuple(sorted({_whole(item.strip()) for item in cell.split(";")}))


def _whole(cell: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,15}", cell):
        short = re.fullmatch(r"([+-]?[0-9]{1,15})\.0+", cell)
        raise Refused("is not a whole number", f"write {short[1]}" if short else None)
    return int(cell)


def _decimal(cell: str) -> float:
    if not re.fullmatch(r"[+-]?([0-9]{1,15}(\.[0-9]{0,15})?|\.[0-9]{1,15})", cell):
        comma = re.fullmatch(r"[+-]?[0-9]+,[0-9]+", cell)
        hint = f"write {cell.replace(',', '.')}" if comma else None
        raise Refused("is not a number", hint)
    return float(cell)


def _date(cell: str) -> dt.date:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        raise Refused("is not a date written year-month-day", _date_meant(cell))
    try:
        return dt.date.fromisoformat(cell)
    except ValueError as error:
        raise Refused("is not a day of the calendar") from error


def _date_meant(cell: str) -> str | None:
    """Return the date that a day-first or unpadded date can only mean, or both that it can."""
    if not (found := re.fullmatch(r"([0-9]{1,4})[-/. ]([0-9]{1,2})[-/. ]([0-9]{1,4})", cell)):
        return None
    a, b, c = (int(part) for part in found.groups())
    readings = []
    for year, month, day in ((a, b, c), (c, b, a), (c, a, b)):
        if year > 1900:
            try:
                readings.append(dt.date(year, month, day).isoformat())
            except ValueError:
                continue
    return f"did you mean {' or '.join(dict.fromkeys(readings))}?" if readings else None


def _monday(cell: str) -> dt.date:
    day = _date(cell)
    if day.weekday():
        before = day - dt.timedelta(days=day.weekday())
        after = before + dt.timedelta(weeks=1)
        raise Refused(f"is a {day:%A}, not a Monday", f"did you mean {before} or {after}?")
    return day


def _bounded(
    parse: Callable[[str], Any], low: float | None, high: float | None
) -> Callable[[str], Any]:
    def read(cell: str) -> Any:
        value = parse(cell)
        if low is not None and value < low:
            raise Refused(f"is below the least value allowed, {low:g}")
        if high is not None and value > high:
            raise Refused(f"is above the greatest value allowed, {high:g}")
        return value

    return read


def whole(low: int | None = None, high: int | None = None, *, optional: bool = False) -> Kind:
    """Return the kind of whole numbers from ``low`` to ``high``; blank is NaN if ``optional``."""
    parse = _bounded(_whole, low, high)
    if optional:
        return Kind("whole number", parse, "float64", float("nan"))
    return Kind("whole number", parse, "int64", 0)


def decimal(low: float | None = None, high: float | None = None) -> Kind:
    """Return the kind of numbers from ``low`` to ``high``; blank is NaN."""
    return Kind("number", _bounded(_decimal, low, high), "float64", float("nan"))


def positive() -> Kind:
    """Return the kind of numbers above zero."""

    def read(cell: str) -> float:
        value = _decimal(cell)
        if value <= 0:
            raise Refused("is not above 0")
        return value

    return Kind("number above 0", read, "float64", float("nan"))


def one_of(*values: str) -> Kind:
    """Return the kind of a short list of words."""

    def read(cell: str) -> str:
        if cell not in values:
            raise Refused(f"is not one of {', '.join(values)}", nearest(cell, values))
        return cell

    return Kind(f"one of {', '.join(values)}", read, "object", "", values)


TEXT = Kind("text", _text, "object", "")
CODE = Kind("code", _code, "object", "")
CODES = Kind("list of codes", _codes, "object", ())
CODES_OR_ALL = Kind("list of codes, or *", _codes_or_all, "object", ())
STAGES = Kind("list of whole numbers, or *", _stages, "object", ())
DATE = Kind("date", _date, "datetime64[s]", None)
MONDAY = Kind("date, a Monday", _monday, "datetime64[s]", None)
YES_NO = one_of("yes", "no")
FILTER = Kind("filter", _text, "object", "")
"""Text here; parsed and checked against the settings by ``placements.round.filters``."""
