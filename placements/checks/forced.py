"""What fixed pins decide: their own placements, and those of learners kept together with them.

A placement that must hold is *forced*. Contradictions are between forced placements, or between
links, so that a round without any has a plan.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import networkx as nx
import numpy as np
import pandas as pd

from placements.candidates import Candidates, pins_of
from placements.round import Round


@dataclass(frozen=True, eq=False)
class Together:
    """Learner-blocks that links keep together, directly or through others.

    Parameters
    ----------
    round
        The round.
    graph
        Nodes are positions in ``round.learner_blocks``; edges have ``link``, a row of ``links``.
    """

    round: Round
    graph: nx.Graph

    @classmethod
    def of(cls, round: Round) -> Together:
        """Return the links of a round as a graph."""
        graph = nx.Graph()
        links = round["links"]
        own = blocks_of(round, set(links["learner_id"]) | set(links["other_id"]))
        for row in np.flatnonzero(links["relation"] == "together"):
            for one, other in shared_blocks(links.iloc[row], own):
                graph.add_edge(one, other, link=int(row))
        return cls(round, graph)

    @cached_property
    def groups(self) -> list[list[int]]:
        """The sets of learner-blocks that are all together, each sorted."""
        return sorted(sorted(group) for group in nx.connected_components(self.graph))

    @cached_property
    def group_of(self) -> dict[int, int]:
        """Each linked learner-block's group."""
        return {block: number for number, group in enumerate(self.groups) for block in group}

    def links_between(self, one: int, other: int) -> list[int]:
        """Return the rows of ``links`` on a shortest way between two learner-blocks."""
        path = nx.shortest_path(self.graph, one, other)
        return [self.graph.edges[ends]["link"] for ends in pairwise(path)]

    def links_of(self, blocks: list[int]) -> list[int]:
        """Return the rows of ``links`` among learner-blocks."""
        edges = self.graph.subgraph(blocks).edges(data="link")
        return sorted({row for _, _, row in edges})


def blocks_of(round: Round, learners: set[str]) -> dict[str, dict[str, int]]:
    """Return, for some learners, each block and its position in ``round.learner_blocks``."""
    own = round.learner_blocks
    rows = np.flatnonzero(own["learner_id"].isin(learners))
    found: dict[str, dict[str, int]] = {code: {} for code in learners}
    for row in rows.tolist():
        found[own["learner_id"].iat[row]][own["block_id"].iat[row]] = row
    return found


def shared_blocks(link: pd.Series, own: dict[str, dict[str, int]]) -> Iterator[tuple[int, int]]:
    """Yield the positions of the blocks that a link is about, which both learners have."""
    mine, theirs = own[link["learner_id"]], own[link["other_id"]]
    for block in sorted(mine.keys() & theirs.keys()):
        if link["block_id"] in ("", block):
            yield mine[block], theirs[block]


def pin_rows(round: Round, state: str) -> pd.DataFrame:
    """Return the pins of a state whose block is the learner's.

    Returns
    -------
    pandas.DataFrame
        ``pin`` (row of ``pins``), ``learner_block``, ``setting`` (positions), ``start`` (week).
    """
    pins, rows, key = round["pins"], pins_of(round, state), ["learner_id", "block_id"]
    index = pd.MultiIndex.from_frame(pins[key])
    pin = index.get_indexer(pd.MultiIndex.from_frame(rows[key]))
    return rows[["learner_block", "setting", "start"]].assign(pin=pin).astype("int64")


def forced_placements(candidates: Candidates, together: Together) -> pd.DataFrame:
    """Return every forced placement, sorted by learner and start.

    Returns
    -------
    pandas.DataFrame
        ``pin`` (row of ``pins`` that forces it), ``learner_block``, ``setting``, ``start``,
        ``last`` (weeks), ``implied`` (by links with another's pin), ``possible`` (whether it is a
        candidate), ``learner``, ``learner_id``, ``block_id``, ``group``, ``take``.
    """
    pins = pin_rows(candidates.round, "fixed").assign(implied=np.False_)
    implied = pd.DataFrame([*_implied(pins, together)], columns=pins.columns)
    rows = pd.concat([pins, implied.astype(pins.dtypes)], ignore_index=True)
    own = candidates.round.learner_blocks.iloc[rows["learner_block"]]
    for name in ("learner", "learner_id", "block_id", "group", "take"):
        rows[name] = own[name].to_numpy()
    rows["last"] = rows["start"].to_numpy() + own["weeks"].to_numpy() - 1
    keys = zip(rows["learner_block"], rows["setting"], rows["start"], strict=True)
    rows["possible"] = np.array([is_candidate(candidates, *key) for key in keys], dtype=bool)
    return rows.sort_values(["learner", "start", "learner_block"], ignore_index=True)


def _implied(pins: pd.DataFrame, together: Together) -> Iterator[tuple[object, ...]]:
    """Yield the placements of learners linked to a fixed one, where the pins agree."""
    pinned = {row.learner_block: row for row in pins.itertuples()}
    for group in together.groups:
        fixed = [pinned[block] for block in group if block in pinned]
        if len({(row.setting, row.start) for row in fixed}) == 1:
            for block in set(group) - pinned.keys():
                yield block, fixed[0].setting, fixed[0].start, fixed[0].pin, True


def is_candidate(candidates: Candidates, block: int, setting: int, start: int) -> bool:
    """Return whether a placement is a candidate."""
    rows = slice_of(candidates, block)
    same = candidates.column("setting")[rows] == setting
    return bool((same & (candidates.column("start")[rows] == start)).any())


def slice_of(candidates: Candidates, block: int) -> slice:
    """Return where a learner-block's candidates stand."""
    column = candidates.column("learner_block")
    return slice(*np.searchsorted(column, [block, block + 1]).tolist())
