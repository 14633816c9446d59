"""The prose of the data dictionary: conventions, filters, the heading."""

INTRODUCTION = """\
# Data dictionary

*Made by `python -m placements.tables.dictionary > data/README.md` from the declaration of the \
tables that the readers use. Do not edit it by hand.*

A **round** is everything one allocation run needs: who must be placed, when, where they could go, \
and which rules hold. It is one of two things with exactly the same content:

- a **folder** of CSV files, one a table (`learners.csv`), and `round.toml`;
- a **workbook** (`.xlsx`), one sheet a table (`learners`), and a sheet `round` with the columns \
`key` and `value`.

"""

CONVENTIONS = """\
## Conventions

- **Dates** are written year-month-day, `2026-09-07`; in a workbook they may be real dates. They \
are inclusive wherever they end something.
- **Weeks** run Monday to Sunday and are numbered from the round's start, 1 first. A placement \
runs from its Monday to the Sunday of its last week.
- **Blank cells** take the value under "if blank"; a dash there means that there is no value. \
Where `*` (all) is allowed, blank means `*`. A column that is left out is a column of blank cells.
- **Codes** are case-sensitive text, leading zeros and all, without `;`, `|`, `=` and `!`, and \
without spaces around them. In a workbook, format their columns as text.
- **Lists** are separated by `;`: `dementia;home_visits`. Their order never matters.
- **Numbers** have a point and no thousands separator: `37.5`, `1200`.
- **Yes or no** is written `yes` or `no`.
- **Order** never matters, neither of rows nor of columns. The same content gives the same plan.
- **Codes that refer** to another table must be in it. Where that table is absent or has no rows, \
its codes are free labels.
- **Unknown** columns, files and sheets are errors, so that a misspelt one is never ignored. Only \
files ending in `.md` and the sheets `README` and `Issues` are for people, and not read. A hidden \
sheet, row or column is read like any other.
- **Workbooks** hold values: a formula, an error such as `#N/A`, a merged cell and a value outside \
the table are refused. Copy formulas and paste their values.
- **CSV files** are UTF-8, separated by commas; Excel calls that "CSV UTF-8 (comma delimited)". A \
value that holds a comma stands in double quotes.
- **Limits**: 200 columns, 3 million rows of a table (1,048,576 in a workbook), 10,000 characters \
in a cell, 200 MB in a file.

An **error** is what cannot be read in exactly one way: a missing required table or column, an \
unknown code or column, a malformed value, a duplicate key, contradictory rows, a start that is \
not a Monday, a block that cannot fit the horizon, a pin outside its window. All errors are listed \
at once, with their place, and nothing runs. Everything else that looks wrong is a **warning**: \
it is listed, and stops nothing.

"""

FILTERS = """\
## Filters

A filter picks settings, for one learner. It is a list of conditions separated by `;`, all of \
which must hold; a blank one matches everything. A condition is `name=value`, `name!=value`, or \
several values with `|`, of which one must match:

```
sector=primary|community;driver_required=no
```

picks the settings in primary or community care that learners without a car can serve. `!=` is \
true where none of the values matches. Defaults apply first, then text is compared, case and all; \
a blank matches no value, so `!=` is true of it. Dates and numbers are written as in the tables, \
the shortest way: `minimum_age=16`.

Names are the columns of [settings](#settings), and:

| name | is |
|---|---|
| `tag` | any of the setting's tags |
| `base` | `yes`: the learner's own base setting; else `no` |
| `employer` | `yes`: run by the learner's employer; else `no` |

"""

HEADING_NOTES = """\
Where [travel](#travel) has no row for a learner and a setting, the one-way minutes are

> km × `detour` ÷ `km_per_hour` × 60 + `extra_minutes`

for the learner's way to travel, with km the great-circle (haversine) distance on a sphere of \
radius 6371.0088 km, rounded half up to a whole minute. The rounded minutes are what eligibility \
and the objective use.

### Levels

The objective is a list of levels in strict order of importance: a lower level never costs \
anything at a higher one. Each is a sum of measures with positive weights. The measures and their \
units are in [models/README.md](../models/README.md). A round that names no level has these:

"""
