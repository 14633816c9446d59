"""The one command: run benchmarks, and write their table as Markdown and as CSV.

The table is written again after every row: a run that is cut off leaves what it has measured.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import click

from tests.benchmarks.machine import machine
from tests.benchmarks.row import Options, Row, UntrueError
from tests.benchmarks.table import csv_text, level_text, markdown

NAMES = ("rounds", "mss", "whole_model", "build")


@click.command()
@click.argument("words", nargs=-1, metavar="[NAMES]... [-- OPTIONS]")
@click.option("--input", "inputs", multiple=True, help="Only this input; may be repeated.")
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="Instead of each input's own.",
)
@click.option("--seed", default=0, show_default=True, help="Of the engines that take one.")
@click.option(
    "--repeats",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="Pairs of a ratio.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.md",
    help="The table; its CSV is beside it.  [default: print it]",
)
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Keep every run's files here.",
)
def main(
    words: tuple[str, ...],
    inputs: tuple[str, ...],
    time_limit: float | None,
    seed: int,
    repeats: int,
    out: Path | None,
    keep: Path | None,
) -> None:
    """Measure NAMES (all, if none is given): rounds, mss, whole_model, build.

    OPTIONS, after --, are passed to every "placements solve".
    """
    names, passed = _split(words)
    facts, tables = machine(seed), {name: [] for name in names}
    about = {name: _about(name) for name in names}
    with _folder(keep) as folder:
        options = Options(folder, time_limit, inputs, seed, repeats, passed)
        for name, row in _measure(names, options):
            tables[name].append(row)
            found = ", ".join(level_text(level) for level in row.levels)
            click.echo(f"{name}: {row.input}, {row.engine}: {row.status}; {found}", err=True)
            if out is not None:
                out.write_text(markdown(facts, about, tables), encoding="utf-8")
                out.with_suffix(".csv").write_text(csv_text(facts, tables), encoding="utf-8")
    if not any(tables.values()):
        raise click.ClickException("no such input is there; nothing was measured")
    if out is None:
        click.echo(markdown(facts, about, tables), nl=False)


def _split(words: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the benchmarks, and what is passed on: from the first word that is an option."""
    at = next((k for k, word in enumerate(words) if word.startswith("-")), len(words))
    unknown = [word for word in words[:at] if word not in NAMES]
    if unknown:
        raise click.UsageError(f"no benchmark {unknown[0]!r}; there are {', '.join(NAMES)}")
    return words[:at] or NAMES, words[at:]


def _about(name: str) -> str:
    """Return the first line of a benchmark's docstring."""
    return (import_module(f"tests.benchmarks.{name}").__doc__ or "").split("\n")[0]


def _measure(names: tuple[str, ...], options: Options) -> Iterator[tuple[str, Row]]:
    for name in names:
        try:
            for row in import_module(f"tests.benchmarks.{name}").rows(options):
                yield name, row
        except UntrueError as error:
            raise click.ClickException(str(error)) from error


@contextmanager
def _folder(keep: Path | None) -> Iterator[Path]:
    """Give the folder of the runs: the one to keep, or one for this time."""
    if keep is not None:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


if __name__ == "__main__":
    main()
