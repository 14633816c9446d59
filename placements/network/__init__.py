"""A round as networks: what holds what, who can reach what, and where places must fall short."""

from placements.network.hierarchy import hierarchy, places_by_week
from placements.network.reach import reach
from placements.network.shortfalls import Shortfall, shortfalls

__all__ = ["Shortfall", "hierarchy", "places_by_week", "reach", "shortfalls"]
