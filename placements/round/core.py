"""``Round``: everything one allocation needs, checked and frozen; weeks and dates in one place."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from placements.errors import Where
from placements.round.capacity import Line, capacity_lines
from placements.round.editable import Editable
from placements.round.filters import Attributes, parse_filter
from placements.tables import TABLES
from placements.tables.raw import RawTable
from placements.tables.text import as_text

EARLIEST, LATEST = -1_000_000, 1_000_000
"""Day numbers that stand for "no limit"."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level of the objective: measures with positive weights."""

    name: str
    weights: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class TravelModel:
    """Estimates travel where no minutes were measured.

    Parameters
    ----------
    detour
        Road length over great-circle length.
    speeds
        Way to travel → (speed [km/h], extra time [minutes]).
    """

    detour: float
    speeds: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, eq=False)
class Round(Editable):
    """A checked round. Its tables are sorted, complete with defaults, and not to be changed.

    Parameters
    ----------
    start
        Monday of week 1.
    weeks
        Length of the horizon [weeks].
    published
        Day from which notice is counted, or ``None``.
    tables
        Name → values, one column a column of the contract, for every table of the contract;
        an absent table has no rows. ``settings`` has its providers' ownership and place,
        ``learners`` their programmes' hours, travel limit, ``learner_type`` and
        ``education_provider``.
    origins
        Name → for each row, its row in the user's file.
    written
        Name → values as written, for the tables of which some cells are blank and have their
        value from another column; the same rows as in ``tables``.
    """

    name: str
    start: dt.date
    weeks: int
    published: dt.date | None
    travel_model: TravelModel
    levels: tuple[Level, ...]
    tables: Mapping[str, pd.DataFrame]
    sources: Mapping[str, RawTable] = field(default_factory=dict)
    origins: Mapping[str, np.ndarray] = field(default_factory=dict)
    written: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[table]

    def __repr__(self) -> str:
        return (
            f"Round({self.name!r}: {len(self['learners']):,} learners, "
            f"{len(self['settings']):,} settings, {self.weeks} weeks from {self.start})"
        )

    def _repr_html_(self) -> str:
        rows = {name: len(frame) for name, frame in self.tables.items() if len(frame)}
        table = pd.DataFrame({"rows": rows, "one row is": {n: TABLES[n].one_row_is for n in rows}})
        return f"<p><b>{_escaped(repr(self))}</b></p>{table.to_html()}"

    def where(self, table: str, row: int | None = None, column: str | None = None) -> Where:
        """Return the place of a value in the user's files, for messages."""
        if table not in self.sources:
            return Where(table, column=column)
        return self.sources[table].where(
            None if row is None else int(self.origins[table][row]), column
        )

    # ---- weeks and dates -------------------------------------------------------------------

    def monday(self, week: int) -> dt.date:
        """Return the first day of a week, 1 first."""
        return self.start + dt.timedelta(weeks=int(week) - 1)

    def sunday(self, week: int) -> dt.date:
        """Return the last day of a week, 1 first."""
        return self.monday(week) + dt.timedelta(days=6)

    def week(self, day: dt.date) -> int:
        """Return the week that holds a day; 0 and below before the round."""
        return (day - self.start).days // 7 + 1

    def days(self, dates: pd.Series, blank: int) -> np.ndarray:
        """Return dates as days after the round's first; ``blank`` where there is none."""
        origin = np.datetime64(self.start, "D")
        days = dates.to_numpy().astype("datetime64[D]")
        return np.where(np.isnat(days), blank, (days - origin).astype("int64"))

    def week_numbers(self, dates: pd.Series, blank: int) -> np.ndarray:
        """Return the week that holds each date; ``blank`` where there is none."""
        days = self.days(dates, EARLIEST)
        return np.where(days == EARLIEST, blank, days // 7 + 1)

    # ---- codes -----------------------------------------------------------------------------

    @cached_property
    def learner_ids(self) -> pd.Index:
        """Codes of the learners, sorted: a learner's position in every array."""
        return pd.Index(self["learners"]["learner_id"], dtype=object)

    @cached_property
    def setting_ids(self) -> pd.Index:
        """Codes of the settings, sorted: a setting's position in every array."""
        return pd.Index(self["settings"]["setting_id"], dtype=object)

    @cached_property
    def learner_at(self) -> dict[str, int]:
        """Code → position of each learner."""
        return {code: k for k, code in enumerate(self.learner_ids)}

    @cached_property
    def setting_at(self) -> dict[str, int]:
        """Code → position of each setting."""
        return {code: k for k, code in enumerate(self.setting_ids)}

    # ---- filters ---------------------------------------------------------------------------

    @cached_property
    def places(self) -> pd.DataFrame:
        """Every place a placement can be at: the settings, then one row a row of history.

        A row of history at a setting of the round has that setting's attributes; one elsewhere
        is a place of its own, whose code, ``(history 3)``, no setting can have.
        """
        settings = self["settings"]
        history = self["history"]
        known = settings.set_index("setting_id", drop=False).reindex(history["setting_id"])
        outside = (history["setting_id"] == "").to_numpy()
        past = known.reset_index(drop=True)
        for name in ("provider_id", "sector", "care_context", "tags"):
            past[name] = np.where(outside, _objects(history[name]), _objects(past[name]))
        codes = np.array([f"(history {k})" for k in range(len(history))], dtype=object)
        past["setting_id"] = np.where(outside, codes, _objects(past["setting_id"]))
        return pd.concat([settings, past], ignore_index=True) if len(past) else settings

    @cached_property
    def attributes(self) -> Attributes:
        """What filters read of ``places``."""
        places = self.places
        text = {
            name: np.array([as_text(v) for v in places[name]], dtype=object)
            for name in TABLES["settings"].names
        }
        tags = [tags if isinstance(tags, tuple) else () for tags in places["tags"]]
        return Attributes(text, tags)

    @cached_property
    def _own(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Each learner's base and employer, and each place's provider, as code numbers."""
        learners = self["learners"]
        base = self.setting_ids.get_indexer(learners["base_setting_id"])
        providers = pd.Index(self.places["provider_id"].astype(object)).unique()
        employer = providers.get_indexer(learners["employer_id"])
        employer[(learners["employer_id"] == "").to_numpy()] = -1
        return base, employer, providers.get_indexer(self.places["provider_id"].astype(object))

    def matches(self, where: str, learner: np.ndarray | int, place: np.ndarray | int) -> np.ndarray:
        """Return whether a filter matches places, for learners; the arguments broadcast.

        Parameters
        ----------
        where
            Text of the filter.
        learner
            Positions in ``learners``.
        place
            Positions in ``places`` (a setting's position is the same in ``settings``).
        """
        parsed = parse_filter(where)
        learner, place = np.asarray(learner), np.asarray(place)
        holds = self.attributes.matches(parsed)[place]
        base, employer, provider = self._own
        for condition in parsed.about_learner:
            if condition.name == "base":
                own = self.home[place] == base[learner]
            else:
                own = provider[place] == employer[learner]
            equal = np.where(own, "yes" in condition.values, "no" in condition.values)
            holds = holds & (~equal if condition.negated else equal)
        return np.broadcast_to(holds, np.broadcast_shapes(learner.shape, place.shape))

    @cached_property
    def home(self) -> np.ndarray:
        """Position in ``settings`` of each place; -2 for a place outside the round."""
        at = self.setting_ids.get_indexer(self.places["setting_id"])
        return np.where(at < 0, -2, at)

    # ---- capacity --------------------------------------------------------------------------

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines of succession of the capacity table."""
        capacity = self["capacity"]
        first = self.week_numbers(capacity["from"], EARLIEST)
        last = self.week_numbers(capacity["until"], LATEST)
        return capacity_lines(capacity, first, last, self.weeks)

    @cached_property
    def lines_at(self) -> dict[str, tuple[Line, ...]]:
        """Setting → its lines of capacity; settings without a row are not there."""
        found: dict[str, tuple[Line, ...]] = {}
        for line in self.lines:
            found[line.setting_id] = (*found.get(line.setting_id, ()), line)
        return found

    # ---- each learner's own blocks ---------------------------------------------------------

    @cached_property
    def learner_blocks(self) -> pd.DataFrame:
        """Every block of every learner, sorted by learner and block.

        Columns: ``learner_id``, ``block_id``, ``cohort_id``, ``first`` and ``last`` (weeks in
        which it may start; none where ``last < first``), ``weeks``, ``stage``, ``where``,
        ``group``, ``take`` (blocks of the group taken, at most as many as the learner has),
        ``optional`` (whether the learner may leave the block out), ``learner`` (position).
        A block wholly outside ``starts`` and ``leaves`` is not there, unless it is pinned as fixed.
        """
        blocks = self["blocks"]
        first = self.week_numbers(blocks["start"], 1)
        last = self.week_numbers(blocks["latest_start"], 0)
        last = np.where(last == 0, first, last)
        calendar = blocks[
            ["cohort_id", "block_id", "weeks", "stage", "where", "group", "take"]
        ].assign(
            first_day=(first - 1) * 7,
            last_day=(last + blocks["weeks"].to_numpy() - 1) * 7 - 1,
            first=np.maximum(first, 1),
            last=np.minimum(last, self.weeks - blocks["weeks"].to_numpy() + 1),
        )
        learners = self["learners"]
        people = pd.DataFrame(
            {
                "learner_id": learners["learner_id"],
                "cohort_id": learners["cohort_id"],
                "learner": np.arange(len(learners)),
                "starts": self.days(learners["starts"], EARLIEST),
                "leaves": self.days(learners["leaves"], LATEST),
            }
        )
        own = people.merge(calendar, on="cohort_id")
        theirs = (own["last_day"] >= own["starts"]) & (own["first_day"] <= own["leaves"])
        fixed = self["pins"][self["pins"]["state"] == "fixed"]
        pinned = pd.MultiIndex.from_frame(own[["learner_id", "block_id"]]).isin(
            pd.MultiIndex.from_frame(fixed[["learner_id", "block_id"]])
        )
        own = own[theirs | pinned].sort_values(["learner_id", "block_id"], ignore_index=True)
        size = own.groupby(["learner_id", "group"])["block_id"].transform("size")
        grouped = own["group"] != ""
        own["take"] = own["take"].fillna(np.inf).clip(upper=size).where(grouped, 1).astype("int64")
        own["optional"] = grouped & (own["take"] < size)
        return own.drop(columns=["starts", "leaves", "first_day", "last_day"])


def _objects(series: pd.Series) -> np.ndarray:
    values = np.empty(len(series), dtype=object)
    values[:] = series.tolist()
    return values


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
