"""A round by hand: what its CSV files say, worked out from the round format alone.

Nothing of the package is used here, so that what the package claims can be added up a second time.
"""

import csv
import math
import tomllib
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

SPEEDS = {"car": (40, 5), "public": (20, 10), "bicycle": (14, 0), "walk": (5, 0)}


def rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file; none where it is absent."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def listed(text: str) -> list[str]:
    """Return the values of a list; ``*`` and blank are all."""
    return [] if text in ("", "*") else text.split(";")


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


class ByHand:
    """A round's tables as text, and the questions that a shortage raises."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        heading = tomllib.loads((folder / "round.toml").read_text(encoding="utf-8"))
        self.start, self.weeks = heading["start"], heading["weeks"]
        travel = heading.get("travel", {})
        self.detour = travel.get("detour", 1.3)
        self.speeds = {
            mode: (
                travel.get(mode, {}).get("km_per_hour", speed),
                travel.get(mode, {}).get("extra_minutes", extra),
            )
            for mode, (speed, extra) in SPEEDS.items()
        }
        self.settings = {row["setting_id"]: row for row in self.rows("settings")}
        self.programmes = {row["programme_id"]: row for row in self.rows("programmes")}
        self.learners = {row["learner_id"]: row for row in self.rows("learners")}
        self.blocks = {(row["cohort_id"], row["block_id"]): row for row in self.rows("blocks")}
        self._known: dict[tuple[str, str], bool] = {}
        self.measured = {
            (row["learner_id"], row["setting_id"]): int(row["minutes"])
            for row in self.rows("travel")
        }

    def rows(self, table: str) -> list[dict[str, str]]:
        return rows(self.folder / f"{table}.csv")

    def week(self, text: str) -> int:
        return (date.fromisoformat(text) - self.start).days // 7 + 1

    # ---- filters -----------------------------------------------------------------------------

    def matches(self, where: str, learner: str, setting: str) -> bool:
        return all(self._holds(part, learner, setting) for part in where.split(";") if part)

    def _holds(self, condition: str, learner: str, setting: str) -> bool:
        negated = "!=" in condition
        name, _, values = condition.partition("!=" if negated else "=")
        found = {value for value in self._values(name, learner, setting) if value}
        return (not found & set(values.split("|"))) == negated

    def _values(self, name: str, learner: str, setting: str) -> list[str]:
        here, who = self.settings[setting], self.learners[learner]
        if name == "tag":
            return listed(here.get("tags", ""))
        if name == "base":
            return ["yes" if who.get("base_setting_id") == setting else "no"]
        if name == "employer":
            employer = who.get("employer_id", "")
            return ["yes" if employer and employer == here["provider_id"] else "no"]
        if name == "driver_required":
            return [here.get(name) or "no"]
        if name in ("ownership", "place_id") and not here.get(name):
            providers = {row["provider_id"]: row for row in self.rows("providers")}
            return [providers.get(here["provider_id"], {}).get(name, "")]
        return [here.get(name, "")]

    # ---- eligibility ---------------------------------------------------------------------------

    def minutes(self, learner: str, setting: str) -> int:
        if (learner, setting) in self.measured:
            return self.measured[learner, setting]
        who, there = self.learners[learner], self.settings[setting]
        one, other = (
            [math.radians(float(place[name])) for name in ("latitude", "longitude")]
            for place in (who, there)
        )
        half = (
            math.sin((other[0] - one[0]) / 2) ** 2
            + math.cos(one[0]) * math.cos(other[0]) * math.sin((other[1] - one[1]) / 2) ** 2
        )
        km = 2 * 6371.0088 * math.asin(math.sqrt(half))
        speed, extra = self.speeds[who.get("travel_mode") or "car"]
        return math.floor(km * self.detour / speed * 60 + extra + 0.5)

    def personal(self, learner: str, setting: str) -> bool:
        """Return whether what depends on learner and setting alone allows it."""
        if (learner, setting) not in self._known:
            self._known[learner, setting] = self._personal(learner, setting)
        return self._known[learner, setting]

    def _personal(self, learner: str, setting: str) -> bool:
        who, there = self.learners[learner], self.settings[setting]
        programme = self.programmes[who["programme_id"]]
        longest = who.get("max_travel_minutes") or programme.get("max_travel_minutes") or 90
        drives = (who.get("travel_mode") or "car") == "car"
        return (
            self.minutes(learner, setting) <= int(longest)
            and (drives or there.get("driver_required") != "yes")
            and there.get("cqc_rating") != "Inadequate"
            and set(listed(who.get("needs", ""))) <= set(listed(there.get("tags", "")))
            and not any(
                self.matches(row["where"], learner, setting)
                for row in self.excluded.get(learner, [])
            )
        )

    @cached_property
    def excluded(self) -> dict[str, list[dict[str, str]]]:
        found: dict[str, list[dict[str, str]]] = {}
        for row in self.rows("exclusions"):
            found.setdefault(row["learner_id"], []).append(row)
        return found

    def starts(self, block: dict[str, str]) -> range:
        first = self.week(block["start"])
        return range(first, (self.week(block.get("latest_start") or block["start"])) + 1)

    def eligible(self, learner: str, block_id: str, setting: str, start: int) -> bool:
        block = self.blocks[self.learners[learner]["cohort_id"], block_id]
        who, there = self.learners[learner], self.settings[setting]
        weeks = int(block["weeks"])
        first = self.start + timedelta(weeks=start - 1)
        last = first + timedelta(weeks=weeks, days=-1)
        minor = day(who.get("under_18_until", ""))
        adults = int(there.get("minimum_age") or 0) >= 18
        absences = [r for r in self.rows("absences") if r["learner_id"] == learner]
        return (
            self.personal(learner, setting)
            and not (minor and minor >= first and adults)
            and (day(there.get("audit_valid_until", "")) or date.max) >= last
            and (day(there.get("open_from", "")) or date.min) <= first
            and (day(there.get("open_until", "")) or date.max) >= last
            and (day(who.get("starts", "")) or date.min) <= first
            and (day(who.get("leaves", "")) or date.max) >= last
            and all(
                date.fromisoformat(r["until"]) < first or date.fromisoformat(r["from"]) > last
                for r in absences
            )
            and self.matches(block.get("where", ""), learner, setting)
            and all(
                self._has_place(learner, block, setting, week)
                for week in range(start, start + weeks)
            )
        )

    # ---- capacity ------------------------------------------------------------------------------

    @cached_property
    def lines(self) -> dict[str, dict[tuple[str, ...], list[dict[str, str]]]]:
        """Return setting → line of succession → its rows, in the order of their first days."""
        found: dict[str, dict[tuple[str, ...], list[dict[str, str]]]] = {}
        for row in self.rows("capacity"):
            names = ("learner_types", "stages", "education_providers")
            key = tuple(";".join(sorted(listed(row.get(n, "")))) or "*" for n in names)
            found.setdefault(row["setting_id"], {}).setdefault(key, []).append(row)
        for lines in found.values():
            for own in lines.values():
                own.sort(key=lambda row: row.get("from", ""))
        return found

    def places(self, setting: str, key: tuple[str, ...], week: int) -> int | None:
        """Return the places of a line in a week; ``None`` where no row covers it."""
        found = None
        for row in self.lines.get(setting, {}).get(key, []):
            after = not row.get("from") or self.week(row["from"]) <= week
            if after and (not row.get("until") or self.week(row["until"]) >= week):
                found = int(row["places"])
        return found

    def counts(self, key: tuple[str, ...], learner: str, block: dict[str, str]) -> bool:
        programme = self.programmes[self.learners[learner]["programme_id"]]
        own = (
            programme["learner_type"],
            block["stage"],
            programme.get("education_provider", ""),
        )
        return all(
            part == "*" or value in part.split(";") for part, value in zip(key, own, strict=True)
        )

    def _has_place(self, learner: str, block: dict[str, str], setting: str, week: int) -> bool:
        found = [
            places
            for key in self.lines.get(setting, {})
            if self.counts(key, learner, block)
            and (places := self.places(setting, key, week)) is not None
        ]
        return bool(found) and min(found) > 0

    def pinned(self, setting: str, key: tuple[str, ...], week: int) -> int:
        """Return how many fixed pins a line counts in a week."""
        number = 0
        for pin in self.rows("pins"):
            block = self.blocks[self.learners[pin["learner_id"]]["cohort_id"], pin["block_id"]]
            start = self.week(pin.get("start") or block["start"])
            number += (
                pin["state"] == "fixed"
                and pin["setting_id"] == setting
                and start <= week < start + int(block["weeks"])
                and self.counts(key, pin["learner_id"], block)
            )
        return number
