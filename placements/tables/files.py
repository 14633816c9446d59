"""Files as text: UTF-8, within limits, with every reason why not."""

from __future__ import annotations

from pathlib import Path

from placements.errors import Problem, Where

MAX_BYTES = 200_000_000
"""Largest file read: measured travel of 3,000 learners to 1,000 settings is some 80 MB."""


def read_text(path: Path, problems: list[Problem]) -> str | None:
    """Return a file's text with plain line ends, or ``None`` with the reason in ``problems``."""
    where = Where(path.name)
    try:
        if path.exists() and not path.is_file():
            problems.append(Problem("is not a file", where))
            return None
        if path.stat().st_size > MAX_BYTES:
            problems.append(Problem(f"is larger than {MAX_BYTES // 1_000_000} MB", where))
            return None
        content = path.read_bytes()
    except OSError as error:
        problems.append(Problem(f"cannot be read: {error.strerror}", where))
        return None
    return _decoded(content, path.name, problems)


def _decoded(content: bytes, file: str, problems: list[Problem]) -> str | None:
    wrong = content.find(b"\0")
    try:
        if wrong < 0:
            return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        # The codec counts from behind a byte-order mark.
        wrong = error.start + 3 * content.startswith(b"\xef\xbb\xbf")
    before = content[:wrong].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    where = Where(file, line=before.count(b"\n") + 1)
    hint = "save it as 'CSV UTF-8 (comma delimited)'" if file.endswith(".csv") else None
    problems.append(Problem("is not UTF-8 text", where, suggestion=hint))
    return None
