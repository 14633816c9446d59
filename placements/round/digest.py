"""A hash of a round's content, whatever the order of rows or columns, or the file's form."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import pandas as pd

from placements.round.core import Round
from placements.tables.text import as_text


def digest(round: Round) -> str:
    """Return the SHA-256 of the content, as 64 hexadecimal digits.

    Every value stands in it with its default, so that a blank cell, a default written out and a
    column left out are the same content.
    """
    sha = hashlib.sha256()
    for line in _lines(round):
        sha.update(line.encode() + b"\n")
    return sha.hexdigest()


def _lines(round: Round) -> Iterator[str]:
    yield repr((round.name, str(round.start), round.weeks, str(round.published)))
    yield repr((round.travel_model, round.levels))
    for name, frame in round.tables.items():
        if len(frame):
            yield name
            yield from _rows(frame[sorted(frame.columns)])


def _rows(frame: pd.DataFrame) -> list[str]:
    texts = [_texts(frame[column].tolist()) for column in frame.columns]
    return sorted(map(repr, zip(*texts, strict=True)))


def _texts(values: list[Any]) -> list[str]:
    """Return values as text, each different one read once."""
    read: dict[Any, str] = {}
    return [read[v] if v in read else read.setdefault(v, as_text(v)) for v in values]
