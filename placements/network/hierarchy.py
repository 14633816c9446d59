"""The hierarchy of a system: areas, the providers in them, and the settings they run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import networkx as nx
import numpy as np

from placements.round import Round
from placements.round.capacity import NO_LIMIT

Node = tuple[str, str]
"""Kind (``area``, ``provider``, ``setting``) and code: an area and a provider may share a code."""


def hierarchy(round: Round) -> nx.DiGraph:
    """Return areas, providers and settings, with an edge from each to what it holds.

    Returns
    -------
    networkx.DiGraph
        Nodes are ``(kind, code)`` with ``kind`` (an area's own: region, ics, place, pcn; provider;
        setting), ``name``, and for settings ``sector`` and ``places`` (one number a week, see
        ``places_by_week``). Edges have ``relation``: ``part_of`` (area in area), ``ics`` or
        ``place`` (provider in area), ``runs`` (provider and setting), ``place`` or ``pcn``
        (setting in area). A code without a table of its own is its own name.
    """
    graph = nx.DiGraph()
    graph.add_nodes_from(_free_labels(round))
    graph.add_nodes_from(_nodes(round))
    for parent, child, relation in _edges(round):
        if parent[1]:
            graph.add_edge(parent, child, relation=relation)
    return graph


def _nodes(round: Round) -> Iterator[tuple[Node, dict[str, Any]]]:
    for code, name, kind in round["areas"][["area_id", "name", "kind"]].itertuples(index=False):
        yield ("area", code), {"kind": kind, "name": name}
    for code, name in round["providers"][["provider_id", "name"]].itertuples(index=False):
        yield ("provider", code), {"kind": "provider", "name": name}
    places = places_by_week(round)
    settings = round["settings"][["setting_id", "name", "sector"]]
    for at, (code, name, sector) in enumerate(settings.itertuples(index=False)):
        weekly = tuple(places[at].tolist())
        what = {"kind": "setting", "name": name, "sector": sector, "places": weekly}
        yield ("setting", code), what


def _free_labels(round: Round) -> Iterator[tuple[Node, dict[str, Any]]]:
    """Yield the codes in use; those that have a table of their own are named from it later."""
    for code in sorted(set(round["settings"]["provider_id"])):
        yield ("provider", code), {"kind": "provider", "name": code}
    for table, kind in (
        ("providers", "ics"),
        ("providers", "place"),
        ("settings", "place"),
        ("settings", "pcn"),
    ):
        for code in sorted(set(round[table][f"{kind}_id"]) - {""}):
            yield ("area", code), {"kind": kind, "name": code}


def _edges(round: Round) -> Iterator[tuple[Node, Node, str]]:
    for code, parent in round["areas"][["area_id", "parent_id"]].itertuples(index=False):
        yield ("area", parent), ("area", code), "part_of"
    for relation in ("ics", "place"):
        rows = round["providers"][["provider_id", f"{relation}_id"]]
        for code, area in rows.itertuples(index=False):
            yield ("area", area), ("provider", code), relation
    rows = round["settings"][["setting_id", "provider_id", "place_id", "pcn_id"]]
    for code, provider, place, pcn in rows.itertuples(index=False):
        yield ("provider", provider), ("setting", code), "runs"
        yield ("area", place), ("setting", code), "place"
        yield ("area", pcn), ("setting", code), "pcn"


def places_by_week(round: Round) -> np.ndarray:
    """Return the most learners of any kind at each setting at a time, (settings, weeks).

    Where a line that counts everyone covers the week, its places, which no other line can exceed;
    else the sum over the lines that do, each for its own kind of learner. No line: 0.
    """
    shape = (len(round.setting_ids), round.weeks)
    everyone = np.full(shape, NO_LIMIT, dtype=np.int64)
    kinds = np.zeros(shape, dtype=np.int64)
    for line in round.lines:
        at = round.setting_at[line.setting_id]
        if line.learner_types or line.stages or line.education_providers:
            kinds[at] += np.maximum(line.places, 0)
        else:
            everyone[at] = line.places
    return np.where(everyone == NO_LIMIT, kinds, everyone)
