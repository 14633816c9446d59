"""``import settings``: the places of a system from open files, as the beginning of a round."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path

from placements.errors import InputError, counted
from placements.importers.attempts import Attempts
from placements.importers.opendata.cqc import read_locations
from placements.importers.opendata.duplicates import resolve
from placements.importers.opendata.found import Findings
from placements.importers.opendata.guide import guide
from placements.importers.opendata.hospitals import read_hospitals
from placements.importers.opendata.lists import lists
from placements.importers.opendata.locate import locate, only_within
from placements.importers.opendata.networks import Networks, read_networks
from placements.importers.opendata.ods import Report, read_practices, read_sites, read_trusts
from placements.importers.opendata.postcodes import AreaName, read_area_names, read_postcodes
from placements.importers.opendata.successors import Successors, read_successors
from placements.importers.opendata.tables import Tables
from placements.importers.writing import refuse_existing, write_round

READERS: dict[str, Callable[[Report, Findings, Successors], None]] = {
    "trusts": read_trusts,
    "practices": read_practices,
    "sites": read_sites,
    "hospitals": read_hospitals,
}
"""Option → what reads its file. The names of trusts are theirs before any list's."""


@dataclass(frozen=True)
class OpenFiles:
    """The open files given.

    Parameters
    ----------
    days
        Day to which a file speaks, where neither it nor its name says so: ``practices``,
        ``trusts``, ``sites``, ``hospitals``, ``cqc`` or ``networks`` → day.
    areas
        Codes or names of the areas wanted; none: everywhere.
    """

    practices: Path | None = None
    trusts: Path | None = None
    sites: Path | None = None
    hospitals: Path | None = None
    cqc: Sequence[Path] = ()
    networks: Path | None = None
    postcodes: Sequence[Path] = ()
    area_names: Sequence[Path] = ()
    successors: Path | None = None
    days: Mapping[str, dt.date] = field(default_factory=dict)
    areas: Sequence[str] = ()

    def of(self, option: str) -> list[Path]:
        """Return the files of an option, by its name."""
        value = getattr(self, option)
        return [value] if isinstance(value, Path) else [*(value or ())]

    @property
    def given(self) -> list[tuple[str, Path]]:
        """Every file by the name of its option, in the order of the options."""
        names = [field.name for field in fields(self) if field.name not in ("days", "areas")]
        return [(name.replace("_", "-"), path) for name in names for path in self.of(name)]


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import wrote, in numbers."""

    settings: int
    by_kind: Mapping[str, int]
    merged: int
    shared: int
    left_out: int
    blank: Mapping[str, int]


def import_settings(files: OpenFiles, out: Path) -> Imported:
    """Write the settings, providers and areas of open files as the beginning of a round.

    Raises
    ------
    InputError
        Where a file is not what it is given as, an area is in none of them, no place is left, or
        ``out`` holds something. Nothing is written then.
    """
    if not any((files.practices, files.sites, files.hospitals, files.cqc)):
        message = "no file has places: give --practices, --sites, --hospitals or --cqc"
        raise InputError.of("import settings", message)
    refuse_existing(out)
    found, networks, names = _found(files)
    if not found.sites:
        raise InputError.of("import settings", _nothing(found))
    tables = Tables(found, networks, names)
    for organisation in tables.unused():
        reason = "runs none of the settings"
        found.leave_out(organisation, organisation.code, organisation.name, reason)
    blanks = [*tables.to_fill()]
    imported = Imported(
        len(found.sites),
        Counter(site.kind for site in found.sites),
        len(found.merged),
        sum(map(len, found.shared.values())),
        len(found.left_out),
        Counter(f"{row[0]}.{row[3]}" for row in blanks),
    )
    notes = lists(tables, blanks)
    notes["import.md"] = guide(files.given, files.areas, imported, found, networks)
    where = f" of {', '.join(files.areas)}" if files.areas else ""
    write_round(out, {"name": f"Settings{where} from open data"}, tables.all(), notes)
    return imported


def _found(files: OpenFiles) -> tuple[Findings, Networks, Mapping[str, AreaName]]:
    found, read = Findings(), Attempts()
    successors = read(read_successors, files.successors) or Successors({})
    networks = read(read_networks, files.networks, files.days.get("networks"), successors)
    networks = networks or Networks(successors)
    names: Mapping[str, AreaName] = read(read_area_names, files.area_names) or {}
    for option, reader in READERS.items():
        for path in files.of(option):
            read(reader, Report.of(path, files.days.get(option)), found, successors)
    for path in files.cqc:
        read(read_locations, Report.of(path, files.days.get("cqc")), found, networks)
    wanted = {site.postcode for site in found.sites} - {""}
    postcodes = read(read_postcodes, files.postcodes, wanted) or {}
    read.refuse()
    locate(found, networks, postcodes, names)
    _tell_unmatched(found, networks, files.practices is not None)
    only_within(found, files.areas)
    resolve(found)
    return found, networks, names


def _tell_unmatched(found: Findings, networks: Networks, practices: bool) -> None:
    """List the practices that only the mapping of networks has: the two files differ in date."""
    known = {site.code for site in found.sites} | {row.code for row in found.left_out}
    for code, row in networks.practices.items() if practices else ():
        if code not in known:
            found.leave_out(row, code, row["name"], "in the mapping of networks, but no practice")


def _nothing(found: Findings) -> str:
    reasons = Counter(row.reason for row in found.left_out).most_common(3)
    shown = "; ".join(f"{counted(n, 'row')}: {reason}" for reason, n in reasons)
    return f"no place is left of these files; {shown or 'they have no rows'}"
