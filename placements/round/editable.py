"""What a ``Round`` can be asked to become: each edit returns another checked round."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from placements.round.core import Level, Round
    from placements.tables.raw import RawRound


EDITS = "placements.round.edit"


class Editable:
    """The edits of a round. Each is checked as a round that is read, and leaves this one as it is.

    A setting is named by its code, or several by a filter (``sector=primary``). Whatever an edit
    names that is not there is refused with an ``InputError``, as is all that makes the round one
    that could not be read.

    >>> import placements as pl
    >>> round = pl.read("data/five")
    >>> round.close("HOME1").add_places("sector=community", 2)
    Round('Five learners': 5 learners, 5 settings, 20 weeks from 2026-09-07)
    """

    def change(self, table: str, where: str, column: str, value: object) -> Round:
        """Write a value into a column of a table, in the rows that a filter on it matches."""
        return self._edited("change", table, where, column, value)

    def close(self, settings: str, open_until: object = None) -> Round:
        """Close settings after a day, or without one for the whole round.

        What a closed setting asks for as a standing minimum of learners ends with it.
        """
        return self._edited("close", settings, open_until)

    def open(self, settings: str, open_from: object = None, open_until: object = None) -> Round:
        """Open settings between two days; without them, always."""
        return self._edited("open_again", settings, open_from, open_until)

    def add_places(
        self, settings: str, places: int, first: object = None, until: object = None
    ) -> Round:
        """Add places to settings, in every row of their capacity; below zero, take some away.

        Parameters
        ----------
        first, until
            Days between which they are there; ``None``: always.
        """
        return self._edited("add_places", settings, places, first, until)

    def add_learners(self, rows: Iterable[Mapping[str, Any]] | pd.DataFrame) -> Round:
        """Add learners: rows of the table, or ``{"learner_id": "N1", "like": "L1"}``."""
        return self._edited("add", "learners", rows)

    def add(self, table: str, rows: Iterable[Mapping[str, Any]] | pd.DataFrame) -> Round:
        """Add rows to any table; in one with codes, ``like`` names a row that they else equal."""
        return self._edited("add", table, rows)

    def drop(self, table: str, where: str) -> Round:
        """Delete the rows of a table that a filter on its columns matches."""
        return self._edited("drop", table, where)

    def add_requirement(self, **columns: object) -> Round:
        """Add a requirement: its columns, as in the table."""
        return self._edited("add", "requirements", [columns])

    def drop_requirement(self, requirement_id: str) -> Round:
        """Delete a requirement."""
        return self._edited("drop", "requirements", f"requirement_id={requirement_id}")

    def with_levels(self, levels: Sequence[str | Level | Mapping[str, Any]]) -> Round:
        """Put levels in the place of the round's: by name, or ``{"name": …, measure: weight}``."""
        return self._edited("set_levels", levels)

    def _edited(self, verb: str, *values: Any) -> Round:
        home = import_module("placements.round.places" if verb == "add_places" else EDITS)
        edit: Callable[..., RawRound] = getattr(home, verb)
        # The checks live in rooms above this one: whoever edits a round has them at hand.
        checked: Callable[[RawRound], Round] = import_module("placements.run").checked
        return checked(edit(self, *values))
