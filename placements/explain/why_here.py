"""Why a learner is where the plan says, and not elsewhere.

What was open, what barred the rest, and what every open choice would cost whom.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from placements.errors import InputError, Problem, nearest
from placements.explain.explainer import Explainer
from placements.explain.explanation import Explanation
from placements.explain.plans import unplaced_in
from placements.plan import LevelValue, Plan
from placements.round import Round


def why(
    plan: Plan,
    learner: str,
    block: str | None = None,
    instead: str | None = None,
    *,
    known: Sequence[LevelValue] = (),
    most: int | None = None,
    exact: bool | None = None,
    listener: Callable[[str], None] | None = None,
) -> Explanation:
    """Explain where a plan puts a learner.

    Parameters
    ----------
    block, instead
        Only this block; only this setting.
    known
        The plan's levels with proven bounds (``Result.levels``): lower ends of costs.
    most
        Open choices of a block whose cost is found; ``None``: 8 of one block, else 1 of each.
    exact
        Whether the whole round is solved again for every choice; ``None``: where that is quick.
    listener
        Told in words what is being solved.

    Raises
    ------
    InputError
        Where the round has no such learner, block or setting.
    """
    check_codes(plan.round, learner, block, instead)
    explainer = Explainer(plan, known=known, exact=exact, listener=listener)
    return explainer.explain(learner, None if block is None else [block], instead, most)


def asked_for(
    plan: Plan, learner: str | None = None, block: str | None = None
) -> list[tuple[str, list[str] | None]]:
    """Return whose blocks to explain: a learner's (``None``: all), else each unplaced one."""
    if learner is not None:
        return [(learner, None if block is None else [block])]
    return [(who, [code]) for who, code in unplaced_in(plan)]


def check_codes(round: Round, learner: str, block: str | None, setting: str | None) -> None:
    """Refuse codes that the round does not have."""
    own = round.learner_blocks
    blocks = own.loc[own["learner_id"] == learner, "block_id"].tolist()
    _known(round, learner, list(round.learner_ids), "learner")
    if block is not None:
        _known(round, block, blocks, f"block of {learner}")
    if setting is not None:
        _known(round, setting, list(round.setting_ids), "setting")


def _known(round: Round, code: str, known: Collection[str], what: str) -> None:
    if code not in known:
        raise InputError(
            round.name, [Problem(f"is not a {what}", None, code, nearest(code, known))]
        )
