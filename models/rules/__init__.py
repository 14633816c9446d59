"""Every rule of the model, one file each, found by looking: a new file is a new rule."""

from models.own import pieces
from models.rule import Rule

RULES: tuple[Rule, ...] = tuple(pieces(__name__, __path__).values())
"""The rules, by name; their order never matters."""
