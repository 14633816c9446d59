"""Scenarios: named changes to a round, solved side by side and compared."""
