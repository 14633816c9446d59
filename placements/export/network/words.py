"""The networks in words: who depends on whom, for people who will never open Gephi."""

from __future__ import annotations

import pandas as pd

from placements.errors import counted
from placements.export.looks import sector_name
from placements.export.network.counts import told
from placements.export.network.system import System
from placements.export.text import cut, table

FILES = """\
hierarchy.graphml, hierarchy.svg   areas, providers and settings: what holds what
flows.graphml, flows.svg           who goes where
settings.geojson                   the settings on a map (WGS 84)
bridges.csv                        settings that learners of several places can go to
reach.csv                          what is open to the learners near each place, by sector
articulation.csv                   settings on which the supply of their sector hangs"""


def in_words(system: System) -> str:
    """Return the readable account of the networks."""
    round = system.round
    parts = [
        f"{round.name}\n{counted(len(round.setting_ids), 'setting')} of "
        f"{counted(round['settings']['provider_id'].nunique(), 'provider')} in "
        f"{counted(len([p for p in system.reach.places if p]), 'place')}. A learner counts to the "
        "place of the nearest setting. No count is told of fewer than five learners.",
        _hang(system.articulation()),
        _thin(system.reach_table()),
        _bridges(system.bridges()),
        _between(system),
        f"Files\n{FILES}",
    ]
    return "\n\n".join(parts) + "\n"


def _hang(frame: pd.DataFrame) -> str:
    if frame.empty:
        return "Supply hangs on no single setting: without any one, learners keep another choice."
    rows = [("  setting", "sector", "no other choice", "cut off")]
    for row in frame.itertuples():
        rows.append((f"  {row.setting_id}", sector_name(row.sector), *_told(row)))
    title = (
        f"Supply hangs on {counted(len(frame), 'setting')}: without it, some learners have no "
        "other of its sector, or are cut off from where most learners are"
    )
    return f"{title}\n" + "\n".join(cut(table(rows, left=(0, 1)).splitlines(), 13))


def _told(row: object) -> tuple[str, str]:
    return str(row.learners_with_no_other), str(row.learners_cut_off)  # type: ignore[attr-defined]


def _thin(frame: pd.DataFrame) -> str:
    """Return where learners have no choice of a sector, or one only."""
    few = frame[(frame["median_choices"] != "")]
    few = few[(few["learners_without"] != 0) | (few["learners_with_one"] != 0)]
    if few.empty:
        return "Every learner has at least two settings of every sector to choose from."
    rows = [("  near", "sector", "learners", "none in reach", "one in reach", "half have at least")]
    for row in few.sort_values("median_choices", kind="stable").itertuples():
        without, one = str(row.learners_without), str(row.learners_with_one)
        own = (f"  {row.place}", sector_name(row.sector), str(row.learners_near))
        rows.append((*own, without, one, f"{row.median_choices:g}"))
    title = "Where learners have no setting of a sector within reach, or one only"
    return f"{title}\n" + "\n".join(cut(table(rows, left=(0, 1)).splitlines(), 13))


def _bridges(frame: pd.DataFrame) -> str:
    if frame.empty:
        return "No setting bridges places: each is open to learners of its own place only."
    rows = [("  setting", "sector", "places served", "learners of other places")]
    for row in frame.itertuples():
        outside = str(row.learners_of_other_places)
        rows.append(
            (f"  {row.setting_id}", sector_name(row.sector), str(row.places_served), outside)
        )
    title = f"{counted(len(frame), 'setting')} open to learners of several places, the widest first"
    return f"{title}\n" + "\n".join(cut(table(rows, left=(0, 1)).splitlines(), 13))


def _between(system: System) -> str:
    what = (
        "Moves between places" if system.plan is not None else "Learners in reach of other places"
    )
    found = system.between_places
    if not found:
        return f"{what}: none"
    rows = [
        (f"  {system.area_names[a]}", system.area_names[b], str(told(number)))
        for a, b, number in found
    ]
    return f"{what}\n" + "\n".join(cut(table(rows, left=(0, 1)).splitlines()))
