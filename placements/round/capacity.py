"""Lines of succession: what each capacity row says in each week.

Rows of one setting with the same sets of learner types, stages and education providers form a
line. Where two rows of a line cover the same week, the one that starts later replaces the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

LINE = ["setting_id", "learner_types", "stages", "education_providers"]
NO_LIMIT = -1
"""In ``places``: no row of the line covers the week."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a setting's capacity.

    Parameters
    ----------
    setting_id
        The setting.
    learner_types, stages, education_providers
        What the line counts; empty: all.
    places
        Most learners in each week of the horizon, ``NO_LIMIT`` where no row covers it, (weeks,).
    minimum
        Fewest learners in each week, (weeks,).
    always
        Whether the minimum holds in every week (else: that many or none), (weeks,).
    """

    setting_id: str
    learner_types: tuple[str, ...]
    stages: tuple[int, ...]
    education_providers: tuple[str, ...]
    places: np.ndarray
    minimum: np.ndarray
    always: np.ndarray

    def counts(self, learner_type: str, stage: int, education_provider: str) -> bool:
        """Return whether a learner of this type, stage and education provider is counted."""
        return (
            (not self.learner_types or learner_type in self.learner_types)
            and (not self.stages or stage in self.stages)
            and (not self.education_providers or education_provider in self.education_providers)
        )

    @property
    def label(self) -> str:
        """Say what the line counts: ``S0001`` or ``S0001 (apprentice; stage 1)``."""
        parts = [
            *self.learner_types,
            *(f"stage {s}" for s in self.stages),
            *self.education_providers,
        ]
        return f"{self.setting_id} ({'; '.join(parts)})" if parts else self.setting_id


def capacity_lines(
    capacity: pd.DataFrame, first: np.ndarray, last: np.ndarray, weeks: int
) -> tuple[Line, ...]:
    """Return the lines of a capacity table, in the order of their settings.

    Parameters
    ----------
    first, last
        First and last week that each row touches, possibly outside 1 to ``weeks``, (rows,).
    """
    lines = []
    for key, rows in capacity.groupby(LINE, sort=True).indices.items():
        places = np.full(weeks, NO_LIMIT, dtype=np.int64)
        minimum = np.zeros(weeks, dtype=np.int64)
        always = np.zeros(weeks, dtype=bool)
        starts = capacity["from"].iloc[rows].to_numpy()
        # NaT (no first day) sorts last in numpy, but starts before every date.
        order = np.lexsort((np.nan_to_num(starts.astype("int64")), ~np.isnat(starts)))
        for row in rows[order]:
            span = slice(max(first[row], 1) - 1, max(min(last[row], weeks), 0))
            places[span] = capacity["places"].iat[row]
            minimum[span] = capacity["minimum"].iat[row]
            always[span] = capacity["minimum_applies"].iat[row] == "always"
        setting_id, types, stages, providers = key
        lines.append(Line(setting_id, types, stages, providers, places, minimum, always))
    return tuple(lines)
