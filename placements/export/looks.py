"""How sectors are drawn wherever they are: a letter and a colour, never the colour alone."""

from __future__ import annotations

from typing import NamedTuple


class Look(NamedTuple):
    """How a sector is drawn: letter, colour (of Okabe and Ito), colour of the letter."""

    letter: str
    colour: str
    ink: str = "black"


LOOKS = {
    "acute": Look("A", "#D55E00"),
    "primary": Look("P", "#56B4E9"),
    "community": Look("C", "#009E73"),
    "mental_health": Look("M", "#CC79A7"),
    "social_care": Look("S", "#E69F00"),
    "voluntary": Look("V", "#F0E442"),
    "public_health": Look("H", "#0072B2", "white"),
    "other": Look("O", "#BBBBBB"),
}
"""Sector → how it is drawn, in the order of the legend."""


def sector_name(sector: str) -> str:
    """Return a sector as people write it: ``mental health``."""
    return sector.replace("_", " ")
