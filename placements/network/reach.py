"""Who can reach what: groups of learners with the same prospects, and the settings open to them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from placements.candidates import Candidates
from placements.network.offers import Offers
from placements.round import Round


def reach(round: Round, candidates: Candidates) -> nx.Graph:
    """Return the bipartite graph of learner groups and settings.

    A group is the learners of one programme and cohort who may ever be offered the same settings.

    Returns
    -------
    networkx.Graph
        Nodes ``("learners", number)`` with ``learners`` (how many), ``learner_ids``,
        ``programme_id`` and ``cohort_id``; nodes ``("setting", code)`` with ``name`` and
        ``sector``; both with ``kind``. Edges have ``candidates`` and ``blocks``, both summed over
        the group's learners: placements offered there, and blocks that could be spent there.
    """
    offers = Offers.of(candidates)
    offered = _candidate_counts(round, candidates)
    blocks = offers.by_learner(offers.settings, np.arange(len(offers.settings)))
    group = _groups(round, offered > 0)
    graph = nx.Graph()
    graph.add_nodes_from(_group_nodes(round, group))
    graph.add_nodes_from(_setting_nodes(round))
    graph.add_edges_from(_edges(round, _summed(offered, group), _summed(blocks, group)))
    return graph


def _candidate_counts(round: Round, candidates: Candidates) -> np.ndarray:
    """Return how many candidates each learner has at each setting, (learners, settings)."""
    learners, settings = len(round.learner_ids), len(round.setting_ids)
    cell = candidates.column("learner").astype(np.int64) * settings + candidates.column("setting")
    return np.bincount(cell, minlength=learners * settings).reshape(learners, settings)


def _groups(round: Round, open_to: np.ndarray) -> np.ndarray:
    """Return each learner's group, numbered by the group's first learner, (learners,)."""
    codes = round["learners"].groupby(["programme_id", "cohort_id"]).ngroup().to_numpy()
    patterns = np.packbits(open_to, axis=1)
    keys = [(code, row.tobytes()) for code, row in zip(codes.tolist(), patterns, strict=True)]
    return pd.factorize(pd.Series(keys))[0]


def _summed(values: np.ndarray, group: np.ndarray) -> np.ndarray:
    total = np.zeros((group.max() + 1, values.shape[1]), dtype=np.int64)
    np.add.at(total, group, values)
    return total


def _group_nodes(
    round: Round, group: np.ndarray
) -> Iterator[tuple[tuple[str, int], dict[str, Any]]]:
    learners = round["learners"][["learner_id", "programme_id", "cohort_id"]]
    for number, rows in learners.groupby(group, sort=True):
        what = {
            "kind": "learners",
            "learners": len(rows),
            "learner_ids": tuple(rows["learner_id"]),
            "programme_id": rows["programme_id"].iat[0],
            "cohort_id": rows["cohort_id"].iat[0],
        }
        yield ("learners", number), what


def _setting_nodes(round: Round) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    settings = round["settings"][["setting_id", "name", "sector"]]
    for code, name, sector in settings.itertuples(index=False):
        yield ("setting", code), {"kind": "setting", "name": name, "sector": sector}


def _edges(
    round: Round, offered: np.ndarray, blocks: np.ndarray
) -> Iterator[tuple[tuple[str, int], tuple[str, str], dict[str, int]]]:
    group, setting = np.nonzero(offered)
    groups = [("learners", number) for number in range(len(offered))]
    settings = [("setting", code) for code in round.setting_ids]
    counts = zip(offered[group, setting].tolist(), blocks[group, setting].tolist(), strict=True)
    ends = zip(group.tolist(), setting.tolist(), strict=True)
    for (g, s), (candidates, spent) in zip(ends, counts, strict=True):
        yield groups[g], settings[s], {"candidates": candidates, "blocks": spent}
