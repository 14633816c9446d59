"""What checks look at: a round, and what is worked out from it once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from placements.candidates import Candidates, build_candidates
from placements.checks.forced import Together, forced_placements
from placements.checks.words import several
from placements.eligibility import Eligibility, eligibility_of
from placements.errors import Problem, Where
from placements.network import Shortfall, shortfalls
from placements.network.offers import Offers
from placements.network.supply import Supply
from placements.round import Round


@dataclass(frozen=True, eq=False)
class Case:
    """A round to be checked.

    Parameters
    ----------
    round
        The round; for checks of errors it may lack the rows that could not be read.
    units
        Name → unit of every measure that a level may hold.
    given
        The round's candidates, or ``None`` to build them where a check needs them.
    """

    round: Round
    units: Mapping[str, str] = field(default_factory=dict)
    given: Candidates | None = None

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.round[table]

    def where(self, table: str, row: object, column: str | None = None) -> Where:
        """Return the place of a value in the user's files; ``row`` is its position in the table."""
        return self.round.where(table, int(str(row)), column)

    def first_where(self, table: str, rows: Iterable[object], column: str | None = None) -> Where:
        """Return the place of the first of some rows in the user's file."""
        order = self.round.origins.get(table)
        numbers = [int(str(row)) for row in rows]
        return self.where(
            table, min(numbers, key=lambda n: n if order is None else order[n]), column
        )

    def is_whole(self, table: str) -> bool:
        """Whether every row of a table could be read, so that what is not there is missing."""
        source = self.round.sources.get(table)
        return source is None or (source.complete and len(self[table]) == len(source.lines))

    def lines(self, table: str, rows: Iterable[object]) -> str:
        """Return ``line 3`` or ``lines 3 and 5`` of the user's file; of a sheet: rows."""
        places = [self.where(table, row) for row in rows]
        numbers = sorted({place.line or 0 for place in places})
        word = "line" if places[0].sheet is None else "row"
        return f"{word}{'' if len(numbers) == 1 else 's'} {several(map(str, numbers))}"

    def level_where(self, number: int, key: str) -> Where:
        """Return the place of a level's key; levels are numbered from 1."""
        source = next(iter(self.round.sources.values()), None)
        column = f"level.{number}.{key}"
        if source is None or source.sheet is None:
            return Where("round.toml", column=column)
        return Where(source.file, "round", column=column)

    @cached_property
    def candidates(self) -> Candidates:
        """The round's candidates."""
        return build_candidates(self.round) if self.given is None else self.given

    @cached_property
    def eligibility(self) -> Eligibility:
        """The reasons why a setting is not eligible."""
        return eligibility_of(self.round)

    @cached_property
    def offers(self) -> Offers:
        """The settings that each learner-block may be offered."""
        return Offers.of(self.candidates)

    @cached_property
    def supply(self) -> Supply:
        """The places that fixed pins take, and those they leave."""
        return Supply.of(self.candidates, self.offers)

    @cached_property
    def together(self) -> Together:
        """The learner-blocks that links keep together."""
        return Together.of(self.round)

    @cached_property
    def forced(self) -> pd.DataFrame:
        """Every placement that fixed pins decide, directly or through links."""
        return forced_placements(self.candidates, self.together)

    @cached_property
    def shortfalls(self) -> list[Shortfall]:
        """Shortages that can be proved."""
        return shortfalls(self.round, self.candidates)


Check = Callable[[Case], Iterator[Problem]]
"""A check yields one problem a finding, or one for many alike."""
