"""Exit codes that are not of an error: errors carry their own (``placements.errors``)."""

BROKEN = 1
INTERRUPTED = 130
