"""File names made from codes: safe on every system, and different for different codes."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable

MOST_CHARACTERS = 60
"""Of a name, but for the longest digest."""
RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
"""Names that are devices on Windows, whatever their extension."""


def file_names(codes: Iterable[str]) -> dict[str, str]:
    """Return for each code a file name without extension.

    A code of plain letters, digits and ``.``, ``_``, ``-`` is its own name. Any other gets a short
    digest behind what can be kept of it, and so do two that differ only in case: on Windows and
    macOS they would be one file. A name cannot leave its folder, hide, or be taken for an option.
    """
    names = {code: _name(code) for code in sorted(set(codes))}
    for length in (8, 64):  # a short digest may be another code's own ending
        times = Counter(name.casefold() for name in names.values())
        for code, name in names.items():
            if times[name.casefold()] > 1:
                names[code] = _with_digest(code, length)
    return names


def _name(code: str) -> str:
    return code if _plain(code) == code else _with_digest(code, 8)


def _plain(code: str) -> str:
    """Return what of a code a file name can hold."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "-", code)[:MOST_CHARACTERS]
    name = re.sub(r"\.{2,}", ".", name).lstrip("._-").rstrip(".")
    return f"x-{name}" if RESERVED.fullmatch(name) or not name else name


def _with_digest(code: str, length: int) -> str:
    digest = hashlib.sha256(code.encode("utf-8", "surrogatepass")).hexdigest()[:length]
    return f"{_plain(code)[: MOST_CHARACTERS - 9]}-{digest}"
