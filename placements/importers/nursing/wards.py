"""The wards of the tool as settings with their places, and what an import tells of both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from placements.importers.codes import Codes
from placements.importers.nursing.sheets import Sheets, risk_of
from placements.importers.records import Record
from placements.importers.writing import Row

TRUST = "TRUST"
RISK_TAGS = {3: "infection_risk", 2: "infection_risk_medium"}
"""Level of risk → tag of the wards that have it: a student who bears less does not go there."""
ASSOCIATE = "nursing_associate"
YEARS = (1, 2, 3)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the tool's sheets do not say, and whoever imports them does.

    Parameters
    ----------
    trust
        Name of the trust whose wards they are.
    sector
        Sector of the wards.
    position
        Latitude and longitude of the trust, for wards and students alike; ``None``: blank.
    """

    trust: str
    sector: str
    position: tuple[float, float] | None

    @property
    def where(self) -> Row:
        """Position of everything."""
        latitude, longitude = self.position or (None, None)
        return {"latitude": latitude, "longitude": longitude}


@dataclass(frozen=True)
class Changes:
    """What is not carried over as it stands: sheet, row, and what was made of it."""

    rows: list[tuple[str, int, str]] = field(default_factory=list)

    def tell(self, sheet: str, row: Record, what: str) -> None:
        """Note something of a row, once."""
        if (change := (sheet, row.line, what)) not in self.rows:
            self.rows.append(change)


@dataclass(frozen=True)
class Wards:
    """Makes the tables of the wards."""

    sheets: Sheets
    choices: Choices
    codes: Codes
    changes: Changes

    def settings(self) -> Iterator[Row]:
        """Yield each ward; its speciality is a tag."""
        careful = any(risk_of(student["covid"]) == 1 for student in self.sheets.students)
        for ward in self.sheets.wards:
            tags = [tag_of(ward["speciality"])] if ward["speciality"] else []
            tags += self._risk(ward, careful)
            yield {
                "setting_id": self.codes.of("ward", ward["ward"]),
                "name": ward["ward"],
                "provider_id": TRUST,
                "sector": self.choices.sector,
                "care_context": "in_hospital" if self.choices.sector == "acute" else None,
                "tags": tags,
                **self.choices.where,
                "driver_required": self.sheets.flag(ward, "driver") or None,
                "audit_valid_until": self.sheets.day(ward, "audit"),
            }

    def _risk(self, ward: Record, careful: bool) -> list[str]:
        """Return the tag of a ward's risk: of a medium one, where some student bears only a low."""
        risk = risk_of(ward["covid"])
        if risk is None:
            what = f"'{ward['covid']}' is not low, medium or high: nobody is kept from it"
            self.changes.tell("wards", ward, what)
        return [RISK_TAGS[risk]] if risk == 3 or (risk == 2 and careful) else []

    def capacity(self) -> Iterator[Row]:
        """Yield the places of each ward: everyone's, each year's, nursing associates'."""
        for ward in self.sheets.wards:
            setting = {"setting_id": self.codes.of("ward", ward["ward"])}
            places = self.sheets.number(ward, "places")
            yield {**setting, "places": places}
            for year in YEARS:
                if (own := self._of_year(ward, year, places)) is not None:
                    yield {**setting, "stages": [year], "places": own}
            if (associates := self.sheets.number(ward, "associates")) is not None:
                yield {**setting, "learner_types": [ASSOCIATE], "places": associates}

    def _of_year(self, ward: Record, year: int, places: int | None) -> int | None:
        """Return the places for a year; a DYAD ward gives none more than half of all."""
        own = self.sheets.number(ward, f"year {year}")
        if own is None or places is None:
            return own
        if own > places:
            self.changes.tell("wards", ward, f"p{year}_cap {own} is above capacity_num {places}")
        if self.sheets.flag(ward, "dyad") and own > places // 2:
            what = f"DYAD: {places // 2} places for year {year}, half of {places}, not {own}"
            self.changes.tell("wards", ward, what)
            return places // 2
        return own


def tag_of(text: str) -> str:
    """Return a name as a tag.

    >>> tag_of("Accident & Emergency")
    'accident_emergency'
    """
    return "_".join(re.findall(r"[a-z0-9]+", text.casefold())) or "other"
