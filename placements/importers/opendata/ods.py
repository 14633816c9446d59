"""The Organisation Data Service's reports: 27 columns, no header, dates as YYYYMMDD."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from placements.errors import InputError, Problem, Where, counted
from placements.importers.days import day_of
from placements.importers.grids import grids
from placements.importers.opendata.found import (
    Findings,
    Organisation,
    Origin,
    Site,
    address_of,
    file_day,
    is_nhs,
    postcode_of,
)
from placements.importers.opendata.successors import Successors
from placements.importers.records import Record

COLUMNS = {
    "code": 1,
    "name": 2,
    "region": 3,
    "ics": 4,
    "postcode": 10,
    "opened": 11,
    "closed": 12,
    "status": 13,
    "parent": 15,
    "left": 17,
    "setting": 26,
}
"""Our name → number of the column, 1 first."""
WIDTH = 27
ADDRESS = range(5, 10)
GP_PRACTICE = "4"
"""Prescribing setting of a GP practice; others are clinics, prisons, out-of-hours services …"""
SETTINGS = {
    "0": "other",
    "1": "walk-in centre",
    "2": "out-of-hours service",
    "3": "walk-in centre and out-of-hours service",
    "8": "public health service",
    "9": "community health service",
    "10": "hospital service",
    "11": "optometry service",
    "12": "urgent and emergency care",
    "13": "hospice",
    "14": "care home",
    "15": "border force",
    "16": "young offender institution",
    "17": "secure training centre",
    "18": "secure children's home",
    "19": "immigration removal centre",
    "20": "court",
    "21": "police custody",
    "22": "sexual assault referral centre",
    "24": "other, justice estate",
    "25": "prison",
    "26": "primary care network",
}
STATUS = {"A": "active", "C": "closed", "D": "dormant", "P": "proposed"}


@dataclass(frozen=True, slots=True)
class Report:
    """One of the reports, with the day to which it speaks."""

    path: Path
    day: dt.date | None

    @classmethod
    def of(cls, path: Path, given: dt.date | None) -> Report:
        """Return a report, dated as given or by its name."""
        return cls(path, file_day(path, given))

    def origin(self, row: Record) -> Origin:
        """Return where a row stands."""
        return Origin(row.file, row.line, self.day)

    def closure(self, row: Record) -> dt.date | None:
        """Return the day on which an organisation closed, if by the day of the report it had."""
        closed = day_of(row["closed"])
        return None if closed is None or (self.day and closed > self.day) else closed


def read_report(path: Path) -> Iterator[Record]:
    """Yield the rows of a report, with or without a header.

    Raises
    ------
    InputError
        Where it is not such a report; lists the lines with another number of columns.
    """
    problems: list[Problem] = []
    rows = []
    for grid in grids(path):
        for line, cells in grid.lines:
            if len(cells) > WIDTH or len(cells) < COLUMNS["closed"]:
                found = counted(len(cells), "column")
                message = f"has {found}; a report of the Organisation Data Service has {WIDTH}"
                problems.append(Problem(message, Where(path.name, grid.sheet, line)))
            elif re.fullmatch(r"[A-Z0-9-]{3,10}", cells[0]):  # not the header some copies have
                rows.append(Record(grid.file, grid.sheet, line, _values(cells)))
        break
    if problems:
        raise InputError(path, problems[:20])
    if not rows:
        raise InputError.of(path, "has no row of an organisation")
    yield from rows


def _values(cells: Sequence[str]) -> dict[str, str]:
    """Return a row by our names; a short one lacks columns that nothing needs."""
    full = [*cells, *[""] * (WIDTH - len(cells))]
    values = {name: full[k - 1] for name, k in COLUMNS.items() if full[k - 1]}
    return {**values, "address": address_of(*(full[k - 1] for k in ADDRESS))}


def read_practices(report: Report, found: Findings, successors: Successors) -> None:
    """Take the GP practices: active, and of the prescribing setting of a practice."""
    for row in read_report(report.path):
        code, name = row["code"], row["name"]
        if (reason := _no_practice(report, row)) is not None:
            found.leave_out(row, code, name, reason)
            continue
        origin, ics = report.origin(row), successors.of(row["ics"])
        found.add_organisation(
            Organisation(code, name, origin, ods_code=code, ics=ics, region=row["region"])
        )
        site = _site("practice", row, code, origin)
        site.sector, site.care_context, site.tags = "primary", "close_to_home", ("gp",)
        site.ics = ics
        site.areas |= {row["ics"], row["parent"]} - {""}
        found.sites.append(site)


def _no_practice(report: Report, row: Record) -> str | None:
    """Return why a row is no practice of today, or ``None``."""
    if row["status"] != "A":
        status = STATUS.get(row["status"], "not known")
        return f"status {row['status'] or 'blank'} ({status}), not A (active)"
    if row["setting"] != GP_PRACTICE:
        what = SETTINGS.get(row["setting"], "not known")
        return f"prescribing setting {row['setting'] or 'blank'} ({what}), not 4 (GP practice)"
    if (closed := report.closure(row)) is not None:
        return f"closed on {closed}"
    return None


def read_trusts(report: Report, found: Findings, successors: Successors) -> None:
    """Take the NHS trusts. Their system is that of their headquarters, not of their sites."""
    for row in read_report(report.path):
        code, name = row["code"], row["name"]
        if successors.of(code) != code:
            found.leave_out(row, code, name, f"is now {successors.of(code)}")
            continue
        if (closed := report.closure(row)) is not None:
            found.leave_out(row, code, name, f"closed on {closed}; give its successor")
            continue
        origin = report.origin(row)
        ics = successors.of(row["ics"])
        found.add_organisation(Organisation(code, name, origin, "nhs", code, ics, row["region"]))


def read_sites(report: Report, found: Findings, successors: Successors) -> None:
    """Take the sites of trusts, each under the trust that runs it today."""
    for row in read_report(report.path):
        code, name = row["code"], row["name"]
        if (closed := report.closure(row)) is not None:
            found.leave_out(row, code, name, f"closed on {closed}")
            continue
        parent = row["parent"] or code[:3]
        site = _site("site", row, successors.of(parent), report.origin(row))
        site.ics = successors.of(row["ics"])
        site.remarks += successors.remarks(parent)
        site.ownership = "nhs" if is_nhs(parent) else ""
        found.sites.append(site)


def _site(kind: str, row: Record, provider: str, origin: Origin) -> Site:
    return Site(
        kind=kind,
        code=row["code"],
        name=row["name"],
        provider=provider,
        origin=origin,
        postcode=postcode_of(row["postcode"]),
        address=row["address"],
        ods_code=row["code"],
        rank=(0, row["code"]),
    )
