"""``python -m placements``: the same commands where the installed one is not on the path."""

from placements.cli import main

main()
