"""What the fields of a letter may say: names of what a letter has, ``if``, and one kind of loop."""

from __future__ import annotations

from importlib import import_module
from typing import Any

TEXT = {"Template", "Output", "TemplateData", "Const", "Concat"}
NAMES = {"Name", "Getattr", "Getitem", "Slice", "Filter", "Keyword"}
CHOICES = {"If", "CondExpr", "Test", "Compare", "Operand", "And", "Or", "Not", "For"}
USED = TEXT | NAMES | CHOICES
"""Kinds of jinja2's nodes that a letter has a use for."""
FILTERS = frozenset(
    ("capitalize", "default", "first", "last", "length", "lower", "title", "trim", "upper")
)
REPEATED = "placements"
MEANT = (
    "a field names what letters have (such as {{ learner }}), with 'if', 'for p in placements' "
    f"and the filters {', '.join(sorted(FILTERS))}"
)


def environment() -> Any:
    """Return jinja2's environment for letters.

    A template may come from anybody. One that calculates or calls could take all memory or never
    end, without leaving jinja2's sandbox: so it is read, and refused, before it is run.
    """
    sandbox, jinja2 = import_module("jinja2.sandbox"), import_module("jinja2")

    class Environment(sandbox.SandboxedEnvironment):  # type: ignore[misc, name-defined]
        """Compiles only what a letter has a use for."""

        def from_string(self, source: Any, *args: Any, **kwargs: Any) -> Any:
            """Return the template that a text is, once its fields are known to be harmless."""
            tree = self.parse(source)
            if (fault := _fault(tree)) is not None:
                message, line = fault
                raise jinja2.TemplateSyntaxError(f"{message}; {MEANT}", line)
            return super().from_string(source, *args, **kwargs)

    return Environment(autoescape=True, undefined=jinja2.StrictUndefined)


def _fault(tree: Any, *, within: bool = False) -> tuple[str, int] | None:
    """Return the first thing in a tree of nodes that no letter needs, and its line.

    Parameters
    ----------
    within
        Whether the tree is part of a loop.
    """
    for node in tree.iter_child_nodes():
        if (message := _fault_of(node, within)) is not None:
            return message, node.lineno
        if (fault := _fault(node, within=within or _is(node, "For"))) is not None:
            return fault
    return None


def _fault_of(node: Any, within: bool) -> str | None:
    kind = type(node).__name__
    if kind not in USED:
        return f"{kind.lower()!r} is not for letters"
    if kind == "Filter" and node.name not in FILTERS:
        return f"the filter {node.name!r} is not for letters"
    if kind == "For" and (within or node.recursive or not _repeats(node.iter)):
        return f"a loop goes once through {REPEATED}, and none is within another"
    return None


def _repeats(node: Any) -> bool:
    """Return whether a loop is over the placements, all or some in a row."""
    if _is(node, "Getitem") and _is(node.arg, "Slice"):
        node = node.node
    return _is(node, "Name") and node.name == REPEATED


def _is(node: Any, kind: str) -> bool:
    return type(node).__name__ == kind
