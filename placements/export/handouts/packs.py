"""A workbook for each provider and each education provider: their own learners, and nobody else."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache

import numpy as np
import pandas as pd

from placements.changes import Spots, changes, spots_of
from placements.errors import counted
from placements.export.facts import Facts
from placements.export.handouts.allowed import cut_to
from placements.export.schedule.changed import add_changes_of
from placements.export.schedule.page import add_page, titled
from placements.export.schedule.timeline import Bar, Lead, draw, placed_bars, usual_leads
from placements.export.schedule.unmet import unmet_frame
from placements.export.schedule.weeks import add_weeks
from placements.export.small_counts import hidden
from placements.export.text import day
from placements.export.workbook import Book
from placements.plan import Stay

NARROW = {"Programme": 28, "Setting": 34, "Provider": 28}


def provider_pack(facts: Facts, provider_id: str) -> bytes:
    """Return a provider's workbook: who comes, when, and how full its settings are."""
    settings = facts.plan.round["settings"]
    own = set(settings.loc[settings["provider_id"] == provider_id, "setting_id"])
    book = Book(f"Placements at {facts.providers[provider_id]}")
    rows = _by_provider(facts).get(provider_id, facts.blocks.iloc[:0])
    sentence = _sentence(facts, rows, f"at {facts.providers[provider_id]}")
    frame = titled(rows, cut_to(rows, "provider").columns)
    add_page(book, "Learners", sentence, frame, narrow=NARROW)
    stays = [stay for code in sorted(own) for stay in facts.plan.by_setting.get(code, ())]
    _timeline(book, facts, stays, usual_leads(facts)[:1])
    add_weeks(book, facts, own)
    _changes(book, facts, lambda spots: {b: s for b, s in spots.items() if s.setting_id in own})
    _whole_round(book, facts)
    return book.content()


def education_pack(facts: Facts, education_provider: str) -> bytes:
    """Return an education provider's workbook: its own learners, where they are, what is open."""
    learners = facts.plan.round["learners"]
    own = set(learners.loc[learners["education_provider"] == education_provider, "learner_id"])
    book = Book(f"Placements of the learners of {education_provider}")
    rows = facts.blocks[facts.blocks["learner_id"].isin(own)]
    sentence = _sentence(facts, rows, f"of {education_provider}")
    frame = titled(rows, cut_to(rows, "education").columns)
    add_page(book, "Learners", sentence, frame, narrow=NARROW)
    stays = [stay for stay in facts.plan.stays if stay.learner_id in own]
    _timeline(book, facts, stays, usual_leads(facts))
    unmet = unmet_frame(facts)
    unmet = unmet[unmet["Learner"].isin(own)].drop(columns=["Counts as"])
    say = "What of the curriculum is not met in full." if len(unmet) else "All of it is met."
    add_page(book, "Curriculum", say, unmet, narrow={"Programme": 26, "What it asks": 40})
    _changes(book, facts, lambda spots: {b: s for b, s in spots.items() if b[0] in own})
    _whole_round(book, facts)
    return book.content()


@lru_cache(maxsize=1)  # of hundreds of providers, each asks for its part
def _by_provider(facts: Facts) -> dict[str, pd.DataFrame]:
    """Return the placements at each provider that has one, in the order of their first days."""
    rows = facts.blocks.sort_values(["start", "setting_id", "learner_id"])
    return {str(code): own for code, own in rows.groupby("provider_id")}


def _sentence(facts: Facts, rows: pd.DataFrame, whose: str) -> str:
    round = facts.plan.round
    learners = counted(rows["learner_id"].nunique(), "learner")
    return (
        f"{round.name}, from {day(round.start)}: {learners} {whose}. This plan: {facts.standing}."
    )


def _timeline(book: Book, facts: Facts, stays: Collection[Stay], leads: Sequence[Lead]) -> None:
    rows: dict[str, list[Bar]] = {code: [] for code in sorted({s.learner_id for s in stays})}
    for learner, bar in placed_bars(stays):
        rows[learner].append(bar)
    draw(book, facts, rows, leads)


def _changes(book: Book, facts: Facts, own: Callable[[Spots], Spots]) -> None:
    """Add what changed for this recipient: what is not theirs, before or after, stays unsaid."""
    if facts.before is None:
        return
    before = own(facts.before)
    add_changes_of(book, facts, before, changes(before, own(spots_of(facts.plan))))


def _whole_round(book: Book, facts: Facts) -> None:
    """Add the whole round in numbers, of which small ones are not shown."""
    sentence = (
        "Learners with a placement in a sector, in the whole round. Counts below 5, and those that "
        "would give them away, are not shown."
    )
    frame = _in_numbers(facts)
    # Some of a column are words: they stand where the numbers stand.
    numbers = {name: {"align": "right", "indent": 1} for name in frame.columns[1:]}
    add_page(book, "Whole round", sentence, frame, narrow={"Programme": 40}, formats=numbers)


@lru_cache(maxsize=1)  # the same for every recipient
def _in_numbers(facts: Facts) -> pd.DataFrame:
    people = facts.people
    counts = people.to_numpy(dtype=np.int64)
    shown = counts.astype(object)
    shown[hidden(counts)] = "not shown"
    frame = pd.DataFrame(shown, columns=[str(c).capitalize() for c in people.columns])
    frame.insert(0, "Programme", people.index.astype(object))
    return frame
