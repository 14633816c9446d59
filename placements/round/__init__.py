"""The round: checked, frozen tables, with weeks and dates in one place."""

from placements.round.core import Level, Round, TravelModel
from placements.round.digest import digest

__all__ = ["Level", "Round", "TravelModel", "digest"]
