"""What every education provider's cohorts get."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from placements.export.facts import Facts
from placements.export.looks import sector_name
from placements.export.schedule.page import add_page
from placements.export.workbook import Book
from placements.tables.supply import SECTORS


def add_education(book: Book, facts: Facts) -> None:
    """Add one row a programme and cohort of an education provider."""
    sentence = (
        "A row is a cohort of a programme. Weeks by sector are learner-weeks; travel is the mean "
        "of one-way minutes over placements, each counted with its weeks."
    )
    frame = pd.DataFrame(_rows(facts))
    share = {"Share placed": {"num_format": "0.0%", "align": "right", "indent": 1}}
    add_page(book, "Education", sentence, frame, narrow={"Programme": 30}, formats=share)


def _rows(facts: Facts) -> Iterator[dict[str, object]]:
    blocks = facts.blocks.assign(minute_weeks=facts.blocks["minutes"] * facts.blocks["weeks"])
    seen = [s for s in SECTORS if s in set(blocks["sector"])]
    by = ["education_provider", "programme_id", "cohort_id"]
    members = facts.plan.round["learners"].groupby(by).size()
    for key, own in blocks.groupby(by):
        placed = own[own["state"] != "unplaced"]
        weeks = int(placed["weeks"].sum())
        by_sector = placed.groupby("sector")["weeks"].sum()
        yield {
            "Education provider": key[0],
            "Programme": facts.programmes[key[1]],
            "Cohort": key[2],
            "Learners": int(members[key]),
            "Blocks": len(own),
            "Placed": len(placed),
            "Not placed": len(own) - len(placed),
            "Share placed": len(placed) / len(own),
            "Learner-weeks": weeks,
            **{f"{sector_name(s).capitalize()}, weeks": int(by_sector.get(s, 0)) for s in seen},
            "Travel, minutes": round(float(placed["minute_weeks"].sum()) / weeks)
            if weeks
            else None,
        }
