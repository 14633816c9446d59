"""Progress of a long answer: one line that is written over, on a terminal only."""

from __future__ import annotations

import sys


def tell(done: int, of: int, what: str) -> None:
    """Say how many of how many questions are answered, and which is next."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{done} of {of}: {what}" if done + 1 < of else "\r\x1b[K")
        sys.stderr.flush()
