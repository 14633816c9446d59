"""What open files say of places and organisations, with where it stands, before any table."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import Path

from placements.importers.days import day_of
from placements.importers.records import Record

NHS_CODE = r"R[A-Z0-9]{2}"
NHS_NAME = r"\bnhs (foundation )?trust\b"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a row comes from.

    Parameters
    ----------
    day
        Day to which the file speaks; ``None`` where neither it nor its reader knows.
    """

    file: str
    line: int
    day: dt.date | None


@dataclass(slots=True)
class Site:
    """A place that may host learners, as one row of a file has it.

    Parameters
    ----------
    kind
        ``practice``, ``hospital``, ``site`` (of a trust) or ``location`` (of the Care Quality
        Commission's directory).
    provider
        Code of who runs it, today.
    ics
        Integrated care system that it belongs to, where a file says so.
    areas
        Every code and name of an area that it lies in.
    rank
        Which of several rows for one place is kept: the least.
    """

    kind: str
    code: str
    name: str
    provider: str
    origin: Origin
    postcode: str = ""
    address: str = ""
    sector: str = ""
    ownership: str = ""
    care_context: str = ""
    tags: tuple[str, ...] = ()
    latitude: float | None = None
    longitude: float | None = None
    cqc_rating: str = ""
    ods_code: str = ""
    pcn: str = ""
    place: str = ""
    ics: str = ""
    areas: set[str] = field(default_factory=set)
    rank: tuple[str | int, ...] = ()
    remarks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Organisation:
    """An organisation that runs places."""

    code: str
    name: str
    origin: Origin
    ownership: str = ""
    ods_code: str = ""
    ics: str = ""
    region: str = ""
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row of a file that is not in the tables, and why."""

    file: str
    line: int
    code: str
    name: str
    reason: str


@dataclass(slots=True)
class Findings:
    """Everything that the files say, and what of it is left out.

    Parameters
    ----------
    organisations
        Code → organisation.
    merged
        Rows that are the same place as another: the row, the code kept, and why.
    shared
        Postcode → codes of different places in one building.
    """

    sites: list[Site] = field(default_factory=list)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    left_out: list[LeftOut] = field(default_factory=list)
    merged: list[tuple[Site, str, str]] = field(default_factory=list)
    shared: dict[str, list[str]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    def leave_out(
        self, row: Record | Site | Organisation, code: str, name: str, reason: str
    ) -> None:
        """List a row that is not taken."""
        origin = row if isinstance(row, Record) else row.origin
        self.left_out.append(LeftOut(origin.file, origin.line, code, name, reason))

    def add_organisation(self, organisation: Organisation) -> None:
        """Take an organisation, unless an earlier file has it."""
        self.organisations.setdefault(organisation.code, organisation)


def file_day(path: Path, given: dt.date | None) -> dt.date | None:
    """Return the day to which a file speaks: as given, or as its name says in full."""
    return given or day_of(path.stem)


def is_nhs(code: str, name: str = "") -> bool:
    """Return whether an organisation is an NHS trust, by its code or its own name.

    >>> is_nhs("RJE"), is_nhs("NL0"), is_nhs("TAJ", "Example NHS Foundation Trust")
    (True, False, True)
    """
    return bool(re.fullmatch(NHS_CODE, code) or re.search(NHS_NAME, name.casefold()))


def postcode_of(text: str) -> str:
    """Return a postcode as it is written, with one space; blank where it is none.

    >>> postcode_of("st46qg"), postcode_of("DE6  5HY"), postcode_of("NA")
    ('ST4 6QG', 'DE6 5HY', '')
    """
    joined = re.sub(r"\s+", "", text).upper()
    if not re.fullmatch(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}", joined):
        return ""
    return f"{joined[:-3]} {joined[-3:]}"


def postcode_areas(postcode: str) -> set[str]:
    """Return the district and the area of a postcode: ``ST4`` and ``ST``."""
    district = postcode.partition(" ")[0]
    found = re.match(r"[A-Z]+", district)
    return {district, found[0]} if found else set()


def address_of(*parts: str) -> str:
    """Return the parts of an address in one line, each once."""
    kept = dict.fromkeys(part.strip(" ,") for part in parts)
    return ", ".join(part for part in kept if part)


def position_of(latitude: str, longitude: str) -> tuple[float, float] | None:
    """Return a position in or near the United Kingdom; ``None`` for a blank, or for anywhere else.

    >>> position_of("52.987407684326172", "-2.2230277"), position_of("99.999999", "0.000000")
    ((52.987408, -2.223028), None)
    """
    try:
        north, east = round(float(latitude), 6), round(float(longitude), 6)
    except ValueError:
        return None
    inside = 49 < north < 61.5 and -9 < east < 2.5
    return (north, east) if inside else None
