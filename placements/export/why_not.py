"""Why a learner is not offered settings, in words."""

from __future__ import annotations

from collections.abc import Sequence

from placements.candidates import why_not
from placements.eligibility import REASONS
from placements.errors import InputError, Problem, nearest
from placements.round import Round
from placements.travel import is_estimated


def why_not_text(round: Round, learner: str, block: str | None, setting: str | None) -> str:
    """Return, for each block and setting asked about, whether it is open and if not, why.

    Raises
    ------
    InputError
        Where the round has no such learner, block or setting.
    """
    own, estimated = round.learner_blocks, is_estimated(round)
    blocks = own.loc[own["learner_id"] == learner, "block_id"].tolist()
    _known(round, learner, list(round.learner_ids), "learner")
    if block is not None:
        _known(round, block, blocks, f"block of {learner}")
    if setting is not None:
        _known(round, setting, list(round.setting_ids), "setting")
    found = why_not(round, learner, block, setting)
    lines = []
    for code, rows in found.groupby("block_id"):
        starts = rows["start"].nunique()
        opened = rows.loc[[not reasons for reasons in rows["reasons"]], "setting_id"].nunique()
        every = rows["setting_id"].nunique()
        lines.append(f"{learner} {code}: {opened} of {every} settings are open")
        for row in rows.itertuples():
            if row.reasons or setting is not None:
                when = f" from {round.monday(row.start)}" if starts > 1 else ""
                at = round.learner_at[learner], round.setting_at[row.setting_id]
                words = _words(row.reasons, row.minutes, bool(estimated[at]))
                lines.append(f"  {row.setting_id}{when}: {words}")
    if not lines:
        lines.append(f"{learner} has no block")
    return "\n".join(lines)


def _known(round: Round, code: str, known: Sequence[str], what: str) -> None:
    if code not in known:
        problem = Problem(f"is not a {what}", None, code, nearest(code, known))
        raise InputError(round.name, [problem])


def _words(codes: Sequence[str], minutes: int, estimated: bool) -> str:
    if not codes:
        return f"open, {minutes} minutes one way{' (estimated)' if estimated else ''}"
    journey = f"{minutes} minutes{', estimated' if estimated else ''}"
    detail = {"travel": f"{REASONS['travel']} ({journey})"}
    return "; ".join(f"{code}: {detail.get(code, REASONS[code])}" for code in codes)
