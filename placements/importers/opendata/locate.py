"""Where each place lies: position and areas, by its postcode; and which areas are wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from placements.errors import InputError, Problem, nearest
from placements.importers.opendata.found import Findings, Site, postcode_areas
from placements.importers.opendata.networks import Networks
from placements.importers.opendata.postcodes import AreaName, Postcode


def locate(
    found: Findings,
    networks: Networks,
    postcodes: Mapping[str, Postcode],
    names: Mapping[str, AreaName],
) -> None:
    """Give each place the position and the areas of its postcode, where its file has none.

    A practice belongs to the system that commissions it, wherever it stands. Every other place
    belongs to the system in which it stands, wherever its trust has its headquarters.
    """
    codes = {name.name.casefold(): code for code, name in names.items()}
    for site in found.sites:
        if site.kind == "practice":
            site.pcn = networks.of.get(site.code, "")
            if site.code in networks.without:
                site.remarks.append("in no primary care network, says the mapping")
        site.place = codes.get(site.place.casefold(), site.place)
        if (known := postcodes.get(site.postcode)) is not None:
            _by_postcode(site, known, networks, names)
        site.areas |= postcode_areas(site.postcode) | {site.ics, site.pcn, site.place}
        site.areas |= {names[code].name for code in site.areas if code in names}
        site.areas.discard("")


def _by_postcode(
    site: Site, known: Postcode, networks: Networks, names: Mapping[str, AreaName]
) -> None:
    if site.latitude is None and known.position is not None:
        site.latitude, site.longitude = known.position
        ended = f", which ended in {known.ended}" if known.ended else ""
        site.remarks.append(f"position of the postcode {site.postcode}{ended}")
    official = names[known.ics].ods_code if known.ics in names else ""
    codes = (official, known.ics, known.sub_icb)
    system = next(filter(None, map(networks.ics_of, codes)), official or known.ics)
    site.place = known.authority or site.place
    site.areas |= {known.authority, known.ics, known.sub_icb}
    if site.kind != "practice":
        site.ics = system or site.ics
    elif system and site.ics and system != site.ics:
        site.remarks.append(f"stands in {system}; belongs to {site.ics} by its commissioner")


def only_within(found: Findings, wanted: Sequence[str]) -> None:
    """Leave out the places that are not known to be in one of the areas.

    Raises
    ------
    InputError
        Where no file knows one of the areas.
    """
    if not wanted:
        return
    every = {area for site in found.sites for area in site.areas}
    folded = {area.casefold() for area in every}
    problems = [
        Problem("is no area of these files", None, area, _hint(area, every))
        for area in wanted
        if area.casefold() not in folded
    ]
    if problems:
        raise InputError("--area", problems)
    chosen = {area.casefold() for area in wanted}
    kept = []
    for site in found.sites:
        if chosen & {area.casefold() for area in site.areas}:
            kept.append(site)
        else:
            found.leave_out(site, site.code, site.name, _why_outside(site, wanted))
    found.sites = kept


def _hint(area: str, every: set[str]) -> str:
    return nearest(area, every) or (
        "a system's code needs a file that says which postcodes it has: give --postcodes"
    )


def _why_outside(site: Site, wanted: Sequence[str]) -> str:
    known = ", ".join(sorted(site.areas))
    where = " or ".join(wanted)
    if site.ics or not known:
        return f"not in {where}" + (f", but in {known}" if known else ": no file says where it is")
    return f"not known to be in {where}: only {known} is known of it; --postcodes would tell more"
