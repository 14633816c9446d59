"""What of the curriculum and of the settings' standing minimums is unmet, learner by learner."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
import pandas as pd

from models.lines import counted_stays
from models.measures.requirement_shortfall import progress
from models.measures.sequence_breaches import breaches
from placements.errors import counted
from placements.export.facts import Facts
from placements.export.schedule.page import add_page
from placements.export.unmet import in_words, order_in_words
from placements.export.workbook import Book

COLUMNS = (
    "Kind",
    "Learner",
    "Programme",
    "Setting code",
    "Rule",
    "What it asks",
    "At",
    "Achieved",
    "Short by",
    "Over by",
    "Counts as",
    "Source",
)
KINDS = ("requirement", "order of placements", "standing minimum")


def add_unmet(book: Book, facts: Facts) -> None:
    """Add every requirement, order and standing minimum that is not met in full."""
    frame = unmet_frame(facts)
    counts = frame["Kind"].value_counts()
    parts = [counted(int(counts.get(k, 0)), f"{k} not met", f"{k}s not met") for k in KINDS[:1]]
    parts += [counted(int(counts.get(KINDS[1], 0)), "breach", "breaches") + " of an order"]
    parts += [counted(int(counts.get(KINDS[2], 0)), "setting") + " below a standing minimum"]
    sentence = (
        f"{'; '.join(parts)}. Counts as: what it adds to the level, its weight included."
        if len(frame)
        else "Every requirement, order of placements and standing minimum is met."
    )
    narrow = {"Programme": 26, "What it asks": 40, "Source": 30}
    add_page(book, "Unmet", sentence, frame, narrow=narrow)


@lru_cache(maxsize=2)  # every education provider's workbook asks for its part
def unmet_frame(facts: Facts) -> pd.DataFrame:
    """Return what is unmet as a table; its amounts add up to the judge's measures."""
    rows = [*_requirements(facts), *_orders(facts), *_minimums(facts)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _requirements(facts: Facts) -> Iterator[tuple[object, ...]]:
    written = facts.plan.round["requirements"].set_index("requirement_id")["source"]
    for rule, learner, each, achieved in progress(facts.plan):
        missed = rule.missed(achieved)
        if not missed:
            continue
        yield (
            KINDS[0],
            learner,
            facts.programmes[rule.programme_id],
            "",
            rule.requirement_id,
            in_words(rule),
            each,
            achieved,
            max(rule.minimum - achieved, 0) or None if rule.minimum is not None else None,
            max(achieved - rule.maximum, 0) or None if rule.maximum is not None else None,
            missed,
            written[rule.requirement_id],
        )


def _orders(facts: Facts) -> Iterator[tuple[object, ...]]:
    for rule, stay in breaches(facts.plan):
        words = order_in_words(rule)
        programme, at = facts.programmes[rule.programme_id], f"block {stay.block_id}"
        code, setting = rule.sequence_id, stay.setting_id
        yield KINDS[1], stay.learner_id, programme, setting, code, words, at, None, None, 1, 1, ""


def _minimums(facts: Facts) -> Iterator[tuple[object, ...]]:
    for line, present, _ in counted_stays(facts.plan):
        needed = np.where(line.always & (line.places >= 0), line.minimum, 0)
        short = np.maximum(needed - present, 0)
        if not short.sum():
            continue
        words = f"at least {int(needed.max())} learners in every week"
        at, missing = counted(int((short > 0).sum()), "week"), int(short.sum())
        yield (
            KINDS[2],
            "",
            "",
            line.setting_id,
            line.label,
            words,
            at,
            None,
            missing,
            None,
            missing,
            "",
        )
