"""The data contract: every table, column and default, declared once.

The readers, the validation, the data dictionary and the template are all made from ``TABLES``.
"""

from placements.tables import demand, supply, wishes
from placements.tables.column import Column, Table

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        supply.AREAS,
        supply.PROVIDERS,
        supply.SETTINGS,
        supply.CAPACITY,
        demand.PROGRAMMES,
        demand.BLOCKS,
        demand.LEARNERS,
        wishes.REQUIREMENTS,
        wishes.SEQUENCES,
        wishes.PREFERENCES,
        wishes.EXCLUSIONS,
        demand.HISTORY,
        wishes.PINS,
        wishes.LINKS,
        demand.ABSENCES,
        supply.TRAVEL,
        supply.VACANCIES,
    )
}
"""Every table of a round, in the order of the contract."""


def target(column: Column) -> str:
    """Return the column of the other table that a code refers to."""
    key = TABLES[column.refers_to].key
    return column.name if column.name in key else key[0]


__all__ = ["TABLES", "Column", "Table", "target"]
