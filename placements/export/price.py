"""What each rule costs, in words and as files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from placements.errors import counted
from placements.explain.price import Price
from placements.export.folder import write_folder
from placements.export.text import cut, figure, table

FILES = ("price.txt", "rules.csv", "saved.csv")
"""Every file that is written."""


def price_text(found: Price) -> str:
    """Return what each rule costs, the dearest first."""
    names = [level.name for level in found.plan.round.levels]
    bound, free = [], []
    for rule in found.rules.itertuples():
        same = (found.saved["kind"] == rule.kind) & (found.saved["code"] == rule.code)
        own = found.saved[same]
        if rule.status == "free":
            free.append(f"  {rule.kind} {rule.code}")
        else:
            bound.append((own["lower"].tolist(), own["upper"].tolist(), rule))
    parts = [_broken(found), _bound(bound, names), _free(free), _legend(found, names)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _broken(found: Price) -> str:
    number = counted(len(found.left_out), "placement")
    return f"The plan breaks rules: compared without {number} (see verify)." * bool(found.left_out)


def _bound(rules: list[tuple[list[float], list[float], object]], names: list[str]) -> str:
    if not rules:
        return "No rule costs anything."
    rows = [("Saved without", "", *(f"level {k}" for k in range(1, len(names) + 1)))]
    for lower, upper, rule in sorted(rules, key=_dearest):
        cells = (saving(low, high) for low, high in zip(lower, upper, strict=True))
        name = f"  {rule.kind} {rule.code}"  # type: ignore[attr-defined]
        rows.append((name, rule.words, *cells))  # type: ignore[attr-defined]
    return table(rows, left=(0, 1))


def _dearest(row: tuple[list[float], list[float], object]) -> tuple[list[float], str]:
    lower, _, rule = row
    return [-value for value in lower], rule.code  # type: ignore[attr-defined]


def saving(lower: float, upper: float) -> str:
    """Return what is saved: exact, an interval, or its lower end."""
    if pd.isna(upper):
        return f"{figure(lower)} or more"
    return figure(lower) if lower >= upper else f"{figure(lower)} to {figure(upper)}"


def _free(codes: list[str]) -> str:
    if not codes:
        return ""
    title = f"Cost nothing, proven without solving again: {counted(len(codes), 'rule')}"
    return "\n".join([title, *cut(codes)])


def _legend(found: Price, names: list[str]) -> str:
    values = found.saved.groupby("level", sort=False)["value"].first()
    rows = [(f"  level {k}  {name}", figure(values.get(name))) for k, name in enumerate(names, 1)]
    note = "Levels, with their values with all rules; a saving below 0 is spent for one above"
    return f"{note}{_open(found)}\n{table(rows)}"


def _open(found: Price) -> str:
    """Return what the ends of intervals say, where there are any."""
    if not (found.rules["status"] == "interval").any():
        return ""
    return "\nA to B: proven to lie between; A or more: found, and nobody knows how much more"


def write_price(found: Price, out: Path) -> str:
    """Write the files completely or not at all; return the text.

    Raises
    ------
    InputError
        Where the folder cannot be written.
    """
    text = price_text(found)
    frames = {"rules.csv": found.rules, "saved.csv": found.saved}
    files = {
        name: frame.to_csv(index=False, lineterminator="\n", float_format="%.10g").encode()
        for name, frame in frames.items()
    }
    write_folder(out, {**files, "price.txt": text.encode()})
    return text
