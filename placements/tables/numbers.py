"""Numbers are digits with a point; what else looks like one is refused with what it can mean."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from placements.tables.refused import Refused
from placements.tables.text import number_text

Number = TypeVar("Number", int, float)


def whole_number(cell: str) -> int:
    """Return a whole number, or refuse."""
    if re.fullmatch(r"[+-]?[0-9]{1,15}", cell):
        return int(cell)
    zeros = re.fullmatch(r"([+-]?[0-9]{1,15})\.0+", cell)
    commas = re.fullmatch(r"[+-]?[0-9]{1,3}(,[0-9]{3}){1,4}", cell)
    meant = zeros[1] if zeros else cell.replace(",", "") if commas else None
    raise Refused("is not a whole number", f"write {meant}" if meant else None)


def number(cell: str) -> float:
    """Return a number, or refuse."""
    if re.fullmatch(r"[+-]?([0-9]{1,15}(\.[0-9]{0,40})?|\.[0-9]{1,40})", cell):
        return float(cell) + 0.0  # -0 is 0: one value, one text
    raise Refused("is not a number", _meant(cell))


def _meant(cell: str) -> str | None:
    if re.fullmatch(r"[+-]?[0-9](\.[0-9]{1,20})?[eE][+-]?[0-9]{1,2}", cell):
        return f"write {number_text(float(cell))}"
    if not re.fullmatch(r"[+-]?[0-9]{1,15},[0-9]{1,15}", cell):
        return None
    point = cell.replace(",", ".")
    if len(cell.split(",")[1]) == 3:
        return f"did you mean {point} or {cell.replace(',', '')}?"
    return f"write {point}"


def bounded(
    parse: Callable[[str], Number], low: float | None, high: float | None
) -> Callable[[str], Number]:
    """Return ``parse``, refusing what is below ``low`` or above ``high``."""

    def read(cell: str) -> Number:
        value = parse(cell)
        if low is not None and value < low:
            raise Refused(f"is below the least value allowed, {low:,.15g}")
        if high is not None and value > high:
            raise Refused(f"is above the greatest value allowed, {high:,.15g}")
        return value

    return read


def bounds_text(low: float | None, high: float | None) -> str:
    """Return `` from 1 to 5``, ``, 1 or more``, or nothing."""
    if low is not None and high is not None:
        return f" from {low:,.15g} to {high:,.15g}"
    return "" if low is None else f", {low:,.15g} or more"
