"""What places are worth, as values: intervals by level, and their tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from placements.explain.places import Extra
from placements.plan import LevelValue
from placements.round import Round

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class Gain:
    """What a level gains; ``None``: not known."""

    low: float | None
    high: float | None

    @property
    def proven(self) -> bool:
        """Whether it is known exactly."""
        return self.low is not None and self.low == self.high


@dataclass(frozen=True, slots=True)
class Worth:
    """What one more place gains, or a pair of them, in two settings or in one.

    Parameters
    ----------
    gains
        Of each level.
    here
        What of that this plan gains for sure, level by level; ``None``: not solved again.
    """

    extras: tuple[Extra, ...]
    gains: tuple[Gain, ...]
    here: tuple[float, ...] | None = None


@dataclass(frozen=True, eq=False)
class Worths:
    """What places are worth.

    Parameters
    ----------
    base
        The levels that gains are counted from.
    singles, pairs
        One more place each, most promising first; pairs where no single one gains.
    spare
        Setting → places that could go without anything changing.
    """

    round: Round
    base: tuple[LevelValue, ...]
    singles: tuple[Worth, ...]
    pairs: tuple[Worth, ...]
    spare: dict[str, int] = field(default_factory=dict)

    @property
    def frame(self) -> pd.DataFrame:
        """One row a setting, weeks and level."""
        return self._rows(self.singles)

    @property
    def pair_frame(self) -> pd.DataFrame:
        """One row a pair and level."""
        return self._rows(self.pairs)

    @property
    def spare_frame(self) -> pd.DataFrame:
        """Places that could go without anything changing."""
        return pd.DataFrame(self.spare.items(), columns=["setting_id", "places"])

    @property
    def groups(self) -> pd.DataFrame:
        """The best of each sector at each place (``place_id``), level by level."""
        about = self.round["settings"].set_index("setting_id")[["sector", "place_id"]]
        frame = self.frame.join(about, on="setting_id")
        keys = ["sector", "place_id", "number", "level"]
        found = frame.groupby(keys, sort=True)[["low", "high"]]
        known = found.agg(lambda values: values.max() if values.notna().all() else np.nan)
        return known.reset_index()

    def _rows(self, worths: Iterable[Worth]) -> pd.DataFrame:
        columns = ["setting_id", "first_week", "last_week", "number", "level", "low", "high"]
        rows = []
        for one in worths:
            codes = " + ".join(extra.setting_id for extra in one.extras)
            span = one.extras[0].first, one.extras[0].last
            for k, (level, gain) in enumerate(zip(self.base, one.gains, strict=True)):
                here = None if one.here is None else one.here[k]
                how = "proven" if gain.proven else "interval"
                rows.append((codes, *span, k + 1, level.name, gain.low, gain.high, how, here))
        return pd.DataFrame(rows, columns=[*columns, "how", "this_plan"])

    def figure(self, level: int | None = None) -> Figure:
        """Return a picture of what one more place gains, at all levels or one (1 first).

        It needs matplotlib.
        """
        from placements.explain.evidence_figures import place_gains  # noqa: PLC0415 - an extra

        return place_gains(self, level)

    def __repr__(self) -> str:
        return f"Worths({self.round.name}: {len(self.singles)} places, {len(self.pairs)} pairs)"

    def _repr_html_(self) -> str:
        return self.frame.to_html(index=False, na_rep="not known")
