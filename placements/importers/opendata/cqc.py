"""The Care Quality Commission's directory: the current workbook, the weekly list, extracts of them.

Its columns of persons (registered managers, nominated individuals, partners) are not read, and a
provider who is a person is not named. Beds are not places for learners, and are not read either.
"""

from __future__ import annotations

import re

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
from placements.importers.opendata.networks import Networks
from placements.importers.opendata.ods import Report
from placements.importers.opendata.services import context_of, sector_of, services_of
from placements.importers.records import Record, Wanted, read_records

SERVICE = "Service type"
WANTED = (
    Wanted("code", ("location id", "cqc location id.*", "cqc id"), needed=True),
    Wanted("name", ("location name", "name"), needed=True),
    Wanted("postcode", ("location postal code", "postcode"), needed=True),
    Wanted("ods_code", ("location ods code",)),
    Wanted("dormant", ("dormant y n",)),
    Wanted("category", ("location primary inspection category",)),
    Wanted("services", ("service types", "type")),
    Wanted("rating", ("location latest overall rating", "overall rating")),
    Wanted("rated", ("publication date",)),
    Wanted("authority", ("location local authority", "local authority", "area name")),
    Wanted("ccg", ("location commissioning ccg code",)),
    Wanted("ons_ccg", ("location onspd ccg code",)),
    Wanted("address1", ("location street address", "address")),
    Wanted("address2", ("location address line 2",)),
    Wanted("city", ("location city",)),
    Wanted("county", ("location county",)),
    Wanted("latitude", ("location latitude", "lat", "latitude")),
    Wanted("longitude", ("location longitude", "lon", "long", "longitude")),
    Wanted("provider", ("provider id", "cqc provider id.*")),
    Wanted("provider_name", ("provider name", "provider"), needed=True),
    Wanted("provider_type", ("provider type sector",)),
    Wanted("ownership", ("provider ownership type",)),
    Wanted("company", ("provider companies house number",)),
    Wanted("charity", ("provider charity number",)),
    Wanted("primary", ("primary id.*",)),
)
RATINGS = {
    name.casefold(): name for name in ("Outstanding", "Good", "Requires improvement", "Inadequate")
}
PERSON = r"\b(mr|mrs|miss|ms|mx|dr|doctor|sir|professor|prof)\b"
COMPANY = r"\b(limited|ltd|plc|llp|cic|cio|limited liability partnership|company)\b"
COUNCIL = r"\b(council|borough of|combined authority)\b"
BLANKS = ("", "-", "NA", "N/A", "Not available")


def read_locations(report: Report, found: Findings, networks: Networks) -> None:
    """Take the places registered, one each, whatever number of services it has."""
    rows = read_records(report.path, WANTED, starts=SERVICE)
    codes = {row["code"] for row in rows}
    for row in rows:
        code, name = row["code"], row["name"]
        if not code:
            found.leave_out(row, code, name, "has no code of a location")
        elif _value(row, "dormant") == "Y":
            found.leave_out(row, code, name, "dormant")
        elif (first := _value(row, "primary")) in codes - {code}:
            found.leave_out(row, code, name, f"registered twice; {first} is the primary one")
        else:
            origin = Origin(row.file, row.line, report.day)
            organisation = _organisation(row, origin)
            found.add_organisation(organisation)
            found.sites.append(_site(row, organisation, origin, networks))


def _value(row: Record, name: str) -> str:
    """Return a value; what the directory writes for a blank is one."""
    return "" if row[name] in BLANKS else row[name]


def _site(row: Record, organisation: Organisation, origin: Origin, networks: Networks) -> Site:
    named = [head.partition(" - ")[2] for head, text in row.extra.items() if text == "Y"]
    services = services_of(named or row["services"].split("|"))
    sector, remark = sector_of(services, row["category"])
    codes = {_value(row, name) for name in ("ccg", "ons_ccg", "authority")} - {""}
    site = Site(
        kind="location",
        code=row["code"],
        name=row["name"],
        provider=organisation.code,
        origin=origin,
        postcode=postcode_of(row["postcode"]),
        address=address_of(*(_value(row, n) for n in ("address1", "address2", "city", "county"))),
        sector=sector,
        care_context=context_of(services),
        tags=tuple(dict.fromkeys(tag for service in services for tag in service.tags)),
        cqc_rating=RATINGS.get(row["rating"].casefold(), ""),
        ods_code=_value(row, "ods_code"),
        place=_value(row, "authority"),
        ics=next((ics for ics in map(networks.ics_of, sorted(codes)) if ics), ""),
        areas=codes,
        # Of two registrations of one home, the later is the one in force.
        rank=(2, *(-int(part) for part in re.findall(r"[0-9]+", row["code"])), row["code"]),
        remarks=[remark] if remark else [],
    )
    if _value(row, "rating") and not site.cqc_rating:
        site.remarks.append(f"rating: {row['rating']}")
    if (position := position_of(row["latitude"], row["longitude"])) is not None:
        site.latitude, site.longitude = position
    return site


def _organisation(row: Record, origin: Origin) -> Organisation:
    name = row["provider_name"]
    code = row["provider"] or _code_from(name)
    remarks = [] if row["provider"] else ["the file has no code of the provider; made of its name"]
    if _is_person(row):
        code = row["provider"] or f"provider-of-{row['code']}"
        name = f"Provider of {row['name']}"
        remarks = ["run by one or more persons, who are not named"]
    return Organisation(code, name, origin, _ownership(row), remarks=remarks)


def _is_person(row: Record) -> bool:
    """Return whether the provider is a person, or persons together, rather than a body."""
    name = row["provider_name"].casefold()
    if row["ownership"].casefold() in ("individual", "partnership"):
        return True
    return bool(re.search(PERSON, name)) and not re.search(COMPANY, name)


def _ownership(row: Record) -> str:
    """Return who owns it, as far as the directory and the name say."""
    name = row["provider_name"].casefold()
    if is_nhs("", name) or "nhs" in row["provider_type"].casefold():
        return "nhs"
    if re.search(COUNCIL, name):
        return "local_authority"
    if _value(row, "charity") or re.search(r"\b(cio|charity|charitable)\b", name):
        return "voluntary"
    is_company = _value(row, "company") or re.search(COMPANY, name)
    return "independent" if is_company or _is_person(row) else ""


def _code_from(name: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", name.casefold()))
