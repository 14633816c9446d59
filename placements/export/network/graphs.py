"""Networks as files of other tools: GraphML for Gephi and yEd, GeoJSON for maps."""

from __future__ import annotations

import io
import json
from collections import Counter
from typing import Any

import networkx as nx

from placements.export.network.counts import told, weight
from placements.export.network.system import System
from placements.network import hierarchy


def hierarchy_graphml(system: System) -> bytes:
    """Return areas, providers and settings, with an edge from each to what it holds."""
    held = hierarchy(system.round)
    graph = nx.DiGraph(name=system.round.name)
    about = _settings(system)
    for (kind, code), what in held.nodes(data=True):
        own = about[code] if kind == "setting" else {"kind": what["kind"]}
        graph.add_node(f"{kind}:{code}", label=what["name"], code=code, **own)
    for (a, one), (b, other), what in held.edges(data=True):
        graph.add_edge(f"{a}:{one}", f"{b}:{other}", relation=what["relation"])
    return _graphml(graph)


def flows_graphml(system: System) -> bytes:
    """Return who goes where.

    With a plan, settings and the moves between them; without one, places and the settings that
    learners near them may be offered.
    """
    graph = nx.DiGraph(name=system.round.name)
    for code, what in _settings(system).items():
        graph.add_node(f"setting:{code}", label=what["name"], code=code, **what)
    if system.plan is None:
        _add_reach(graph, system)
    else:
        _add_moves(graph, system)
    return _graphml(graph)


def _add_moves(graph: nx.DiGraph, system: System) -> None:
    codes, between = system.round.setting_ids, Counter[tuple[int, int]]()
    for move, number in system.moves.items():
        between[move.origin, move.target] += number
    for (origin, target), number in sorted(between.items()):
        graph.add_edge(
            f"setting:{codes[origin]}",
            f"setting:{codes[target]}",
            relation="next placement",
            moves=str(told(number)),
            weight=weight(number),
        )


def _add_reach(graph: nx.DiGraph, system: System) -> None:
    for at, place in enumerate(system.reach.places):
        node = f"area:{place}"
        graph.add_node(node, label=system.area_names[place], code=place, kind="place")
        for setting, number in zip(
            system.round.setting_ids, system.reach.between[at].tolist(), strict=True
        ):
            if number:
                what = {"relation": "may be offered", "learners": str(told(number))}
                graph.add_edge(node, f"setting:{setting}", **what, weight=weight(number))


def _settings(system: System) -> dict[str, dict[str, Any]]:
    """Return what is said of each setting, as values that GraphML can hold."""
    found = {}
    position = system.round["settings"][["latitude", "longitude"]].to_numpy(dtype=float).round(5)
    for at, row in enumerate(system.settings.to_dict("records")):
        own: dict[str, Any] = {"kind": "setting", "name": row["name"], "sector": row["sector"]}
        own |= {"provider": row["provider_id"], "place": row["place_id"]}
        own |= {"most_places": int(row["most_places"])}
        own |= {"learners_in_reach": str(row["learners_in_reach"])}
        own |= {"latitude": float(position[at, 0]), "longitude": float(position[at, 1])}
        if system.plan is not None:
            own["learner_weeks"] = int(row["learner_weeks"])
        found[row["setting_id"]] = own
    return found


def _graphml(graph: nx.DiGraph) -> bytes:
    file = io.BytesIO()
    nx.write_graphml_xml(graph, file, encoding="utf-8", named_key_ids=True)
    return file.getvalue()


def geojson(system: System) -> bytes:
    """Return the settings as points: WGS 84, five decimals, which is about a metre."""
    features = []
    for code, what in _settings(system).items():
        position = [what.pop("longitude"), what.pop("latitude")]
        features.append(
            {
                "type": "Feature",
                "id": code,
                "geometry": {"type": "Point", "coordinates": position},
                "properties": {"code": code, **what},
            }
        )
    whole = {"type": "FeatureCollection", "features": features}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()
