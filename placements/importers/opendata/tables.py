"""The tables of a round, and the lists beside them, from what the open files say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from placements.importers.opendata.found import Findings, Organisation, Origin, Site
from placements.importers.opendata.networks import Networks
from placements.importers.opendata.postcodes import AreaName
from placements.importers.writing import Row

SUGGESTIONS = {
    "mental_health": ("mental health", "psychiatr"),
    "community": ("community hospital", "cottage hospital", "community health"),
    "acute": ("university hospital", "general hospital", "infirmary", "royal", "hospitals nhs"),
}
"""Words of a name, or of its trust's, that suggest a sector; a suggestion only, never filled in."""


@dataclass(frozen=True)
class Tables:
    """Makes the tables.

    Parameters
    ----------
    names
        Names of areas by their code.
    """

    found: Findings
    networks: Networks
    names: Mapping[str, AreaName]

    def all(self) -> dict[str, list[Row]]:
        """Return every table that open files can begin."""
        return {
            "areas": [*self.areas()],
            "providers": [*map(_provider, self.providers)],
            "settings": [*map(_setting, self.found.sites)],
            "capacity": [{"setting_id": site.code} for site in self.found.sites],
        }

    @property
    def providers(self) -> list[Organisation]:
        """Everybody who runs a place, by code."""
        known = self.found.organisations
        codes = {site.provider: site.origin for site in reversed(self.found.sites)}
        unnamed = "named in no file; give --trusts for its name"
        return [
            known.get(code) or Organisation(code, code, codes[code], remarks=[unnamed])
            for code in sorted(codes)
        ]

    def areas(self) -> Iterator[Row]:
        """Yield the areas in use: regions, systems, places (local authorities), networks."""
        parents = self._places()
        systems = {p.ics for p in self.providers} | set(parents.values())
        networks = {site.pcn for site in self.found.sites} - {""}
        systems |= {self.networks.areas[code].parent for code in networks}
        regions = self._regions()
        used = {regions[code] for code in systems - {""} if code in regions}
        for code in sorted(used):
            yield _area(code, self._name(code), "region")
        for code in sorted(systems - {""}):
            yield _area(code, self._name(code), "ics", regions.get(code, ""))
        for code, parent in sorted(parents.items()):
            yield _area(code, self._name(code), "place", parent)
        for code in sorted(networks):
            yield _area(code, self._name(code), "pcn", self.networks.areas[code].parent)

    def _places(self) -> dict[str, str]:
        """Return each local authority with its system, blank where sites of it are in several.

        Practices do not count: they may belong to a system in which they do not stand.
        """
        systems: dict[str, Counter[str]] = defaultdict(Counter)
        for site in self.found.sites:
            if site.place:
                systems[site.place].update([site.ics] if site.kind != "practice" else [])
        return {
            place: next(iter(codes)) if len(codes) == 1 else "" for place, codes in systems.items()
        }

    def _regions(self) -> dict[str, str]:
        known = self.networks.areas.values()
        regions = {area.code: area.parent for area in known if area.kind == "ics" and area.parent}
        for organisation in self.found.organisations.values():
            if organisation.ics and organisation.region:
                regions.setdefault(organisation.ics, organisation.region)
        return regions

    def _name(self, code: str) -> str:
        if code in self.networks.areas:
            return self.networks.areas[code].name
        official = {name.ods_code: name.name for name in self.names.values() if name.ods_code}
        return self.names[code].name if code in self.names else official.get(code, code)

    def unused(self) -> Iterator[Organisation]:
        """Yield the organisations that run none of the settings."""
        used = {site.provider for site in self.found.sites}
        for code, organisation in sorted(self.found.organisations.items()):
            if code not in used:
                yield organisation

    # ---- lists beside the tables ---------------------------------------------------------------

    def sources(self) -> Iterator[tuple[str, ...]]:
        """Yield table, code, file, line, date and remarks of every row."""
        for area in self.areas():
            code = str(area["area_id"])
            if code in self.networks.areas:
                yield "areas", code, *_place(self.networks.areas[code].origin), ""
            else:
                yield "areas", code, "", "", "", "named by the rows that are in it"
        for provider in self.providers:
            yield "providers", provider.code, *_place(provider.origin), "; ".join(provider.remarks)
        for site in self.found.sites:
            yield "settings", site.code, *_place(site.origin), "; ".join(site.remarks)

    def to_fill(self) -> Iterator[tuple[str, ...]]:
        """Yield table, code, name, column, why it is blank, and what may be right."""
        names = {provider.code: provider.name for provider in self.providers}
        for area in self.areas():
            if area["name"] == area["area_id"]:
                at = str(area["area_id"]), ""
                yield "areas", *at, "name", "no file names it", "give --networks or --area-names"
        for site in self.found.sites:
            at = site.code, site.name
            if not site.sector:
                suggestion = _suggested(site.name) or _suggested(names[site.provider])
                yield "settings", *at, "sector", "no file says", suggestion
            if site.latitude is None:
                why = "not in a postcode file" if site.postcode else "no file has its postcode"
                for column in ("latitude", "longitude"):
                    yield "settings", *at, column, why, "give --postcodes, or look it up"
            yield "capacity", *at, "places", "no open file says how many learners it can take", ""


def _place(origin: Origin) -> tuple[str, str, str]:
    return origin.file, str(origin.line), "" if origin.day is None else origin.day.isoformat()


def _suggested(name: str) -> str:
    folded = name.casefold()
    return next(
        (sector for sector, words in SUGGESTIONS.items() if any(w in folded for w in words)), ""
    )


def _area(code: str, name: str, kind: str, parent: str = "") -> Row:
    return {"area_id": code, "name": name, "kind": kind, "parent_id": parent}


def _provider(organisation: Organisation) -> Row:
    return {
        "provider_id": organisation.code,
        "name": organisation.name,
        "ods_code": organisation.ods_code,
        "ownership": organisation.ownership,
        "ics_id": organisation.ics,
    }


def _setting(site: Site) -> Row:
    return {
        "setting_id": site.code,
        "name": site.name,
        "provider_id": site.provider,
        "sector": site.sector,
        "ownership": site.ownership,
        "place_id": site.place,
        "pcn_id": site.pcn,
        "care_context": site.care_context,
        "tags": sorted(site.tags),
        "latitude": site.latitude,
        "longitude": site.longitude,
        "cqc_rating": site.cqc_rating,
        "address": site.address,
        "postcode": site.postcode,
    }
