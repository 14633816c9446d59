"""Equity in words, and as files that may be shown to anybody: small counts are hidden in all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from models.measures import MEASURES
from placements.explain.equity import Equity
from placements.explain.spreads import QUANTILES
from placements.export.folder import write_folder
from placements.export.text import cut, figure, percent, table

FILES = ("bands.csv", "equity.txt", "mix.csv", "providers.csv", "spread.csv", "worst_off.csv")
"""Every file that is written."""

TITLES = {
    "minutes": "Minutes one way, in the average week",
    "longest": "Longest journey, minutes one way",
    "travel": "One-way minutes x weeks, this round",
    "travel_so_far": "One-way minutes x weeks, with history",
    "wishes_met": "Wishes met, per cent",
    "unplaced": "Weeks not placed",
    "changes": "Published placements not kept",
    "moves": "Moves to another provider",
    "shortfall": "Curriculum short or over",
    "outside_acute": "Share of weeks outside acute",
}
"""Measure → what it says."""
COMPARED = ("minutes", "wishes_met", "changes", "moves")
"""Measures compared between groups in the text; the files have all."""
MOST = 5
"""Providers shown that are furthest above their fair share, and below it."""


def equity_text(found: Equity) -> str:
    """Return the account of equity, as plain text."""
    parts = [_title(found), _spread(found), _worst(found), *_groups(found), _providers(found)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _title(found: Equity) -> str:
    share = found.outside_acute
    acute = "nobody is placed" if share is None else f"{percent(share)} of them outside acute"
    weeks = found.learners["weeks"].sum()
    return f"{len(found.learners):,} learners, {weeks:,.0f} learner-weeks placed; {acute}"


def _spread(found: Equity) -> str:
    heads = ("10%", "25%", "50%", "75%", "90%")
    rows: list[tuple[str, ...]] = [("So many learners have at most", *heads)]
    whole = found.spread[found.spread["dimension"] == "all"]
    for row in whole.itertuples():
        rows.append((f"  {TITLES[row.measure]}", *(_cell(getattr(row, q)) for q in QUANTILES)))
    note = f"\n  Minutes are {found.journeys}." if found.journeys else ""
    return f"{table(rows)}{note}"


def _cell(value: float) -> str:
    return "-" if pd.isna(value) else figure(round(value, 2))


def _worst(found: Equity) -> str:
    rows = [("The worst-off learner", "this plan", "best possible", "")]
    for row in found.worst_off.itertuples():
        best, said = _best(row)
        rows.append((f"  {MEASURES[row.measure].title}", figure(row.value), best, said))
    note = "  Best possible: of all plans at least as good at the levels above."
    return f"{table(rows, left=(0, 3))}\n{note}" if len(rows) > 1 else ""


def _best(row: Any) -> tuple[str, str]:
    if row.status == "no plan":
        return "-", "no plan that keeps the rules is as good above"
    if row.status == "not found":
        return "-", "not found in time"
    if row.status == "exact":
        return figure(row.upper), _how_far(row)
    if pd.isna(row.lower):
        return f"at most {figure(row.upper)}", "not known how much is unavoidable"
    return f"{figure(row.lower)} to {figure(row.upper)}", "the best lies between"


def _how_far(row: Any) -> str:
    """Say whether the worst-off learner's value is the best that can be, where that is known."""
    if row.upper > row.value:  # a plan is compared with those that keep every rule
        return "no plan that keeps the rules has so little"
    if row.upper < row.value:
        return "chosen: it could be less"
    # Nobody has any of a burden; of wishes met, none is the worst.
    return "" if row.value == 0 and row.measure != "preference" else "unavoidable"


def _groups(found: Equity) -> list[str]:
    """Return a table for each dimension: the median learner, and the one at nine in ten."""
    parts = []
    names = {"minutes": "minutes", "wishes_met": "wishes %", "changes": "changes", "moves": "moves"}
    for dimension, rows in found.spread.groupby("dimension", sort=False):
        if dimension == "all":
            continue
        lines = [
            (f"By {dimension}: median; 90%", "learners", *(names[measure] for measure in COMPARED))
        ]
        for key, own in rows.groupby("key"):
            of = own.set_index("measure")
            cells = [f"{_cell(of['median'][m])}; {_cell(of['p90'][m])}" for m in COMPARED]
            lines.append((f"  {key}", _cell(of["learners"].iat[0]), *cells))
        parts.append("\n".join(cut(table(lines).splitlines())))
    return parts


def _providers(found: Equity) -> str:
    known = found.providers[found.providers["ratio"].notna()].sort_values(
        ["ratio", "provider_id"], ascending=[False, True], ignore_index=True
    )
    if not len(known):
        return "Providers: no registered WTE is known, so nobody's fair share is"
    chosen = known if len(known) <= 2 * MOST else pd.concat([known[:MOST], known[-MOST:]])
    rows = [("Providers, most above their fair share first", "weeks", "fair share", "of it")]
    for row in chosen.itertuples():
        cells = f"{row.weeks:,.0f}", f"{row.fair_share:,.0f}", f"{row.ratio:.0%}"
        rows.append((f"  {row.provider_id}", *cells))
    more = f"\n  and {len(known) - len(chosen):,} between" if len(known) > len(chosen) else ""
    return f"{table(rows)}{more}"


def write_equity(found: Equity, out: Path) -> str:
    """Write the files completely or not at all; return the text.

    Raises
    ------
    InputError
        Where the folder cannot be written.
    """
    text = equity_text(found)
    frames = {
        "bands.csv": found.bands,
        "mix.csv": found.mix,
        "providers.csv": found.providers,
        "spread.csv": found.spread,
        "worst_off.csv": found.worst_off,
    }
    files = {name: _csv(frame) for name, frame in frames.items()}
    write_folder(out, {**files, "equity.txt": text.encode()})
    return text


def _csv(frame: pd.DataFrame) -> bytes:
    return frame.to_csv(index=False, lineterminator="\n", float_format="%.10g").encode()
