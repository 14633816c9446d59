"""Run two commands alternately and say how their times compare: ``pairs.py``'s ratio.

A busy machine slows both commands of a pair alike, so the median of the pairs' ratios says more
than two times measured one after the other. Which of the two is first changes from pair to pair.

    python -m tests.benchmarks.pairs --runs 5 "python -c pass" "python -c 'import pandas'"

prints the first command's time as a multiple of the second's: by the clock, and by the processor.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import click

from tests.benchmarks.process import measured

Seconds = tuple[float, float]
"""By the clock, and by the processor."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Times of two commands, pair by pair, each by the clock and by the processor [s]."""

    first: tuple[Seconds, ...]
    second: tuple[Seconds, ...]

    def ratio(self, by: int = 0) -> float:
        """Return the median ratio of the first to the second; ``by`` 1: by the processor."""
        return median(self._ratios(by))

    def _ratios(self, by: int) -> list[float]:
        return [one[by] / other[by] for one, other in zip(self.first, self.second, strict=True)]

    def text(self, by: int = 0) -> str:
        """Return the median ratio with the lowest and the highest."""
        ratios = self._ratios(by)
        return f"{self.ratio(by):.3g} ({min(ratios):.3g} to {max(ratios):.3g})"


def alternate(first: Callable[[], Seconds], second: Callable[[], Seconds], repeats: int) -> Pairs:
    """Time two things, alternately."""
    ones, others = [], []
    for k in range(repeats):
        if k % 2 == 0:
            ones.append(first())
            others.append(second())
        else:
            others.append(second())
            ones.append(first())
    return Pairs(tuple(ones), tuple(others))


def _timed(command: str) -> Seconds:
    done = measured(shlex.split(command))
    if done.code != 0:
        raise click.ClickException(f"{command}: exit {done.code}: {done.reason}")
    return done.seconds, done.processor_seconds


@click.command()
@click.argument("first")
@click.argument("second")
@click.option("--runs", type=click.IntRange(min=1), default=5, show_default=True)
def main(first: str, second: str, runs: int) -> None:
    """Print how long FIRST takes as a multiple of SECOND."""
    pairs = alternate(lambda: _timed(first), lambda: _timed(second), runs)
    click.echo(f"clock {pairs.text(0)}, processor {pairs.text(1)}; {runs} pairs")


if __name__ == "__main__":
    main()
