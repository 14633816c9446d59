"""``schedule.xlsx``: a plan as a workbook that leads read, filter and print.

A page is one function from the facts to a sheet; the order here is the order of the sheets.
"""

from __future__ import annotations

from collections.abc import Callable

from placements.export.facts import Facts
from placements.export.schedule.changed import add_changes
from placements.export.schedule.education import add_education
from placements.export.schedule.learners import add_learners
from placements.export.schedule.overview import add_overview
from placements.export.schedule.providers import add_providers
from placements.export.schedule.settings import add_settings
from placements.export.schedule.timeline import add_timeline
from placements.export.schedule.unmet import add_unmet
from placements.export.schedule.unplaced import add_unplaced
from placements.export.schedule.weeks import add_weeks
from placements.export.workbook import Book

PAGES: tuple[Callable[[Book, Facts], None], ...] = (
    add_overview,
    add_timeline,
    add_learners,
    add_weeks,
    add_settings,
    add_providers,
    add_education,
    add_unplaced,
    add_unmet,
    add_changes,
)


def schedule(facts: Facts) -> bytes:
    """Return the workbook."""
    book = Book(f"Schedule: {facts.plan.round.name}")
    for add in PAGES:
        add(book, facts)
    return book.content()
