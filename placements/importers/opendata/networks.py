"""Which primary care network a practice is in, and which system a network is in."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from placements.importers.days import day_of
from placements.importers.opendata.found import Origin
from placements.importers.opendata.successors import Successors
from placements.importers.records import Record, Wanted, read_records

WANTED = (
    Wanted("practice", ("practice code", "partner organisation code"), needed=True),
    Wanted("name", ("practice name", "partner name")),
    Wanted("pcn", ("pcn code",), needed=True),
    Wanted("pcn_name", ("pcn name",)),
    Wanted("sub_icb", ("sub icb location code", "ccg code", "pcn parent sub icb location code")),
    Wanted("ons_sub_icb", ("ons sub icb location code", "ons ccg code")),
    Wanted("ics", ("icb code", "stp code")),
    Wanted("ons_ics", ("ons icb code", "ons stp code")),
    Wanted("ics_name", ("icb name", "stp name")),
    Wanted("region", ("comm region code",)),
    Wanted("region_name", ("comm region name",)),
    Wanted("day", ("extract date",)),
    Wanted("until", ("practice to pcn relationship end date",)),
)
NETWORK = r"U[0-9]{3,}"
"""A network's code; a bare U says that the practice is in none."""


@dataclass(frozen=True, slots=True)
class Area:
    """An area that a file names."""

    code: str
    name: str
    kind: str
    parent: str
    origin: Origin


@dataclass(slots=True)
class Networks:
    """What the mapping says.

    Parameters
    ----------
    of
        Practice → network.
    without
        Practices that the mapping says are in no network.
    areas
        Code → area: networks, systems and regions.
    systems
        Any other code of a system, or of a part of it → the system's code.
    """

    successors: Successors
    of: dict[str, str] = field(default_factory=dict)
    without: dict[str, Record] = field(default_factory=dict)
    practices: dict[str, Record] = field(default_factory=dict)
    areas: dict[str, Area] = field(default_factory=dict)
    systems: dict[str, str] = field(default_factory=dict)

    def ics_of(self, code: str) -> str:
        """Return the system of a code of it, or of a part of it; blank where it is not known."""
        now = self.successors.of(code)
        if now in self.areas and self.areas[now].kind == "ics":
            return now
        return self.systems.get(code, "")


def read_networks(path: Path | None, given: dt.date | None, successors: Successors) -> Networks:
    """Return the mapping of practices to networks, as published monthly or with the partners.

    Raises
    ------
    InputError
        Where the file is no such mapping.
    """
    networks = Networks(successors)
    for row in read_records(path, WANTED) if path is not None else ():
        if (until := day_of(row["until"])) and given and until <= given:
            continue
        origin = Origin(
            row.file, row.line, given or day_of(row["day"]) or day_of(Path(row.file).stem)
        )
        ics = successors.of(row["ics"])
        for area in _areas(row, ics, origin):
            networks.areas.setdefault(area.code, area)
        for name in ("sub_icb", "ons_sub_icb", "ons_ics"):
            if row[name] and row["ics"]:
                networks.systems.setdefault(row[name], ics)
        networks.practices[row["practice"]] = row
        if re.fullmatch(NETWORK, row["pcn"]):
            networks.of[row["practice"]] = row["pcn"]
        else:
            networks.without[row["practice"]] = row
    return networks


def _areas(row: Record, ics: str, origin: Origin) -> Iterator[Area]:
    if row["region"]:
        yield Area(row["region"], row["region_name"] or row["region"], "region", "", origin)
    if ics:
        name = row["ics_name"] if ics == row["ics"] else ""  # its successor has another
        yield Area(ics, name or ics, "ics", row["region"], origin)
    if re.fullmatch(NETWORK, row["pcn"]):
        yield Area(row["pcn"], row["pcn_name"] or row["pcn"], "pcn", ics, origin)
