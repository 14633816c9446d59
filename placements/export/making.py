"""From a plan, as a value or a file, to the facts that every export is made from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from placements.changes import Spots, pinned_spots, read_spots
from placements.errors import InputError, counted
from placements.export.facts import Facts
from placements.plan import LevelValue
from placements.plan_file import read_plan
from placements.publications import Publication
from placements.result import Result
from placements.round import Round, digest
from placements.run_card import RunCard, file_sha256, read_run_card
from placements.standing import standing_in_words
from placements.verdict import judge


@dataclass(frozen=True, slots=True)
class Source:
    """A plan file that the judge has passed, and the run that it came from.

    Parameters
    ----------
    run
        What lies beside the file; ``None``: nothing.
    plan_sha256
        Of the file's bytes.
    """

    facts: Facts
    run: RunCard | None
    plan_sha256: str

    @property
    def edited(self) -> bool:
        """Whether the file differs from what its run wrote."""
        return self.run is not None and self.run.plan_sha256 != self.plan_sha256


def facts_of_result(result: Result) -> Facts:
    """Return the facts of a run's plan."""
    return Facts(
        plan=result.plan,
        levels=result.levels,
        status=str(result.status),
        standing=standing_in_words(result.plan),
        before=announced(result.plan.round, ()),
        overridden=result.overridden,
    )


def facts_of_file(
    round: Round, plan_path: Path, record: tuple[Publication, ...], before: Path | None = None
) -> Source:
    """Return the facts of a plan file, judged.

    Parameters
    ----------
    before
        File of the plan announced before; ``None``: what the round's pins announce.

    Raises
    ------
    InputError
        Where it is not a plan file of this round, or the judge refuses it.
    """
    plan = read_plan(plan_path, round)
    verdict = judge(plan)
    if not verdict.passed:
        first = f"{counted(len(verdict.breaches), 'breach', 'breaches')}: {verdict.breaches[0]}"
        raise InputError.of(plan_path, f"breaks a rule and is not handed out: {first}")
    run, sha256 = read_run_card(plan_path), file_sha256(plan_path)
    made = (sha256, digest(round))
    # What a run proved holds for its own plan of its own round, not for an edited one.
    proven = run if run is not None and (run.plan_sha256, run.input_sha256) == made else None
    unproven = tuple(LevelValue(name, value, None) for name, value in verdict.levels)
    facts = Facts(
        plan=plan,
        levels=unproven if proven is None else proven.levels(verdict),
        status="" if proven is None else proven.status,
        standing=standing_in_words(plan, record),
        before=announced(round, record) if before is None else read_spots(before, round),
        judged=verdict,
    )
    return Source(facts, run, sha256)


def announced(round: Round, record: tuple[Publication, ...]) -> Spots | None:
    """Return what a round says was announced or decided; ``None``: nothing."""
    pins = round["pins"]
    if not record and not (pins["state"] == "published").any():
        return None
    return pinned_spots(round)
