"""More places, or fewer: the rows of capacity that say so."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from placements.round.capacity import NO_LIMIT, Line
from placements.round.core import EARLIEST, LATEST, Round
from placements.round.edit import chosen_settings, refused
from placements.round.texts import Texts, cell, raw_round, texts_of
from placements.tables import TABLES
from placements.tables.raw import RawRound
from placements.tables.refused import Refused

SAME = ("setting_id", "learner_types", "stages", "education_providers")


def add_places(
    round: Round, settings: str, places: int, first: object = None, until: object = None
) -> RawRound:
    """Add to the places of every row of capacity that settings have, perhaps between two days.

    A setting without a row gets one, for any learner. Fewer places are a number below zero.
    """
    texts = texts_of(round)
    weeks = _weeks(round, first, until)
    for setting in chosen_settings(round, settings):
        rows = texts["capacity"]["setting_id"] == setting
        if not rows.any():
            _append(texts, {"setting_id": setting, "places": cell(places), **_days(first, until)})
        elif first is None and until is None:
            held = texts["capacity"].loc[rows, "places"]
            texts["capacity"].loc[rows, "places"] = [cell(int(n) + places) for n in held]
        else:
            texts["capacity"] = texts["capacity"][~rows]
            for line in round.lines_at[setting]:
                for row in _stretches(round, line, np.where(weeks, places, 0)):
                    _append(texts, row)
    return raw_round(round, texts)


def _append(texts: Texts, row: dict[str, str]) -> None:
    held = texts["capacity"]
    blank = dict.fromkeys(held.columns, "")
    line = max([1, *held.index]) + 1
    texts["capacity"] = pd.concat([held, pd.DataFrame([{**blank, **row}], index=[line])])


def _days(first: object, until: object) -> dict[str, str]:
    return {"from": cell(first), "until": cell(until)}


def _weeks(round: Round, first: object, until: object) -> np.ndarray:
    """Return which weeks the days between two touch, (weeks,)."""
    days = {name: _day(name, cell(value)) for name, value in (("from", first), ("until", until))}
    frame = pd.Series(list(days.values()), dtype="datetime64[s]")
    low = round.week_numbers(frame[:1], EARLIEST)[0]
    high = round.week_numbers(frame[1:], LATEST)[0]
    weeks = np.arange(1, round.weeks + 1)
    return (weeks >= low) & (weeks <= high)


def _day(name: str, text: str) -> object:
    try:
        return TABLES["capacity"].column(name).kind.read(text) if text else None
    except Refused as error:
        raise refused(text, error.expected, error.suggestion) from error


def _stretches(round: Round, line: Line, more: np.ndarray) -> Iterator[dict[str, str]]:
    """Yield the rows that give a line its places week by week, one a stretch of equal weeks."""
    said = line.places != NO_LIMIT
    states = np.stack([line.places + more, line.minimum, line.always, said])
    cuts = np.flatnonzero(np.any(states[:, 1:] != states[:, :-1], axis=0)) + 1
    for low, high in zip([0, *cuts], [*cuts, round.weeks], strict=True):
        if said[low]:
            yield {
                **{name: cell(getattr(line, name)) for name in SAME},
                "from": cell(round.monday(low + 1)),
                "until": cell(round.sunday(high)),
                "places": cell(states[0, low]),
                "minimum": cell(line.minimum[low]),
                "minimum_applies": "always" if line.always[low] else "hosting",
            }
