"""``Certificates``: all shortages of a round, as one value with its tables."""

from __future__ import annotations

import html
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from placements.candidates import build_candidates
from placements.errors import counted
from placements.explain.shortage import Shortage
from placements.explain.shortages import proven_shortages
from placements.explain.statements import frames
from placements.explain.unproven import Rest, unproven
from placements.plan import Plan
from placements.round import Round

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False)
class Certificates:
    """The shortages of a round, largest first; places before the curriculum.

    Parameters
    ----------
    rest
        What a plan leaves open beside them; ``None`` where no plan was asked about.
    """

    round: Round
    found: tuple[Shortage, ...]
    rest: Rest | None = None

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """``shortages``, and what each is the sum of: ``learners``, ``blocks``, ``places``."""
        return frames(self.round, self.found)

    @property
    def frame(self) -> pd.DataFrame:
        """One row a shortage."""
        return self.tables["shortages"]

    def figure(self) -> Figure:
        """Return a picture of when each shortage holds; it needs matplotlib."""
        from placements.explain.evidence_figures import short_weeks  # noqa: PLC0415 - an extra

        return short_weeks(self)

    def __repr__(self) -> str:
        return f"Certificates({self.round.name}: {counted(len(self.found), 'shortage')})"

    def _repr_html_(self) -> str:
        title = html.escape(repr(self))
        return f"<p><b>{title}</b></p>{self.frame.to_html(index=False)}"


def shortages(round: Round, plan: Plan | None = None) -> Certificates:
    """Return every shortage that is proven for a round, and what a plan leaves open besides.

    Parameters
    ----------
    plan
        A plan of the round, perhaps somebody else's.
    """
    candidates = build_candidates(round)
    found = tuple(proven_shortages(round, candidates))
    return Certificates(round, found, None if plan is None else unproven(plan, found, candidates))
