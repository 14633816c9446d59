"""Notice: what has started, or starts so soon that notice of a change could not be given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np

from placements.errors import InputError
from placements.round import Round


def first_day(round: Round, today: dt.date | None) -> dt.date:
    """Return the day from which notice is counted: the one given, else the ``published`` one.

    Raises
    ------
    InputError
        Where there is neither.
    """
    day = round.published if today is None else today
    if day is None:
        message = "has no 'published' day, from which notice is counted; give a day with --today"
        raise InputError.of(round.name, message)
    return day


def is_frozen(
    round: Round, placements: Iterable[tuple[str, dt.date]], today: dt.date
) -> np.ndarray:
    """Return which placements, each a learner and a first day, are frozen, (placements,).

    Frozen is what has started, and what starts before the whole of the programme's notice, counted
    from today, has gone by: six weeks before the first day all of it can still be given.
    """
    weeks = round["programmes"].set_index("programme_id")["notice_weeks"]
    notice = round["learners"].set_index("learner_id")["programme_id"].map(weeks).to_dict()
    return np.array(
        [
            start <= today or start < today + dt.timedelta(weeks=int(notice[learner]))
            for learner, start in placements
        ],
        dtype=bool,
    )
