"""Plans side by side: figure by figure, and which differences are more than the gaps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from placements.plan import LevelValue, Plan
from placements.result import Result
from placements.sweeps.acceptance import Acceptance
from placements.sweeps.figures import Figure, figures_of
from placements.verdict import judge

Figures = Mapping[str, Figure]
YES, NO = "yes", "no"


def compare(a: Plan | Result, b: Plan | Result) -> pd.DataFrame:
    """Return two plans, or results, figure by figure.

    Returns
    -------
    pandas.DataFrame
        ``figure``, ``unit``, ``a``, ``b``, ``difference``, and for levels ``established``:
        whether the difference is more than the gaps of the two.
    """
    table = comparison({"a": _figures(a), "b": _figures(b)})
    wide = table.pivot(index="figure", columns="scenario", values="value")
    # Of both units, which differ where only one has estimated minutes, the longer says more.
    unit = table.groupby("figure", sort=False)["unit"].agg(lambda units: max(units, key=len))
    second = table[table["scenario"] == "b"].set_index("figure")
    wide = unit.to_frame().join(wide).join(second[["difference", "established"]])
    wide["established"] = wide["established"].fillna("")
    return wide.reset_index()


def _figures(one: Plan | Result) -> Figures:
    if isinstance(one, Result):
        return figures_of(one.plan, one.levels)
    levels = [LevelValue(name, value, None) for name, value in judge(one).levels]
    return figures_of(one, levels)


def comparison(scenarios: Mapping[str, Figures]) -> pd.DataFrame:
    """Return every figure of every scenario, beside the first one's.

    Returns
    -------
    pandas.DataFrame
        ``scenario``, ``figure``, ``unit``, ``value``, ``bound``, ``difference`` to the first, and
        for levels ``established``: whether the difference is more than the gaps of the two.
    """
    whole = _filled(scenarios)
    base = next(iter(whole.values()))
    rows = []
    for scenario, own in whole.items():
        for name, mine in own.items():
            difference, sure = mine.value - base[name].value, established(mine, base[name])
            rows.append((scenario, name, mine.unit, mine.value, mine.bound, difference, sure))
    columns = ["scenario", "figure", "unit", "value", "bound", "difference", "established"]
    return pd.DataFrame(rows, columns=columns)


def _filled(scenarios: Mapping[str, Figures]) -> dict[str, dict[str, Figure]]:
    """Return all figures of each: a rule that nobody misses here, but somebody there, is 0."""
    known = {
        name: figure for own in reversed([*scenarios.values()]) for name, figure in own.items()
    }
    every = dict.fromkeys(name for own in scenarios.values() for name in own)
    kinds = list(dict.fromkeys(name.partition(":")[0] for name in every))
    names = sorted(every, key=lambda name: kinds.index(name.partition(":")[0]))
    return {
        scenario: {name: own.get(name) or Figure(name, 0.0, known[name].unit) for name in names}
        for scenario, own in scenarios.items()
    }


def established(one: Figure, other: Figure) -> str:
    """Return whether two levels differ whatever their best values are; blank for no levels."""
    if not (one.is_level and other.is_level):
        return ""
    proven = one.bound == one.value and other.bound == other.value
    apart = max(one.ends) < min(other.ends) or max(other.ends) < min(one.ends)
    return YES if proven or apart else NO


def accepted(scenarios: Mapping[str, Figures], tests: Sequence[Acceptance]) -> pd.DataFrame:
    """Return what each scenario makes of each acceptance test.

    Returns
    -------
    pandas.DataFrame
        ``scenario``, ``test``, ``value``, ``result`` (``pass`` or ``fail``), ``established``.
    """
    whole = _filled(scenarios)
    base = next(iter(whole.values()))
    nothing = Figure("", 0.0, "")
    rows = []
    for scenario, own in whole.items():
        for test in tests:
            mine, theirs = (figures.get(test.figure, nothing) for figures in (own, base))
            passed, sure = test.result(mine, theirs)
            value = mine.value
            result = "pass" if passed else "fail"
            rows.append((scenario, test.text, value, result, YES if sure else NO))
    return pd.DataFrame(rows, columns=["scenario", "test", "value", "result", "established"])
