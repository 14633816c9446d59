"""The tables of a round, from the three sheets of the tool."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from placements.errors import Problem, nearest
from placements.importers.codes import Codes
from placements.importers.nursing.sheets import Sheets, previous, risk_of, stage_of
from placements.importers.nursing.wards import (
    ASSOCIATE,
    RISK_TAGS,
    TRUST,
    Changes,
    Choices,
    Wards,
    tag_of,
)
from placements.importers.records import Record
from placements.importers.writing import Row

STUDENT = "nursing_student"


@dataclass(frozen=True)
class Tables:
    """Makes the tables; what is not carried over as it stands is told in ``changes``.

    Parameters
    ----------
    times
        How often each cohort has a placement of each name, so far.
    """

    sheets: Sheets
    choices: Choices
    codes: Codes = field(default_factory=Codes)
    changes: Changes = field(default_factory=Changes)
    times: Counter[tuple[str, str]] = field(default_factory=Counter)

    def all(self) -> dict[str, list[Row]]:
        """Return every table that the sheets fill."""
        wards = Wards(self.sheets, self.choices, self.codes, self.changes)
        return {
            "providers": [{"provider_id": TRUST, "name": self.choices.trust, "ownership": "nhs"}],
            "settings": [*wards.settings()],
            "capacity": [*wards.capacity()],
            "programmes": [*self._programmes()],
            "blocks": [*map(self._block, self.sheets.placements)],
            "learners": [*map(self._learner, self.students)],
            "requirements": [*self._requirements()],
            "exclusions": [*self._exclusions()],
            "history": [row for student in self.students for row in self._history(student)],
        }

    # ---- programmes and blocks -----------------------------------------------------------------

    @cached_property
    def _cohorts(self) -> dict[str, Record]:
        """Each cohort with the first row that has it."""
        found: dict[str, Record] = {}
        for row in (*self.sheets.students, *self.sheets.placements):
            found.setdefault(self.sheets.cohort(row), row)
        return found

    def _programme(self, cohort: str) -> str:
        """Return the programme of a cohort: the cohort without its date, where that is known."""
        row = self._cohorts[cohort]
        if row["university"] and row["qualification"]:
            return f"{row['university']}_{row['qualification']}"
        return cohort

    def _programmes(self) -> Iterator[Row]:
        rows = {self._programme(cohort): row for cohort, row in self._cohorts.items()}
        for name, row in sorted(rows.items()):
            is_associate = "nursing associate" in name.casefold()
            university = row["university"] or name.partition("_")[0]
            yield {
                "programme_id": self.codes.of("programme", name),
                "name": name,
                "learner_type": ASSOCIATE if is_associate else STUDENT,
                "education_provider": self.codes.of("university", university),
            }

    def _block(self, row: Record) -> Row:
        start, weeks = self.sheets.day(row, "start"), self.sheets.number(row, "weeks")
        if start is not None and start.weekday():
            monday = start - dt.timedelta(days=start.weekday())
            self.changes.tell("placements", row, f"starts on {start:%A} {start}; moved to {monday}")
            start = monday
        cohort, name = self.sheets.cohort(row), row["placement"]
        if not (stage := stage_of(name)):
            what = f"'{name}' names no year: only the places for everyone limit it"
            self.changes.tell("placements", row, what)
        self.times[cohort, name] += 1
        if (number := self.times[cohort, name]) > 1:
            name = f"{name} ({number})"
            self.changes.tell("placements", row, f"the name is there already: now {name}")
        return {
            "cohort_id": self.codes.of("cohort", cohort),
            "block_id": self.codes.of("placement", name),
            "start": start,
            "weeks": weeks,
            "stage": stage,
        }

    def _requirements(self) -> Iterator[Row]:
        """Yield what the tool aims at: no ward twice, past placements included."""
        for programme in sorted({self._programme(cohort) for cohort in self._cohorts}):
            code = self.codes.of("programme", programme)
            yield {
                "requirement_id": f"{code} no ward twice",
                "programme_id": code,
                "measure": "placements",
                "each": "setting",
                "maximum": 1,
                "source": "the nursing tool's variety of wards",
            }

    # ---- students ------------------------------------------------------------------------------

    @cached_property
    def students(self) -> list[Record]:
        """The students whose cohort has a placement; the others are told."""
        cohorts = {self.sheets.cohort(row) for row in self.sheets.placements}
        kept = []
        for student in self.sheets.students:
            if (cohort := self.sheets.cohort(student)) in cohorts:
                kept.append(student)
            else:
                hint = nearest(cohort, cohorts)
                what = f"left out: cohort '{cohort}' has no placement"
                self.changes.tell("students", student, f"{what}; {hint}" if hint else what)
        return kept

    def _code(self, student: Record) -> str:
        if student["student"]:
            return self.codes.of("student", student["student"])
        self.changes.tell("students", student, f"has no student_id: row-{student.line}")
        return f"row-{student.line}"

    def _learner(self, student: Record) -> Row:
        cohort = self.sheets.cohort(student)
        drives = "driver" not in student.columns or self.sheets.flag(student, "driver")
        return {
            "learner_id": self._code(student),
            "programme_id": self.codes.of("programme", self._programme(cohort)),
            "cohort_id": self.codes.of("cohort", cohort),
            **self.choices.where,
            "travel_mode": None if drives else "public",
        }

    def _exclusions(self) -> Iterator[Row]:
        risks = {risk_of(ward["covid"]) for ward in self.sheets.wards}
        for student in self.students:
            borne = risk_of(student["covid"])
            if borne is None:
                what = f"'{student['covid']}' is not low, medium or high: kept from no ward"
                self.changes.tell("students", student, what)
            tags = [
                RISK_TAGS[risk] for risk in RISK_TAGS if risk in risks and borne and risk > borne
            ]
            if tags:
                where = f"tag={'|'.join(tags)}"
                yield {"learner_id": self._code(student), "where": where, "reason": "adjustment"}

    def _history(self, student: Record) -> Iterator[Row]:
        wards = {ward["ward"] for ward in self.sheets.wards}
        for name in previous(student["history"]):
            row: dict[str, object] = {"learner_id": self._code(student), "weeks": 0}
            if name in wards:
                row["setting_id"] = self.codes.of("ward", name)
            else:
                self.changes.tell("students", student, f"was at '{name}', no ward of the sheet")
                row["tags"] = [tag_of(name)]
            yield row

    def repeated(self) -> Iterator[Problem]:
        """Yield wards and students that stand in two rows."""
        for rows, name in (
            (self.sheets.wards, "ward"),
            (self.sheets.students, "student"),
        ):
            times = Counter(row[name] for row in rows)
            for row in rows:
                if row[name] and times[row[name]] > 1:
                    yield Problem("is in two rows or more", row.where(name), row[name])
