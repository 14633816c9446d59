"""The tables of equity: quantiles, bands and the mix of sectors by group; providers."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from placements.explain.burdens import DIMENSIONS
from placements.explain.suppress import SMALL, pooled, shown
from placements.plan import Plan

QUANTILES = {"p10": 0.1, "p25": 0.25, "median": 0.5, "p75": 0.75, "p90": 0.9}

BANDS: dict[str, tuple[int, ...]] = {
    "minutes": (15, 30, 45, 60, 90),
    "longest": (30, 45, 60, 75, 90),
    "wishes_met": (0, 50, 99, 100),
    "unplaced": (0, 4, 8),
    "changes": (0, 1, 2),
    "moves": (0, 2, 4, 6),
    "shortfall": (0, 4, 8),
}
"""Measure → upper ends of its bands; a last band is above them. Wishes met in per cent."""

SPREAD = (*BANDS, "travel", "travel_so_far", "outside_acute")
"""Measures whose quantiles are told."""


def groups_of(learners: pd.DataFrame) -> dict[str, pd.Series]:
    """Return dimension → key of each learner, too small ones under one; first everybody."""
    everybody = pd.Series("everybody", index=learners.index)
    keys = {name: pooled(learners[name]) for name in DIMENSIONS}
    return {"all": everybody, **{name: own for name, own in keys.items() if own.nunique() > 1}}


def spread(learners: pd.DataFrame, groups: dict[str, pd.Series]) -> pd.DataFrame:
    """Return the quantiles of every measure, group by group."""
    rows = []
    for dimension, keys in groups.items():
        for key, own in learners.groupby(keys):
            number = len(own) if len(own) >= SMALL else None
            for measure in SPREAD:
                rows.append((dimension, key, number, measure, *_quantiles(own[measure].dropna())))
    frame = pd.DataFrame(rows, columns=["dimension", "key", "learners", "measure", *QUANTILES])
    return frame.astype({"learners": "Int64", **dict.fromkeys(QUANTILES, float)})


def _quantiles(values: pd.Series) -> list[float | None]:
    """Return the values that a share of learners is at or below; ``None``: fewer than 5 beyond."""
    ordered, number = np.sort(values.to_numpy(dtype=float)), len(values)
    found: list[float | None] = []
    for share in QUANTILES.values():
        at = max(int(np.ceil(share * number - 1e-9)), 1)  # so many are at or below it
        enough = min(at, number - at + 1) >= SMALL
        found.append(float(ordered[at - 1]) if enough else None)
    return found


def bands(learners: pd.DataFrame, groups: dict[str, pd.Series]) -> pd.DataFrame:
    """Return how many learners are in each band of a measure, group by group."""
    parts = []
    for measure, ends in BANDS.items():
        values = learners[measure].dropna()
        band = _banded(values, ends)
        for dimension, keys in groups.items():
            counts = pd.crosstab(pooled(keys[values.index]), band, dropna=False)
            parts.append(_long(shown(counts, counts), dimension, "band", "learners", measure))
    return pd.concat(parts, ignore_index=True)


def _banded(values: pd.Series, ends: tuple[int, ...]) -> pd.Series:
    """Return each value's band; bands of too few learners are one with the band below."""
    edges = [-np.inf, *ends, np.inf]
    at = 0
    while at < len(edges) - 1:
        inside = ((values > edges[at]) & (values <= edges[at + 1])).sum()
        if 0 < inside < SMALL and len(edges) > 2:
            edges.pop(at if at else 1)
            at = 0
        else:
            at += 1
    names = [_name(low, high) for low, high in pairwise(edges)]
    return pd.cut(values, edges, labels=names).rename("band")


def _name(low: float, high: float) -> str:
    if np.isinf(low):
        return "any" if np.isinf(high) else f"0 to {high:.0f}" if high else "0"
    if np.isinf(high):
        return f"over {low:.0f}"
    return f"{high:.0f}" if high == low + 1 else f"{low + 1:.0f} to {high:.0f}"


def mix(plan: Plan, groups: dict[str, pd.Series]) -> pd.DataFrame:
    """Return the learner-weeks in each sector."""
    names = ["learner_id", "sector", "weeks"]
    rows = [tuple(getattr(stay, name) for name in names) for stay in plan.stays]
    stays = pd.DataFrame(rows, columns=names).astype({"weeks": float})
    parts = []
    for dimension, keys in groups.items():
        placed = pooled(keys[keys.index.isin(stays["learner_id"])])
        own = stays.assign(key=stays["learner_id"].map(placed))
        weeks = own.pivot_table("weeks", "key", "sector", "sum", fill_value=0.0)
        people = own.pivot_table("learner_id", "key", "sector", "nunique", fill_value=0)
        parts.append(_long(shown(weeks, people), dimension, "sector", "weeks"))
    return pd.concat(parts, ignore_index=True)


def _long(
    table: pd.DataFrame, dimension: str, column: str, value: str, measure: str | None = None
) -> pd.DataFrame:
    rows = table.rename_axis("key").melt(var_name=column, value_name=value, ignore_index=False)
    rows = rows.reset_index()
    if dimension == "all":
        rows = rows[rows["key"] != "total"]
    rows.insert(0, "dimension", dimension)
    if measure is not None:
        rows.insert(2, "measure", measure)
    return rows


def providers(plan: Plan) -> pd.DataFrame:
    """Return what each provider hosts, against its fair share by registered WTE."""
    known = plan.round["providers"].set_index("provider_id")["registered_wte"]
    every = sorted({*plan.round["settings"]["provider_id"]})
    weeks = pd.Series(0.0, index=pd.Index(every, name="provider_id", dtype=object))
    for stay in plan.stays:
        weeks[stay.provider_id] += stay.weeks
    wte = known.reindex(weeks.index).astype(float)
    wte = wte.where(wte > 0)
    shared = weeks[wte.notna()].sum()
    frame = pd.DataFrame({"weeks": weeks, "registered_wte": wte, "weeks_per_wte": weeks / wte})
    frame["fair_share"] = shared * wte / wte.sum() if wte.notna().any() else wte
    frame["ratio"] = frame["weeks"] / frame["fair_share"].where(frame["fair_share"] > 0)
    return frame.reset_index()
