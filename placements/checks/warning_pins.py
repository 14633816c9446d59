"""Warnings on pins: what fixed ones override, and which published ones cannot be kept."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from placements.checks.case import Case
from placements.checks.forced import is_candidate, pin_rows
from placements.checks.reasons import codes_of
from placements.checks.words import runs, several, spells
from placements.errors import Problem, Severity, counted
from placements.round.capacity import NO_LIMIT


def pins_above_places(case: Case) -> Iterator[Problem]:
    """Find weeks in which fixed pins alone bring more learners than a setting has places."""
    for number, line in enumerate(case.round.lines):
        brought = case.supply.brought[number]
        over = (line.places != NO_LIMIT) & (brought > line.places)
        if over.any():
            worst = int(np.argmax(np.where(over, brought - line.places, 0)))
            message = (
                f"{spells(runs(over))}: fixed pins bring {counted(int(brought[worst]), 'learner')} "
                f"to {line.label}, which has {counted(int(line.places[worst]), 'place')}; "
                "nobody else is added there"
            )
            yield _at_setting(case, line.setting_id, message)


def pins_below_minimum(case: Case) -> Iterator[Problem]:
    """Find weeks in which fixed pins alone fall short of a setting's hosting minimum."""
    for number, line in enumerate(case.round.lines):
        brought = case.supply.brought[number]
        under = (brought > 0) & (brought < line.minimum) & ~line.always
        if under.any():
            worst = int(np.argmax(np.where(under, line.minimum - brought, 0)))
            few = counted(int(brought[worst]), "learner")
            message = (
                f"{spells(runs(under))}: fixed pins bring {few} to {line.label}, "
                f"whose hosting minimum is {line.minimum[worst]}"
            )
            yield _at_setting(case, line.setting_id, message)


def _at_setting(case: Case, setting: str, message: str) -> Problem:
    pins = case["pins"]
    rows = np.flatnonzero((pins["setting_id"] == setting) & (pins["state"] == "fixed"))
    where = case.first_where("pins", rows, "setting_id")
    return Problem(message, where, severity=Severity.WARNING)


def pins_override(case: Case) -> Iterator[Problem]:
    """Find fixed pins at settings that are not eligible; they hold all the same."""
    pins = pin_rows(case.round, "fixed")
    yield from _by_reason(case, pins, ("overrides", "override"))


def published_lost(case: Case) -> Iterator[Problem]:
    """Find published pins that no plan can keep: each will count as a change."""
    pins = pin_rows(case.round, "published")
    keys = zip(pins["learner_block"], pins["setting"], pins["start"], strict=True)
    lost = pins[np.array([not is_candidate(case.candidates, *key) for key in keys], dtype=bool)]
    yield from _by_reason(case, lost, ("cannot be kept because of",) * 2)
    gone = set(np.flatnonzero(case["pins"]["state"] == "published")) - set(pins["pin"])
    if gone:
        rows = sorted(gone)
        message = (
            f"{counted(len(rows), 'published pin')} cannot be kept, as the block lies outside "
            f"the learner's starts and leaves: {several(_named(case, row) for row in rows)}"
        )
        yield Problem(message, case.first_where("pins", rows), severity=Severity.WARNING)


def _by_reason(case: Case, pins: pd.DataFrame, verb: tuple[str, str]) -> Iterator[Problem]:
    """Yield one problem a set of reasons; ``verb`` is for one pin, and for many."""
    state = case["pins"]["state"].iloc[pins["pin"]]
    why = pd.Series([", ".join(codes) for codes in codes_of(case, pins)], index=pins.index)
    for codes, rows in pins.groupby(why, sort=True):
        if codes:
            named = several(_named(case, row) for row in rows["pin"])
            what = counted(len(rows), f"{state.iat[0]} pin")
            message = f"{what} {verb[len(rows) > 1]} {codes}: {named}"
            where = case.first_where("pins", rows["pin"], "setting_id")
            yield Problem(message, where, severity=Severity.WARNING)


def _named(case: Case, row: object) -> str:
    pin = case["pins"].loc[row]
    return f"{pin['block_id']} of {pin['learner_id']} at {pin['setting_id']}"


CHECKS = (pins_above_places, pins_below_minimum, pins_override, published_lost)
