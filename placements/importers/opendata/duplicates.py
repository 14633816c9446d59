"""One place under several codes: resolved where it is certain, listed wherever it may be."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from placements.importers.opendata.found import Findings, Site, is_nhs

ORDER = ("practice", "hospital", "site", "location")
"""Whose row is kept where two files have one place; the others fill its blanks."""
FILLED = (
    "postcode",
    "address",
    "sector",
    "ownership",
    "care_context",
    "latitude",
    "longitude",
    "cqc_rating",
    "place",
    "ics",
    "pcn",
)
NO_WORDS = {"the", "nhs", "trust", "foundation", "of", "and"}


def resolve(found: Findings) -> None:
    """Keep one row of each place. What is merged, and what only shares a building, is listed."""
    sites = sorted(found.sites, key=_first)
    kept: dict[str, Site] = {}
    at_postcode: dict[str, list[Site]] = defaultdict(list)
    for site in sites:
        other, reason = _same(site, kept, at_postcode[site.postcode] if site.postcode else [])
        if other is None:
            kept[site.code] = site
            at_postcode[site.postcode].append(site)
        else:
            _merge(other, site, reason)
            found.merged.append((site, other.code, reason))
    found.sites = sorted(kept.values(), key=lambda site: site.code)
    found.shared = {
        postcode: sorted(site.code for site in here)
        for postcode, here in sorted(at_postcode.items())
        if postcode and len(here) > 1
    }


def _first(site: Site) -> tuple[int, tuple[str | int, ...], str, int]:
    return ORDER.index(site.kind), site.rank, site.origin.file, site.origin.line


def _same(site: Site, kept: dict[str, Site], here: Sequence[Site]) -> tuple[Site | None, str]:
    """Return the place that a row repeats, and how that is known."""
    if site.code in kept:
        return kept[site.code], "the same code"
    if site.ods_code in kept:
        return kept[site.ods_code], f"its ODS code is {site.ods_code}"
    for other in here:
        if (reason := _why_same(site, other)) is not None:
            return other, reason
    return None, ""


def _why_same(site: Site, other: Site) -> str | None:
    """Return how two rows with one postcode are known to be one place, or ``None``.

    Practices of one health centre, homes of one provider side by side, and units that two trusts
    run in one building are different places.
    """
    kinds = {site.kind, other.kind}
    if kinds == {"practice"}:
        return None
    one, two = _words(site.name), _words(other.name)
    if one == two:
        return "the same postcode and name"
    if kinds <= {"hospital", "site"}:
        if site.provider == other.provider:
            return f"the same postcode and provider, {site.provider}"
        if (one < two or two < one) and is_nhs(site.provider) != is_nhs(other.provider):
            return "the same postcode, and a name within the other's; the trust's is kept"
    return None


def _words(name: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", name.casefold().replace("'", ""))) - NO_WORDS


def _merge(kept: Site, other: Site, reason: str) -> None:
    """Fill the blanks of a place from another row of it, and say so."""
    filled = [name for name in FILLED if not getattr(kept, name) and getattr(other, name)]
    for name in filled:
        setattr(kept, name, getattr(other, name))
    kept.tags += tuple(tag for tag in other.tags if tag not in kept.tags)
    kept.areas |= other.areas
    said = f"; {', '.join(filled)} from there" if filled else ""
    kept.remarks.append(f"also {other.code} in {other.origin.file}, {reason}{said}")


def listed(found: Findings) -> Iterator[tuple[str, ...]]:
    """Yield the rows of the list: what, code, name, postcode, file, line, kept as, reason."""
    for site, code, reason in sorted(
        found.merged, key=lambda m: (m[1], m[0].code, m[0].origin.line)
    ):
        place = site.code, site.name, site.postcode, site.origin.file, str(site.origin.line)
        yield "merged", *place, code, reason
    by_code = {site.code: site for site in found.sites}
    for postcode, codes in found.shared.items():
        for code in codes:
            site = by_code[code]
            others = ", ".join(other for other in codes if other != code)
            place = code, site.name, postcode, site.origin.file, str(site.origin.line)
            yield "shares a building", *place, code, f"the same postcode as {others}; all are kept"
