"""Lists for people that an import leaves beside the tables."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence


def csv_of(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return rows as CSV text."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return target.getvalue()
