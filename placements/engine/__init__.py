"""From the model to a plan: compile once, solve level by level, with a bound for every level."""
