"""Every measure of the objective, one file each, found by looking: a new file is a new measure."""

from importlib import import_module
from pkgutil import iter_modules

from models.measure import LevelMeasure, Measure

MEASURES: dict[str, Measure | LevelMeasure] = {
    name: import_module(f"{__name__}.{name}").MEASURE
    for name in sorted(module.name for module in iter_modules(__path__))
}
"""Name → measure."""

UNITS: dict[str, str] = {name: measure.unit for name, measure in MEASURES.items()}
"""Name → unit."""
