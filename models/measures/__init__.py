"""Every measure of the objective, one file each, found by looking: a new file is a new measure."""

from models.measure import LevelMeasure, Measure
from models.own import pieces

MEASURES: dict[str, Measure | LevelMeasure] = pieces(__name__, __path__)
"""Name → measure."""

UNITS: dict[str, str] = {name: measure.unit for name, measure in MEASURES.items()}
"""Name → unit."""
