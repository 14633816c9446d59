"""Read a table of a Parquet file as text: for travel measured by the million."""

from __future__ import annotations

from array import array
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from placements.errors import Problem, Where, counted
from placements.tables.files import MAX_BYTES
from placements.tables.raw import MAX_CELL, MAX_COLUMNS, MAX_ROWS, UNREAD, RawTable
from placements.tables.text import as_text

MAX_UNPACKED = 1_000_000_000
NO_TEXT = "is no text and no number that a table can hold"
NEEDS = "install what reads it with: pip install 'placements[parquet]'; or write it as CSV"


def parquet_table(path: Path, problems: list[Problem]) -> RawTable | None:
    """Return a table as text, or ``None`` with the reason added to ``problems``.

    Rows are numbered from 1.
    """
    where = Where(path.name)
    if find_spec("pyarrow") is None:
        problems.append(Problem("is a Parquet file", where, None, NEEDS))
        return None
    try:
        return _read(path, problems)
    except Exception as error:  # a damaged file can raise anything
        what = getattr(error, "strerror", None) or "it is not a Parquet file, or is damaged"
        problems.append(Problem(f"cannot be read: {what}", where))
        return None


def _read(path: Path, problems: list[Problem]) -> RawTable | None:
    import pyarrow.parquet  # noqa: PLC0415 - an extra, and large

    with pyarrow.parquet.ParquetFile(path) as file:
        if (reason := _too_large(path, file.metadata)) is not None:
            problems.append(Problem(reason, Where(path.name)))
            return None
        header = tuple(str(name) for name in file.schema_arrow.names)
        columns = [_texts(column) for column in file.read().columns]
    rows = [*zip(*columns, strict=True)]
    table = RawTable(path.name, header, rows, array("q", range(1, len(rows) + 1)))
    for name, texts in zip(header, columns, strict=True):
        if UNREAD in texts:
            problems.append(Problem(NO_TEXT, table.where(texts.index(UNREAD), name)))
    return table


def _too_large(path: Path, metadata: Any) -> str | None:
    if metadata.num_rows > MAX_ROWS:
        return f"has more than {MAX_ROWS:,} rows"
    if metadata.num_columns > MAX_COLUMNS:
        return f"has {counted(metadata.num_columns, 'column')}; a table has at most {MAX_COLUMNS}"
    groups = (metadata.row_group(k) for k in range(metadata.num_row_groups))
    unpacked = sum(group.total_byte_size for group in groups)
    if path.stat().st_size > MAX_BYTES or unpacked > MAX_UNPACKED:
        return f"is larger than {MAX_BYTES // 1_000_000} MB, or unpacks to more than a round needs"
    return None


def _texts(column: Any) -> list[str]:
    """Return the cells of a column as CSV would hold them; each different value is read once."""
    from pyarrow import types  # noqa: PLC0415

    kind = column.type.value_type if types.is_dictionary(column.type) else column.type
    plain = (types.is_string, types.is_large_string, types.is_integer, types.is_floating)
    if not (types.is_null(kind) or any(is_kind(kind) for is_kind in plain)):
        return [UNREAD] * len(column)
    read: dict[Any, str] = {}
    values = column.to_pylist()
    return [read[v] if v in read else read.setdefault(v, _text(v)) for v in values]


def _text(value: object) -> str:
    text = as_text(value)
    return UNREAD if len(text) > MAX_CELL or UNREAD in text else text
