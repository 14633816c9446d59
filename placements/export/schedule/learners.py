"""Every block of every learner, as a list."""

from __future__ import annotations

from placements.errors import counted
from placements.export.facts import Facts
from placements.export.schedule.page import add_page, titled
from placements.export.workbook import A3, Book

COLUMNS = (
    "learner_id",
    "programme",
    "cohort_id",
    "block_id",
    "stage",
    "start",
    "end",
    "weeks",
    "setting_id",
    "setting",
    "provider",
    "sector_in_words",
    "minutes",
    "travel",
    "hours",
    "state_in_words",
    "education_provider",
)


def add_learners(book: Book, facts: Facts) -> None:
    """Add the list."""
    learners = counted(facts.blocks["learner_id"].nunique(), "learner")
    sentence = f"Every block of {learners}, by learner and first day."
    narrow = {"Programme": 26, "Setting": 30, "Provider": 26}
    sheet = add_page(book, "Learners", sentence, titled(facts.blocks, COLUMNS), narrow=narrow)
    sheet.set_paper(A3)  # so many columns could not be read on less
