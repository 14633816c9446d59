"""Figures as SVG, written from templates.

Text stays text, the same round gives the same bytes, and nobody needs a drawing library of many
megabytes for two pictures of squares, circles and lines.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from placements.export.looks import LOOKS, sector_name
from placements.export.network.system import System

FIGURE = Path(__file__).with_name("figure")
WIDTH, MARGIN = 1200, 24
"""Of every figure [pixels]."""


def drawn(name: str, system: System, **shown: Any) -> bytes:
    """Return a figure; every text from the round is escaped.

    Parameters
    ----------
    name
        Of its template.
    shown
        What the template draws.
    """
    room = Environment(
        loader=FileSystemLoader(FIGURE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    sectors = set(system.settings["sector"])
    key = [(look, sector_name(sector)) for sector, look in LOOKS.items() if sector in sectors]
    own = {"title": system.round.name, "key": key, "width": WIDTH, "margin": MARGIN}
    return room.get_template(name).render(**own, **shown).encode()
