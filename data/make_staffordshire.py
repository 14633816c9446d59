"""Make the round in ``data/staffordshire``: invented learners and settings around real towns.

usage: python data/make_staffordshire.py [FOLDER]

The same seed gives the same files, byte for byte. Only the towns and their positions are real;
what the round shows, and why, is told in ``data/staffordshire/README.md``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import staffordshire_demand as demand
import staffordshire_rules as rules
import staffordshire_supply as supply

from placements.importers.writing import toml_text, write_table

HEADING = {
    "name": "Example rotational apprenticeship and nursing, 2026 to 2029",
    "start": demand.START,
    "weeks": demand.WEEKS,
    "published": demand.PUBLISHED,
    "travel": {
        "detour": 1.3,
        "car": {"km_per_hour": 35, "extra_minutes": 6},
        "public": {"km_per_hour": 18, "extra_minutes": 12},
    },
}

TABLES = {
    "areas": supply.areas,
    "providers": supply.providers,
    "settings": supply.settings,
    "capacity": supply.capacity,
    "programmes": demand.programmes,
    "blocks": demand.blocks,
    "learners": demand.learners,
    "requirements": rules.requirements,
    "sequences": rules.sequences,
    "preferences": rules.preferences,
    "exclusions": rules.exclusions,
    "history": demand.history,
    "pins": rules.pins,
    "links": rules.links,
    "absences": demand.absences,
    "travel": rules.travel,
    "vacancies": supply.vacancies,
}


def main(folder: Path) -> None:
    """Write every file of the round."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "round.toml").write_text(toml_text(HEADING), encoding="utf-8", newline="\n")
    for name, rows in TABLES.items():
        write_table(folder, name, rows())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "staffordshire")
