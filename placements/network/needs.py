"""What each learner still needs for a minimum, and the most that their calendar can give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from placements.network.offers import Offers
from placements.round import Round

DISTINCT = ("settings", "providers", "sectors")


@dataclass(frozen=True, slots=True)
class Need:
    """One requirement's minimum, learner by learner.

    Parameters
    ----------
    requirement
        Position in ``requirements``.
    learners
        Positions of the programme's learners, (n,).
    missing
        What history leaves to be done [the requirement's measure], (n,).
    possible
        The most that the learner's blocks can add, at settings that they may be offered and with
        nobody else in the way [the requirement's measure], (n,).
    weeks
        Fewest weeks under the requirement's filter that add as much of what is missing as is
        possible, (n,).
    """

    requirement: int
    learners: np.ndarray
    missing: np.ndarray
    possible: np.ndarray
    weeks: np.ndarray


def needs(offers: Offers) -> Iterator[Need]:
    """Yield the need of each requirement with a minimum above 0 that is not held for ``each``."""
    rules = offers.round["requirements"]
    chosen = (rules["minimum"] > 0) & (rules["each"] == "")
    programme = offers.round["learners"]["programme_id"]
    for at in np.flatnonzero(chosen):
        learners = np.flatnonzero(programme == rules["programme_id"].iat[at])
        if len(learners):
            yield _need(offers, int(at), learners)


def _need(offers: Offers, at: int, learners: np.ndarray) -> Need:
    rule = offers.round["requirements"].iloc[at]
    done = done_before(offers.round, at)[learners]
    missing = np.maximum(rule["minimum"] - done, 0)
    rows, open_to = _open(offers, at, learners)
    usable = open_to.any(axis=1)
    rows, open_to = rows[usable], open_to[usable]
    hours = offers.round["learners"]["weekly_hours"].to_numpy()
    per_week = hours if rule["measure"] == "hours" else np.ones(len(hours))
    amount = np.ones(len(rows))
    if rule["measure"] in ("weeks", "hours"):
        amount = offers.weeks[rows] * per_week[offers.learner[rows]]
    possible = _most(offers, rows, amount)[learners]
    if rule["measure"] in DISTINCT:
        possible = np.minimum(possible, _new(offers, at, rows, open_to)[learners])
    wanted = np.minimum(missing, possible)
    # Whole weeks; a hair's breadth keeps 300 h ÷ 37.5 h from becoming 9 weeks.
    weeks = np.ceil(wanted / per_week[learners] - 1e-9)
    if rule["measure"] not in ("weeks", "hours"):
        weeks = _shortest(offers, rows, learners, np.ceil(wanted - 1e-9))
    return Need(at, learners, missing, possible, weeks.astype(np.int64))


def _open(offers: Offers, at: int, learners: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the learners' blocks that count, and where each may be spent so that it counts."""
    rule = offers.round["requirements"].iloc[at]
    counts = np.isin(offers.learner, learners)
    if rule["stages"]:
        counts &= offers.blocks["stage"].isin(rule["stages"]).to_numpy()
    rows = np.flatnonzero(counts)
    return rows, offers.settings[rows] & matching(offers, rule["where"], rows)


def matching(offers: Offers, where: str, rows: np.ndarray) -> np.ndarray:
    """Return which settings a filter matches for the learners of some blocks, (rows, settings)."""
    every = np.arange(len(offers.round.setting_ids))
    who, row = np.unique(offers.learner[rows], return_inverse=True)
    return offers.round.matches(where, who[:, None], every[None, :])[row]


def _most(offers: Offers, rows: np.ndarray, amount: np.ndarray) -> np.ndarray:
    """Return the greatest sum of each learner's blocks, ``take`` of each group, (learners,)."""
    blocks = offers.blocks.iloc[rows]
    frame = pd.DataFrame(
        {
            "learner": offers.learner[rows],
            "group": np.where(blocks["group"] == "", blocks["block_id"] + "|", blocks["group"]),
            "take": blocks["take"].to_numpy(),
            "amount": amount,
        }
    ).sort_values("amount", ascending=False, kind="stable")
    rank = frame.groupby(["learner", "group"], sort=False).cumcount()
    total = frame[rank < frame["take"]].groupby("learner")["amount"].sum()
    return total.reindex(range(len(offers.round.learner_ids)), fill_value=0.0).to_numpy()


def _shortest(
    offers: Offers, rows: np.ndarray, learners: np.ndarray, number: np.ndarray
) -> np.ndarray:
    """Return the weeks of each learner's ``number`` shortest blocks, (n,)."""
    frame = pd.DataFrame({"learner": offers.learner[rows], "weeks": offers.weeks[rows]})
    frame = frame.sort_values("weeks", kind="stable")
    limit = frame["learner"].map(dict(zip(learners.tolist(), number.tolist(), strict=True)))
    kept = frame[frame.groupby("learner").cumcount() < limit]
    return kept.groupby("learner")["weeks"].sum().reindex(learners, fill_value=0).to_numpy()


# ---- different settings, providers, sectors ------------------------------------------------


def _labels(round: Round, measure: str) -> np.ndarray:
    """Return a number for each place (``round.places``), the same where the measure sees one."""
    places = round.places
    own = [f"|{k}" for k in range(len(places))]
    if measure == "settings":
        return pd.factorize(np.where(round.home >= 0, places["setting_id"], own))[0]
    # A past provider or sector that nobody wrote down could be one not seen elsewhere.
    text = places[measure.removesuffix("s") + ("_id" if measure == "providers" else "")]
    text = text.fillna("").astype(object)
    return pd.factorize(np.where(text == "", own, text))[0]


def _history(round: Round, at: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows of history that count, and their learners."""
    rule, history = round["requirements"].iloc[at], round["history"]
    if rule["stages"] or not len(history):
        return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
    learner = round.learner_ids.get_indexer(history["learner_id"])
    place = len(round.setting_ids) + np.arange(len(history))
    rows = np.flatnonzero(round.matches(rule["where"], learner, place))
    return rows, learner[rows]


def done_before(round: Round, at: int) -> np.ndarray:
    """Return what each learner's history counts towards a requirement, (learners,)."""
    measure = round["requirements"]["measure"].iat[at]
    rows, learner = _history(round, at)
    done = np.zeros(len(round.learner_ids))
    if measure in DISTINCT:
        label = _labels(round, measure)[len(round.setting_ids) + rows]
        seen = np.unique(np.column_stack([learner, label]), axis=0)
        np.add.at(done, seen[:, 0].astype(np.int64), 1)
        return done
    history = round["history"]
    worth = np.ones(len(rows)) if measure == "placements" else history[measure].to_numpy()[rows]
    np.add.at(done, learner, worth)
    return done


def _new(offers: Offers, at: int, rows: np.ndarray, open_to: np.ndarray) -> np.ndarray:
    """Return how many different ones each learner could add to those of history, (learners,)."""
    label = _labels(offers.round, offers.round["requirements"]["measure"].iat[at])
    settings = len(offers.round.setting_ids)
    seen = np.zeros((len(offers.round.learner_ids), label.max() + 1), dtype=bool)
    learner, setting = np.nonzero(offers.by_learner(open_to, rows))
    seen[learner, label[setting]] = True
    past, who = _history(offers.round, at)
    seen[who, label[settings + past]] = False
    return seen.sum(axis=1)
