"""The figure of what holds what: places, their providers, and their settings as squares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from placements.export.looks import LOOKS, sector_name
from placements.export.network.drawing import MARGIN, WIDTH, drawn
from placements.export.network.system import System

STEP = 26
"""From one square to the next [pixels]."""
PROVIDER, SQUARES = 250, 520
"""Where names of providers and squares begin [pixels]."""
MANY = (WIDTH - MARGIN - SQUARES) // STEP
"""Squares on one line."""


def hierarchy_svg(system: System) -> bytes:
    """Return the figure, one line a provider; those of one setting share theirs."""
    settings = system.settings.sort_values(["place_id", "provider_id", "sector", "setting_id"])
    names = system.round["providers"].set_index("provider_id")["name"].to_dict()
    bands: list[dict[str, Any]] = []
    y = 116
    for place, rows in settings.groupby("place_id", sort=True):
        lines = list(_lines(rows, names))
        title = {"name": _cut(system.area_names[place], 26), "settings": len(rows)}
        title["providers"] = rows["provider_id"].nunique()
        bands.append({**title, "y": y, "lines": lines})
        y += max(len(lines) * STEP, 40) + 20
    shown = {"step": STEP, "provider": PROVIDER, "squares": SQUARES}
    return drawn("hierarchy.svg.j2", system, bands=bands, height=y, **shown)


def _lines(rows: pd.DataFrame, names: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Yield the lines of one place: the larger providers first, as many as their squares need."""
    sizes = rows["provider_id"].value_counts()
    large = sorted(sizes[sizes > 1].index, key=lambda code: (-sizes[code], code))
    groups = [(names.get(code, code), rows[rows["provider_id"] == code]) for code in large]
    single = rows[~rows["provider_id"].isin(large)]
    if len(single):
        groups.append(("providers of one setting", single.sort_values(["sector", "setting_id"])))
    for name, own in groups:
        squares = [_square(row, names) for row in own.itertuples()]
        for first in range(0, len(squares), MANY):
            title = _cut(name, 38) if first == 0 else ""
            yield {"name": title, "whole": name, "squares": squares[first : first + MANY]}


def _square(row: Any, names: dict[str, str]) -> dict[str, Any]:
    words = f"{row.setting_id} {row.name}, {sector_name(row.sector)}"
    words += f", at most {row.most_places} places; {names.get(row.provider_id, row.provider_id)}"
    return {"look": LOOKS[row.sector], "words": words}


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
