"""A row a learner for a mail merge: as a workbook for people, as CSV for programs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

import pandas as pd

from placements.export.facts import Facts
from placements.export.handouts.learners import Visit, visits
from placements.export.text import day
from placements.export.workbook import Book, write_table

NUMBERED = ("from", "until", "weeks", "setting", "provider", "address", "journey", "contact")
"""Columns of each placement, the first one's ending in 1."""
FORMULA = re.compile(r"[=+\-@\t\r\n\0＝＋－＠]")
"""What a text must not begin with, or a spreadsheet may calculate it."""


def mail_merge(facts: Facts) -> pd.DataFrame:
    """Return one row a learner with a placement: the placements numbered by their first day."""
    own = [(learner, placements) for learner, placements in visits(facts).items() if placements]
    most = max((len(placements) for _, placements in own), default=0)
    columns = ["learner", "programme", "placements", "schedule"]
    columns += [f"{name}_{k}" for k in range(1, most + 1) for name in NUMBERED]
    rows = [_row(learner, placements, most) for learner, placements in own]
    return pd.DataFrame(rows, columns=columns, dtype=object)  # read once, cell by cell


def _row(learner: str, own: Sequence[Visit], most: int) -> list[object]:
    lines = [f"{day(v.start)} to {day(v.end)}: {v.where} ({v.provider})" for v in own]
    row: list[object] = [learner, own[0].programme, len(own), "\n".join(lines)]
    for visit in own:
        row += _cells(visit)
    return row + [""] * (len(NUMBERED) * (most - len(own)))


def _cells(visit: Visit) -> Iterator[object]:
    address = ", ".join(part for part in (visit.address, visit.postcode) if part)
    yield from (day(visit.start), day(visit.end), visit.weeks)
    yield from (visit.setting, visit.provider, address, visit.journey, visit.contact)


def as_workbook(frame: pd.DataFrame) -> bytes:
    """Return the table as a workbook."""
    book = Book("Mail merge")
    write_table(book, book.add_sheet("mail merge"), frame, wrap=["schedule"])
    return book.content()


def as_csv(frame: pd.DataFrame) -> bytes:
    """Return the table as CSV that spreadsheets read as text, and never calculate."""
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(frame.columns)
    for row in frame.itertuples(index=False, name=None):
        writer.writerow([_guarded(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def _guarded(value: object) -> object:
    """Return a text that begins like a formula behind an apostrophe."""
    return f"'{value}" if isinstance(value, str) and FORMULA.match(value) else value
