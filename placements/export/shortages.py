"""Shortages for people: a list, and files with all that is needed to add them up again."""

from __future__ import annotations

from pathlib import Path

from placements.errors import counted
from placements.explain.certificates import Certificates
from placements.explain.statements import COLUMNS, statement
from placements.explain.unproven import AVOIDABLE, OPEN, Rest
from placements.export.tables import write_tables
from placements.export.text import cut, figure

FILES = (*(f"{name}.csv" if name == "shortages" else f"shortage_{name}.csv" for name in COLUMNS),)
FILES = (*FILES, "open.csv")
"""Every file that is written; ``open.csv`` with a plan only."""
SHOWN = 20
"""Statements shown; the files have all."""
TITLES = {
    AVOIDABLE: "Not short at all, for a plan has it beside all that this one has",
    OPEN: "Not proven",
}
"""What is said of what is left open, where it is part of no shortage and no conflict."""


def shortages_text(certificates: Certificates) -> str:
    """Return the statements as a numbered list, largest first."""
    found, rest = certificates.found, certificates.rest
    lines = [f"  {k}  {statement(certificates.round, one)}" for k, one in enumerate(found, 1)]
    title = f"{counted(len(found), 'shortage')}, proven for every plan"
    shown = [f"{title}:", *cut(lines, SHOWN)] if found else ["No shortage is proven."]
    return "\n".join([*shown, *([] if rest is None else ["", *_rest(rest)])])


def _rest(rest: Rest) -> list[str]:
    gone, known = figure(rest.unplaced), figure(rest.proven)
    lines = [f"The plan leaves {gone} learner-weeks unplaced; at least {known} are proven."]
    lines += cut([f"  {conflict.statement}" for conflict in rest.conflicts], SHOWN)
    lines += cut([f"  {joint.statement}" for joint in rest.joint], SHOWN)
    listed = rest.frame[rest.frame["why"].isin(TITLES)]
    for (why, what), rows in listed.groupby(["why", "what"]):
        codes = counted(len(rows), f"{what} of a learner", f"{what}s of learners")
        lines.append(f"{TITLES[why]}: {codes}")
        lines += cut([f"  {row.learner_id}  {row.code}" for row in rows.itertuples()])
    if not len(listed):
        lines.append("Everything that it leaves open is part of a shortage or a conflict above.")
    return lines


def write_shortages(certificates: Certificates, out: Path) -> None:
    """Write the tables of shortages, and of what a plan leaves open, completely or not at all."""
    tables = {FILES[k]: frame for k, frame in enumerate(certificates.tables.values())}
    if certificates.rest is not None:
        tables["open.csv"] = certificates.rest.frame
    write_tables(tables, out)
