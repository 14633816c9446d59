"""A plan repaired after its round has changed: as few placements moved as can be, with proof."""
