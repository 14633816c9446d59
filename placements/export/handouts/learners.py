"""Each learner's own placements, as every file for learners is made from them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from placements.export.facts import Facts
from placements.export.handouts.allowed import cut_to


@dataclass(frozen=True, slots=True)
class Visit:
    """One placement as its learner may know it: the fields are the columns allowed."""

    learner_id: str
    programme: str
    block_id: str
    stage: int
    start: dt.date
    end: dt.date
    weeks: int
    setting_id: str
    setting: str
    provider: str
    sector_in_words: str
    address: str
    postcode: str
    contact: str
    minutes: int
    travel: str
    hours: float
    weekly_hours: float

    @property
    def where(self) -> str:
        """Setting, address and postcode in one line."""
        return ", ".join(part for part in (self.setting, self.address, self.postcode) if part)

    @property
    def journey(self) -> str:
        """The journey in words; an estimate says so."""
        return f"{self.minutes} minutes one way" + (
            ", estimated" if self.travel == "estimated" else ""
        )


@lru_cache(maxsize=1)  # every kind of file for learners asks
def visits(facts: Facts) -> Mapping[str, tuple[Visit, ...]]:
    """Return every learner, in order, with their placements by first day; none for some."""
    placed = facts.blocks[facts.blocks["state"] != "unplaced"]
    found: dict[str, list[Visit]] = {code: [] for code in facts.plan.round.learner_ids}
    for row in cut_to(placed, "learner").itertuples(index=False, name=None):
        visit = Visit(*row)
        found[visit.learner_id].append(visit)
    return {learner: tuple(own) for learner, own in found.items()}
