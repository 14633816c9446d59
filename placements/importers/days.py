"""Days as publications write them, each readable in one way only."""

from __future__ import annotations

import datetime as dt
import re

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def day_of(text: str) -> dt.date | None:
    """Return a day written out, such as 01Jan2022, 1 January 2022, 20220101 or 2022-01-01.

    >>> day_of("01_November_2026_HSCA_Active_Locations"), day_of("20180401"), day_of("2022-01")
    (datetime.date(2026, 11, 1), datetime.date(2018, 4, 1), None)
    """
    named = re.search(r"(?<!\d)(\d{1,2})[\s_-]?([A-Za-z]{3})[A-Za-z]*[\s_-]?(\d{4})(?!\d)", text)
    if named and named[2].casefold() in MONTHS:
        parts = int(named[3]), MONTHS.index(named[2].casefold()) + 1, int(named[1])
    elif found := re.search(r"(?<!\d)((?:19|20)\d\d)([-_]?)(\d\d)\2(\d\d)(?!\d)", text):
        parts = int(found[1]), int(found[3]), int(found[4])
    else:
        return None
    try:
        return dt.date(*parts)
    except ValueError:
        return None


def day_first(text: str) -> dt.date | None:
    """Return a day written 2026-09-07, or as 07/09/2026 with the day before the month.

    >>> day_first("07/09/2026"), day_first("2026-09-07"), day_first("09/27/2026")
    (datetime.date(2026, 9, 7), datetime.date(2026, 9, 7), None)
    """
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"):
        try:
            return dt.datetime.strptime(text, form).date()
        except ValueError:
            continue
    return None
