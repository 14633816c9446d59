"""The commands, one file each: a file here is a command of the command line.

A file holds ``command``; ``import_x.py`` is the command ``import x``. What starts with ``_`` is
shared. What a command needs is imported inside it, so that ``--help`` answers at once.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

import click


def commands() -> dict[str, click.Command]:
    """Return the commands by the name of their file."""
    names = sorted(m.name for m in iter_modules(__path__) if not m.name.startswith("_"))
    return {name: import_module(f"{__name__}.{name}").command for name in names}
