"""Who has no place, and why."""

from __future__ import annotations

from placements.errors import counted
from placements.export.facts import Facts
from placements.export.schedule.page import add_page, titled
from placements.export.workbook import Book

COLUMNS = (
    "learner_id",
    "programme",
    "education_provider",
    "cohort_id",
    "block_id",
    "stage",
    "start",
    "end",
    "weeks",
    "why_not_placed",
)


def add_unplaced(book: Book, facts: Facts) -> None:
    """Add every block without a place."""
    rows = facts.blocks[facts.blocks["state"] == "unplaced"]
    learners = counted(rows["learner_id"].nunique(), "learner")
    sentence = (
        f"{counted(len(rows), 'block')} of {learners} without a place. A number behind a reason "
        "counts the settings that it bars; a setting can be barred by several."
        if len(rows)
        else "Everybody has a place in every block."
    )
    add_page(
        book,
        "Not placed",
        sentence,
        titled(rows, COLUMNS),
        narrow={"Programme": 26, "Why not placed": 60},
    )
