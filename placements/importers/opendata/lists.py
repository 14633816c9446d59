"""The lists beside the tables: sources, blanks, what was left out, what repeats another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter

from placements.importers.lists import csv_of
from placements.importers.opendata.duplicates import listed
from placements.importers.opendata.tables import Tables

FOLDER = "import"
"""Where the lists are; a round's reader passes folders by."""
HEADERS = {
    "sources": ("table", "code", "file", "line", "as_of", "remarks"),
    "to_fill_in": ("table", "code", "name", "column", "why", "suggestion"),
    "left_out": ("file", "line", "code", "name", "reason"),
    "duplicates": ("what", "code", "name", "postcode", "file", "line", "kept_as", "reason"),
}


def lists(tables: Tables, blanks: Iterable[Sequence[str]]) -> dict[str, str]:
    """Return path → text of every list, also of those without a row."""
    rows: dict[str, Iterable[Sequence[object]]] = {
        "sources": tables.sources(),
        "to_fill_in": blanks,
        "left_out": map(attrgetter(*HEADERS["left_out"]), tables.found.left_out),
        "duplicates": listed(tables.found),
    }
    return {f"{FOLDER}/{name}.csv": csv_of(HEADERS[name], rows[name]) for name in HEADERS}
