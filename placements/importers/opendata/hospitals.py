"""The list of hospital sites, with positions. Its column ``Sector`` is wrong for many of them."""

from __future__ import annotations

from placements.importers.opendata.found import (
    Findings,
    Organisation,
    Origin,
    Site,
    address_of,
    is_nhs,
    position_of,
    postcode_of,
)
from placements.importers.opendata.ods import Report
from placements.importers.opendata.successors import Successors
from placements.importers.records import Record, Wanted, read_records

WANTED = (
    Wanted("code", ("organisationcode", "organisation code"), needed=True),
    Wanted("name", ("organisationname", "organisation name"), needed=True),
    Wanted("postcode", ("postcode",), needed=True),
    Wanted("parent", ("parentodscode", "parent ods code"), needed=True),
    Wanted("parent_name", ("parentname", "parent name")),
    Wanted("status", ("organisationstatus", "organisation status")),
    Wanted("managed", ("ispimsmanaged",)),
    Wanted("sector", ("sector",)),
    Wanted("subtype", ("subtype",)),
    Wanted("latitude", ("latitude",)),
    Wanted("longitude", ("longitude",)),
    Wanted("address1", ("address1",)),
    Wanted("address2", ("address2",)),
    Wanted("address3", ("address3",)),
    Wanted("city", ("city",)),
    Wanted("county", ("county",)),
)
ADDRESS = ("address1", "address2", "address3", "city", "county")
SECTORS = {True: "NHS Sector", False: "Independent Sector"}


def read_hospitals(report: Report, found: Findings, successors: Successors) -> None:
    """Take the hospitals that the list shows, each under who runs it today."""
    for row in read_records(report.path, WANTED):
        code, name = row["code"], row["name"]
        if row["status"] not in ("", "Visible"):
            found.leave_out(row, code, name, f"its status is {row['status']}, not Visible")
            continue
        origin = Origin(row.file, row.line, report.day)
        site = _site(row, origin, successors)
        found.sites.append(site)
        found.add_organisation(_organisation(row, site, origin, successors))


def _site(row: Record, origin: Origin, successors: Successors) -> Site:
    nhs = is_nhs(row["parent"], row["parent_name"])
    site = Site(
        kind="hospital",
        code=row["code"],
        name=row["name"],
        provider=successors.of(row["parent"]),
        origin=origin,
        postcode=postcode_of(row["postcode"]),
        address=address_of(*(row[name] for name in ADDRESS)),
        ownership="nhs" if nhs else "independent",
        care_context="in_hospital",
        tags=("hospital",),
        ods_code=row["code"],
        rank=(0 if nhs else 1, 0 if row["managed"] != "False" else 1, row["code"]),
    )
    if "mental health" in row["subtype"].casefold():
        site.sector = "mental_health"
    site.remarks += successors.remarks(row["parent"])
    if row["sector"] in SECTORS.values() and row["sector"] != SECTORS[nhs]:
        kind = "an NHS trust" if nhs else "no NHS trust"
        site.remarks.append(f"the file says {row['sector']}, but {row['parent']} is {kind}")
    if (position := position_of(row["latitude"], row["longitude"])) is not None:
        site.latitude, site.longitude = position
    return site


def _organisation(row: Record, site: Site, origin: Origin, successors: Successors) -> Organisation:
    """Return who runs it; the list has the name of the trust that was, not of its successor."""
    renamed = site.provider != row["parent"]
    return Organisation(
        site.provider,
        site.provider if renamed else row["parent_name"] or row["parent"],
        origin,
        site.ownership,
        site.provider,
        remarks=successors.remarks(row["parent"]),
    )
