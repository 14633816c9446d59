"""What the network files say of every setting and place: one account, for all of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from placements.candidates import Candidates, build_candidates
from placements.export.moves import Move, moves
from placements.export.network.counts import told
from placements.export.small_counts import LEAST
from placements.network import places_by_week
from placements.network.dependence import Reach, hinges
from placements.plan import Plan
from placements.round import Round


@dataclass(frozen=True, eq=False)
class System:
    """A round, who can reach what in it, and a plan or none."""

    round: Round
    reach: Reach
    plan: Plan | None = None

    @classmethod
    def of(
        cls, round: Round, plan: Plan | None = None, candidates: Candidates | None = None
    ) -> System:
        """Return the system of a round; its candidates are built where they are not given."""
        known = build_candidates(round) if candidates is None else candidates
        return cls(round, Reach.of(known), plan)

    @cached_property
    def settings(self) -> pd.DataFrame:
        """Every setting: codes, name, sector, place, most places, learners who may be offered it.

        With a plan also ``learner_weeks``.
        """
        columns = ["setting_id", "name", "provider_id", "sector", "place_id", "pcn_id"]
        frame = self.round["settings"][columns].astype(object)
        frame["most_places"] = places_by_week(self.round).max(axis=1, initial=0)
        frame["learners_in_reach"] = [told(n) for n in self.reach.open_to.sum(axis=0)]
        if self.plan is not None:
            weeks = np.zeros(len(frame), dtype=np.int64)
            for stay in self.plan.stays:
                weeks[stay.setting] += stay.weeks
            frame["learner_weeks"] = weeks
        return frame

    @cached_property
    def area_names(self) -> dict[str, str]:
        """Code → name of every place; a free label is its own name."""
        names = self.round["areas"].set_index("area_id")["name"].to_dict()
        return {code: names.get(code, code) or "(no place)" for code in self.reach.places}

    @cached_property
    def moves(self) -> Counter[Move]:
        """The plan's moves; none without a plan."""
        return Counter() if self.plan is None else moves(self.plan)

    @cached_property
    def between_places(self) -> list[tuple[str, str, int]]:
        """From, to and number of moves between different places, most first.

        Without a plan: learners near a place who may be offered some setting in another.
        """
        places, number = self.reach.places, len(self.reach.places)
        table = np.zeros((number, number), dtype=np.int64)
        of = self.reach.place_of_setting
        for move, times in self.moves.items():
            table[of[move.origin], of[move.target]] += times
        if self.plan is None:
            for place in range(number):
                near = self.reach.open_to[:, of == place].any(axis=1)
                table[:, place] = np.bincount(self.reach.place_of_learner[near], minlength=number)
        rows = [
            (places[a], places[b], int(table[a, b]))
            for a, b in zip(*np.nonzero(table), strict=True)
        ]
        return sorted((r for r in rows if r[0] != r[1]), key=lambda r: (-r[2], r[0], r[1]))

    # ---- tables ----------------------------------------------------------------------------

    def reach_table(self) -> pd.DataFrame:
        """Return, for the learners near each place and each sector, what is open to them."""
        sectors = self.round["settings"]["sector"].to_numpy(dtype=object)
        rows = []
        for at, place in enumerate(self.reach.places):
            near = self.reach.place_of_learner == at
            for sector in sorted(set(sectors)):
                rows.append((place, self.area_names[place], sector, *self._reach(at, near, sector)))
        names = ["place_id", "place", "sector", "learners_near", "settings_there"]
        names += ["settings_in_reach", "median_choices", "learners_without", "learners_with_one"]
        return pd.DataFrame(rows, columns=names)

    def _reach(self, at: int, near: np.ndarray, sector: str) -> tuple[object, ...]:
        of_sector = (self.round["settings"]["sector"] == sector).to_numpy()
        there = int((of_sector & (self.reach.place_of_setting == at)).sum())
        if near.sum() < LEAST:  # what holds of so few is not told at all
            return told(int(near.sum())), there, "", "", "", ""
        own = self.reach.open_to[near][:, of_sector]
        choices = own.sum(axis=1)
        known = int(own.any(axis=0).sum()), float(np.median(choices))
        few = told(int((choices == 0).sum())), told(int((choices == 1).sum()))
        return told(int(near.sum())), there, *known, *few

    def bridges(self) -> pd.DataFrame:
        """Return the settings open to learners of more than one place, the widest first."""
        between, own = self.reach.between, self.reach.place_of_setting
        every = np.arange(between.shape[1])
        outside = between.sum(axis=0) - between[own, every]
        frame = self.settings.drop(columns="pcn_id")
        frame["places_served"] = (between >= LEAST).sum(axis=0)
        frame["learners_of_other_places"] = [told(n) for n in outside]
        if self.plan is not None:
            crossing = self._crossing()
            frame["moves_across_places"] = [told(n) for n in crossing]
        order = np.lexsort((every, -outside, -frame["places_served"].to_numpy()))
        frame = frame.iloc[order]
        return frame[frame["places_served"] > 1].reset_index(drop=True)

    def _crossing(self) -> np.ndarray:
        of = self.reach.place_of_setting
        crossing = np.zeros(len(of), dtype=np.int64)
        for move, times in self.moves.items():
            if of[move.origin] != of[move.target]:
                crossing[[move.origin, move.target]] += times
        return crossing

    def articulation(self) -> pd.DataFrame:
        """Return the settings on which the supply of their sector hangs, the heaviest first."""
        sector = self.round["settings"]["sector"].to_numpy(dtype=object)
        found = [
            hinge
            for name in sorted(set(sector))
            for hinge in hinges(self.reach.open_to & (sector == name))
        ]
        found.sort(key=lambda hinge: (-hinge.cut_off, hinge.setting))
        frame = self.settings.drop(columns="pcn_id").iloc[[hinge.setting for hinge in found]]
        frame = frame.reset_index(drop=True)
        frame["learners_with_no_other"] = [told(hinge.alone) for hinge in found]
        frame["learners_cut_off"] = [told(hinge.cut_off) for hinge in found]
        return frame
