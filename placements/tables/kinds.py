"""Kinds of value: how the text of one cell is read, and what it becomes.

A kind never repairs: what it cannot read in exactly one way it refuses with half a sentence,
and the reader adds where.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from placements.errors import nearest
from placements.tables import characters, dates, numbers
from placements.tables.refused import Refused


@dataclass(frozen=True, slots=True)
class Kind:
    """How cells of one kind are read.

    Parameters
    ----------
    name
        What the data dictionary calls it.
    parse
        Text of a cell, not blank and without spaces around it → value; raises ``Refused``.
    dtype
        pandas type of the whole column; ``object`` for texts and lists.
    blank
        Value of a blank cell without a default.
    values
        The values allowed, where there are few.
    bounds
        Least and greatest number allowed; ``None`` for no bound.
    is_whole
        Whether the numbers are whole.
    """

    name: str
    parse: Callable[[str], Any]
    dtype: str
    blank: Any
    values: tuple[str, ...] = field(default=())
    bounds: tuple[float | None, float | None] = (None, None)
    is_whole: bool = False

    def read(self, cell: str) -> Any:
        """Return the value of a cell that is not blank; raises ``Refused``."""
        if self.parse not in (characters.text, characters.printable):
            characters.tidy(cell)
        return self.parse(cell)

    @property
    def is_number(self) -> bool:
        """Whether the values are numbers."""
        return self.dtype in ("int64", "float64")

    @property
    def is_date(self) -> bool:
        """Whether the values are dates."""
        return self.dtype.startswith("datetime")


def _items(cell: str) -> list[str]:
    items = [item.strip(" ") for item in cell.split(";")]
    if "" in items:
        raise Refused("is not a list separated by ';': an item is empty")
    return items


def _codes(cell: str) -> tuple[str, ...]:
    items = _items(cell)
    if "*" in items:
        raise Refused("is not a list of codes: '*' has no meaning in it")
    return tuple(sorted({characters.code(item) for item in items}))


def _codes_or_all(cell: str) -> tuple[str, ...]:
    return () if cell == "*" else _codes(cell)


def _stages(cell: str) -> tuple[int, ...]:
    if cell == "*":
        return ()
    items = _items(cell)
    if not all(re.fullmatch(r"[0-9]{1,5}", item) for item in items):
        raise Refused("is not a list of whole numbers separated by ';'")
    return tuple(sorted({int(item) for item in items}))


def whole(low: int | None = None, high: int | None = None, *, optional: bool = False) -> Kind:
    """Return the kind of whole numbers from ``low`` to ``high``; blank is NaN if ``optional``."""
    parse = numbers.bounded(numbers.whole_number, low, high)
    name = f"whole number{numbers.bounds_text(low, high)}"
    dtype, blank = ("float64", float("nan")) if optional else ("int64", 0)
    return Kind(name, parse, dtype, blank, bounds=(low, high), is_whole=True)


def decimal(low: float | None = None, high: float | None = None) -> Kind:
    """Return the kind of numbers from ``low`` to ``high``; blank is NaN."""
    parse = numbers.bounded(numbers.number, low, high)
    name = f"number{numbers.bounds_text(low, high)}"
    return Kind(name, parse, "float64", float("nan"), bounds=(low, high))


def positive() -> Kind:
    """Return the kind of numbers above zero."""

    def read(cell: str) -> float:
        value = numbers.number(cell)
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


TEXT = Kind("text", characters.text, "object", "")
LABEL = Kind("text", characters.tidy, "object", "")
CODE = Kind("code", characters.code, "object", "")
CODES = Kind("list of codes", _codes, "object", ())
CODES_OR_ALL = Kind("list of codes, or `*`", _codes_or_all, "object", ())
STAGES = Kind("list of whole numbers, or `*`", _stages, "object", ())
DATE = Kind("date", dates.date, "datetime64[s]", None)
MONDAY = Kind("date, a Monday", dates.monday, "datetime64[s]", None)
YES_NO = one_of("yes", "no")
FILTER = Kind("filter", characters.printable, "object", "")
"""Text here; parsed and checked against the settings by ``placements.round.filters``."""
