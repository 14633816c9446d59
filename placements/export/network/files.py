"""The files of ``placements network``."""

from __future__ import annotations

from placements.export.network.counts import csv
from placements.export.network.flowing import flows_svg
from placements.export.network.graphs import flows_graphml, geojson, hierarchy_graphml
from placements.export.network.holding import hierarchy_svg
from placements.export.network.system import System
from placements.export.network.words import in_words

FILES = (
    "articulation.csv",
    "bridges.csv",
    "flows.graphml",
    "flows.svg",
    "hierarchy.graphml",
    "hierarchy.svg",
    "network.txt",
    "reach.csv",
    "settings.geojson",
)
"""Every file that it writes."""


def network_files(system: System) -> dict[str, bytes]:
    """Return name → content of every file."""
    return {
        "articulation.csv": csv(system.articulation()),
        "bridges.csv": csv(system.bridges()),
        "flows.graphml": flows_graphml(system),
        "flows.svg": flows_svg(system),
        "hierarchy.graphml": hierarchy_graphml(system),
        "hierarchy.svg": hierarchy_svg(system),
        "network.txt": in_words(system).encode(),
        "reach.csv": csv(system.reach_table()),
        "settings.geojson": geojson(system),
    }
