r"""The page of all mathematics, made from the docstrings of the rules and measures.

``python -m models.page > models/README.md`` writes it; a test keeps it true.
"""

from __future__ import annotations

import re
import sys
from inspect import cleandoc

from models.measure import LevelMeasure, Measure
from models.measures import MEASURES
from models.rule import Rule
from models.rules import RULES

INTRODUCTION = r"""
# The mathematics

A round gives *candidates*: each is a learner, one of their blocks, a setting where they may be, and
the week in which it would start. The model chooses among them. Every rule and every measure of the
objective is one file, which states it three times: in mathematics (collected on this page), as rows
of the model (`add`), and as a judgement of a plain plan that knows no model (`breaches` or `value`).
Tests compare the second with the third on random plans of random rounds.

_This page is made by `python -m models.page > models/README.md` from those files. Change them, not it._

## Decisions and letters

| decision | in code | meaning |
|----------|---------|---------|
| $x_c \in \{0, 1\}$    | `m.assign[c]` | candidate $c$ is chosen |
| $z_{lb} \in \{0, 1\}$ | `m.taken[k]`  | learner $l$ takes block $b$, row $k$ of `round.learner_blocks`; only where blocks of a group are left out, else 1 |

| letter | meaning | unit |
|--------|---------|------|
| $l, o$ | a learner, another learner | |
| $b$    | a block of a learner's calendar | |
| $s$    | a setting | |
| $w, t$ | a week of the horizon, 1 first | week |
| $c$    | a candidate: $l_c$, $b_c$, $s_c$ and $a_c$ | |
| $a_c, e_c$ | first and last week of a candidate; under way in week $w$ where $a_c \le w \le e_c$ | week |
| $n_c$  | its length, $e_c - a_c + 1$ | weeks |
| $C$    | all candidates; with indices, those of a learner, block, setting or line of capacity | |

Sums over candidates that do not exist are 0. In the tables below, `b` is the block of the Pyomo model
with the name of the rule or measure: `b.peak[s]` of `peak_load` is `m.peak_load.peak[s]`.
"""


def page() -> str:
    """Return the page as GitHub's Markdown."""
    parts = [
        github(cleandoc(INTRODUCTION)),
        "## Contents",
        _contents("Rules, which every plan respects", ("rule", "says"), _rule_rows()),
        _contents(
            "Measures, of which levels are made; less is better",
            ("measure", "is", "unit"),
            _measure_rows(),
        ),
        "## Rules",
        *(_section(rule, _notes(rule)) for rule in RULES),
        "## Measures",
        *(_section(m, [f"Unit: {m.unit}."]) for m in MEASURES.values()),
    ]
    return "\n\n".join(parts) + "\n"


def _rule_rows() -> list[tuple[str, ...]]:
    return [(_link(rule.name), rule.title) for rule in RULES]


def _measure_rows() -> list[tuple[str, ...]]:
    return [(_link(m.name), m.title, m.unit) for m in MEASURES.values()]


def _contents(heading: str, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [columns, tuple("---" for _ in columns), *rows]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{heading}:\n\n{table}"


def _link(name: str) -> str:
    return f"[`{name}`](#{name})"


def _notes(rule: Rule) -> list[str]:
    notes = []
    if rule.presumes:
        notes.append(f"Takes for granted: {', '.join(_link(name) for name in rule.presumes)}.")
    if rule.overridden is not None:
        notes.append("Fixed pins that break it alone override it, and are reported.")
    if rule.decided is not None:
        notes.append(
            "States what users decided, which may contradict itself: then there is no plan."
        )
    return notes


def _section(piece: Rule | Measure | LevelMeasure, notes: list[str]) -> str:
    text = sys.modules[piece.add.__module__].__doc__ or ""
    return "\n\n".join([f"### `{piece.name}`", github(cleandoc(text)), *notes])


def github(text: str) -> str:
    r"""Return Markdown whose mathematics GitHub leaves alone, as Jupyter does anyway.

    GitHub reads ``$$`` and ``$`` as Markdown first, which takes the backslash from ``\,`` and reads
    two underscores as emphasis; in a ``math`` fence and between ``$`` and a backtick it does not.
    """
    fenced = re.sub(r"\$\$(.+?)\$\$", r"```math\n\1\n```", text, flags=re.DOTALL)
    parts = re.split(r"(```math.+?```|`[^`\n]+`)", fenced, flags=re.DOTALL)
    return "".join(
        part if part.startswith("`") else re.sub(r"\$([^$]+)\$", r"$`\1`$", part) for part in parts
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(page().encode())
