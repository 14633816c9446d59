"""``import.md``: what an import made, from which files, and what its reader does next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from placements.errors import counted
from placements.importers.opendata.found import Findings
from placements.importers.opendata.networks import Networks

if TYPE_CHECKING:
    from placements.importers.opendata.settings import Imported

PUBLISHERS = {
    "practices": "NHS Organisation Data Service, GP practices (epraccur)",
    "trusts": "NHS Organisation Data Service, NHS trusts (etr)",
    "sites": "NHS Organisation Data Service, sites of NHS trusts (ets)",
    "hospitals": "NHS Choices, hospitals",
    "cqc": "Care Quality Commission, directory of registered locations",
    "networks": "NHS England, mapping of practices to primary care networks",
    "postcodes": "Office for National Statistics, postcode directory",
    "area-names": "Office for National Statistics, names and codes of areas",
    "successors": "successor codes, as given",
}
LICENCE = (
    "Contains public sector information licensed under the Open Government Licence v3.0. "
    "Positions from a postcode directory contain OS data © Crown copyright and database right, "
    "Royal Mail data © Royal Mail copyright and database right, and data of the Office for "
    "National Statistics."
)
NEXT = """\
1. `capacity.csv`: write the places of each setting. No open file says how many learners it can
   take, for whom, or until when its audit is valid: that comes from your placement system.
   Delete the settings that host nobody, here and in `settings.csv`.
2. `settings.csv`: fill what is blank. `import/to_fill_in.csv` lists every blank cell that a round
   needs, with a suggestion where a name makes one. A hospital is one setting here; split it into
   its wards and teams.
3. `round.toml`: write the first Monday and the number of weeks.
4. Add `programmes.csv`, `blocks.csv` and `learners.csv`.
5. `placements check` lists what is still missing, line by line.
"""


def guide(
    files: Sequence[tuple[str, Path]],
    areas: Sequence[str],
    imported: Imported,
    found: Findings,
    networks: Networks,
) -> str:
    """Return the page."""
    origins = [site.origin for site in found.sites]
    origins += [organisation.origin for organisation in found.organisations.values()]
    origins += [area.origin for area in networks.areas.values()]
    days = {origin.file: origin.day for origin in origins}
    parts = ["# What this import made", "", _counts(areas, imported), "", "## From", ""]
    for option, path in files:
        day = days.get(path.name)
        dated = "its date is not known" if day is None else f"of {day}"
        note = f", {dated}" if path.name in days else ""
        parts.append(f"- `{path.name}`: {PUBLISHERS[option]}{note}")
    parts += ["", LICENCE, "", "Systems, networks and places change: a list is true for its date."]
    parts += ["", "## What to do next", "", NEXT]
    parts += ["## What was left out", "", *_left_out(found)]
    return "\n".join(parts) + "\n"


def _counts(areas: Sequence[str], imported: Imported) -> str:
    kinds = ", ".join(f"{kind}s {number:,}" for kind, number in sorted(imported.by_kind.items()))
    where = f" in {', '.join(areas)}" if areas else ""
    return (
        f"{counted(imported.settings, 'setting')}{where} ({kinds}). `import/sources.csv` says of "
        f"every row which file, line and date it is from; `import/duplicates.csv` lists "
        f"{counted(imported.merged, 'row')} that repeat another and "
        f"{counted(imported.shared, 'setting')} that share a building; `import/left_out.csv` lists "
        f"{counted(imported.left_out, 'row')} left out, each with the reason."
    )


def _left_out(found: Findings) -> list[str]:
    reasons = Counter((row.file, row.reason) for row in found.left_out)
    lines = [
        f"- `{file}`, {counted(number, 'row')}: {reason}"
        for (file, reason), number in reasons.most_common(20)
    ]
    more = len(reasons) - len(lines)
    return [*(lines or ["Nothing."]), *([f"- and {more:,} more reasons"] if more > 0 else [])]
