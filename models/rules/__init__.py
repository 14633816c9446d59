"""Every rule of the model, one file each, found by looking: a new file is a new rule."""

from importlib import import_module
from pkgutil import iter_modules

from models.rule import Rule

RULES: tuple[Rule, ...] = tuple(
    import_module(f"{__name__}.{name}").RULE
    for name in sorted(module.name for module in iter_modules(__path__))
)
"""The rules, by name; their order never matters."""
