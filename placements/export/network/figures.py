"""Two figures as SVG: what holds what, and who goes where.

They are written from templates: text stays text, the same round gives the same bytes, and nobody
needs a drawing library for two pictures of squares, circles and lines.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from placements.export.looks import LOOKS, sector_name
from placements.export.network.counts import told, weight
from placements.export.network.system import System
from placements.export.report.places import kilometres

FIGURE = Path(__file__).with_name("figure")
WIDTH, MARGIN = 1200, 24
SQUARE, GAP = 22, 4
STEP = SQUARE + GAP
LABEL = 190
"""Width of the column of names [pixels]; squares stand to its right."""
DRAWN = 60


def hierarchy_svg(system: System) -> bytes:
    """Return each place with its providers and their settings, one square a setting."""
    settings = system.settings.sort_values(["place_id", "provider_id", "sector", "setting_id"])
    names = system.round["providers"].set_index("provider_id")["name"].to_dict()
    by_place: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for row in settings.itertuples():
        by_place[row.place_id][row.provider_id].append(row)
    bands: list[dict[str, Any]] = []
    y = 108
    for place, providers in by_place.items():
        band, height = _band(providers, names)
        of = sum(len(own) for own in providers.values())
        title = {"name": system.area_names[place], "settings": of, "providers": len(providers)}
        bands.append({**title, "y": y, "height": height, "boxes": band})
        y += height + 18
    return _drawn("hierarchy.svg.j2", system, bands=bands, height=y + 8)


def _band(providers: dict[str, list[Any]], names: dict[str, str]) -> tuple[list[Any], int]:
    """Return the boxes of one place's providers, the largest first, and how high they stand."""
    boxes: list[dict[str, Any]] = []
    x, y, low = LABEL, 0, 0
    for code, own in sorted(providers.items(), key=lambda item: (-len(item[1]), item[0])):
        many = min(len(own), (WIDTH - MARGIN - LABEL) // STEP)
        wide, high = many * STEP + GAP, -(-len(own) // many) * STEP + GAP
        if x + wide > WIDTH - MARGIN:
            x, y = LABEL, low + 6
        title = names.get(code, code)
        squares = [
            _square(row, title, x + k % many * STEP, y + k // many * STEP)
            for k, row in enumerate(own)
        ]
        boxes.append({"x": x, "y": y, "wide": wide, "height": high, "title": title})
        boxes[-1]["squares"] = squares
        x, low = x + wide + 6, max(low, y + high)
    return boxes, low


def _square(row: Any, provider: str, x: int, y: int) -> dict[str, Any]:
    words = f"{row.setting_id} {row.name}, {sector_name(row.sector)}"
    words += f", at most {row.most_places} places; {provider}"
    return {"x": x + GAP, "y": y + GAP, "look": LOOKS[row.sector], "words": words}


def flows_svg(system: System) -> bytes:
    """Return the settings where they lie, and what flows between places."""
    east, north = kilometres(system.round["settings"])
    x, y, height = _fitted(east, north)
    of, places = system.reach.place_of_setting, system.reach.places
    centre = {p: (x[of == k].mean(), y[of == k].mean()) for k, p in enumerate(places)}
    drawn = [row for row in system.between_places if row[0] and row[1]][:DRAWN]
    top = max((weight(number) for *_, number in drawn), default=1.0)
    lines = [
        {
            "ends": [*centre[a], *centre[b]],
            "wide": 0.8 + 9 * weight(number) / top,
            "words": f"{system.area_names[a]} to {system.area_names[b]}: {told(number)}",
        }
        for a, b, number in drawn
    ]
    size = np.sqrt(np.maximum(system.settings["most_places"].to_numpy(dtype=float), 1))
    circles = [
        {"x": x[k], "y": y[k], "r": 2.2 + 1.3 * size[k], "look": LOOKS[row.sector]}
        | {"words": f"{row.setting_id} {row.name}, {sector_name(row.sector)}"}
        for k, row in enumerate(system.settings.itertuples())
    ]
    names = [(system.area_names[p], *centre[p]) for p in places if p]
    what = (
        "moves of learners between places"
        if system.plan is not None
        else ("learners near one place who may be offered settings in another")
    )
    shown = {"lines": lines, "circles": circles, "names": names, "what": what}
    return _drawn("flows.svg.j2", system, height=height, **shown)


def _fitted(east: np.ndarray, north: np.ndarray) -> tuple[np.ndarray, np.ndarray, int]:
    """Return positions in the figure, and its height."""
    wide, high = max(np.ptp(east), 1.0), max(np.ptp(north), 1.0)
    scale = min((WIDTH - 6 * MARGIN) / wide, 900 / high)
    x = WIDTH / 2 + east * scale
    return x, 120 + (north.max() - north) * scale, int(120 + high * scale + 3 * MARGIN)


def _drawn(name: str, system: System, **shown: Any) -> bytes:
    room = Environment(
        loader=FileSystemLoader(FIGURE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    sectors = set(system.settings["sector"])
    key = [(look, sector_name(sector)) for sector, look in LOOKS.items() if sector in sectors]
    text = room.get_template(name).render(
        title=system.round.name, key=key, width=WIDTH, margin=MARGIN, square=SQUARE, **shown
    )
    return text.encode()
