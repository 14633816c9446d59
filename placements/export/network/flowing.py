"""The figure of who goes where: settings where they lie, and what flows between places."""

from __future__ import annotations

import numpy as np

from placements.export.looks import LOOKS, sector_name
from placements.export.network.counts import told, weight
from placements.export.network.drawing import MARGIN, WIDTH, drawn
from placements.export.network.system import System
from placements.export.report.places import kilometres

DRAWN = 60
"""Flows drawn, the widest."""
MOVES = "moves of learners between places"
REACH = "learners near one place who may be offered settings in another"

Array = np.ndarray


def flows_svg(system: System) -> bytes:
    """Return the figure: moves of a plan, or without one who could go elsewhere."""
    x, y, height = _fitted(*kilometres(system.round["settings"]))
    radius = 5.5 + 0.9 * np.sqrt(system.settings["most_places"].to_numpy(dtype=float))
    x, y = _apart(x, y, radius)
    of, places = system.reach.place_of_setting, system.reach.places
    centre = {p: (x[of == k].mean(), y[of == k].mean()) for k, p in enumerate(places)}
    found = [row for row in system.between_places if row[0] and row[1]][:DRAWN]
    top = max((weight(number) for *_, number in found), default=1.0)
    lines = [
        {
            "ends": [*centre[a], *centre[b]],
            "wide": 0.8 + 9 * weight(number) / top,
            "words": f"{system.area_names[a]} to {system.area_names[b]}: {told(number)}",
        }
        for a, b, number in found
    ]
    circles = [
        {
            "x": x[k],
            "y": y[k],
            "r": radius[k],
            "look": LOOKS[row.sector],
            "words": f"{row.setting_id} {row.name}, {sector_name(row.sector)}",
        }
        for k, row in enumerate(system.settings.itertuples())
    ]
    names = _names([(system.area_names[p], *centre[p]) for p in places if p])
    what = REACH if system.plan is None else MOVES
    shown = {"lines": lines, "circles": circles, "names": names, "what": what}
    return drawn("flows.svg.j2", system, height=height, **shown)


def _fitted(east: Array, north: Array) -> tuple[Array, Array, int]:
    """Return positions in the figure, and its height."""
    wide, high = max(np.ptp(east), 1.0), max(np.ptp(north), 1.0)
    scale = min((WIDTH - 6 * MARGIN) / wide, 900 / high)
    x = WIDTH / 2 + east * scale
    return x, 130 + (north.max() - north) * scale, int(130 + high * scale + 3 * MARGIN)


def _apart(x: Array, y: Array, radius: Array) -> tuple[Array, Array]:
    """Return positions at which circles of one building, or one street, hide each other less."""
    # Where circles lie at one point, they leave it in directions that follow from their order.
    turn = 2.4 * np.arange(len(x))
    x, y = x + 0.01 * np.cos(turn), y + 0.01 * np.sin(turn)
    least = radius[:, None] + radius
    for _ in range(30):
        dx, dy = x[:, None] - x, y[:, None] - y
        apart = np.maximum(np.hypot(dx, dy), 1e-6)
        by = np.where(apart < least, least - apart, 0) / apart
        np.fill_diagonal(by, 0)
        x, y = x + (by * dx).sum(axis=1) / 4, y + (by * dy).sum(axis=1) / 4
    return x, y


def _names(places: list[tuple[str, float, float]]) -> list[tuple[str, float, float]]:
    """Return names of places above their middles, and above each other where they would meet."""
    put: list[tuple[str, float, float]] = []
    for name, x, y in sorted(places, key=lambda place: (-place[2], place[0])):
        top = y - 14
        while any(
            abs(x - other) < 4.5 * (len(name) + len(text)) and abs(top - at) < 16
            for text, other, at in put
        ):
            top -= 17
        put.append((name, x, top))
    return put
