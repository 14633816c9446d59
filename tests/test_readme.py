"""The README is true: its commands run, its output is what they print, and no option is missing."""

import doctest
import re
from pathlib import Path

import click
import pytest

import placements as pl
from placements.cli import cli
from placements.errors import Severity, counted
from tests.cli.command import run

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
FENCES = re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, flags=re.DOTALL | re.MULTILINE)
SOLVE = "placements solve data/staffordshire --out runs/first"
LEVEL = re.compile(r"^  \d (.+?)  +(-?[\d,.]+)  +(-?[\d,.]+|-)  (proven best|at most|not proven)")

EXAMPLES = ["check", "verify", "why-not", "shortages", "worth", "closures", "outlook", "explain"]
"""Commands whose output is shown, on a plan of ``data/five``."""


def commands(block):
    """Return the commands of a block: what stands behind a ``$``."""
    return [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]


def printed(block):
    """Return what the last command of a block printed."""
    return block.rpartition("\n$ ")[2].partition("\n")[2]


def pages(group, *path):
    """Yield the words and the options of every command."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from pages(command, *path, name)
        else:
            options = [o for p in command.params if isinstance(p, click.Option) for o in p.opts]
            yield (*path, name), options


def levels(text):
    """Return name, value and bound of every level, as a summary shows them."""
    found = [match for line in text.splitlines() if (match := LEVEL.match(line))]
    return [(m[1], number(m[2]), number(m[3])) for m in found]


def number(text):
    return None if text == "-" else float(text.replace(",", ""))


def test_the_first_block_installs_and_runs_the_main_job():
    install, solve = commands(FENCES[0][1])

    assert install == "python -m pip install -q -c constraints.txt ."
    assert solve.startswith(SOLVE)


def test_the_second_block_installs_the_tests_and_runs_them():
    install, tests = commands(FENCES[1][1])

    # Editable, so that the tests are of this checkout.
    assert install == 'python -m pip install -q -c constraints.txt -e ".[test]"'
    assert tests.startswith("python -m pytest")


def test_the_first_command_comes_early():
    assert TEXT[: TEXT.index("$ ")].count("\n") <= 15


def test_the_output_of_the_main_job_is_of_the_round_as_it_is():
    round = pl.read(ROOT / "data" / "staffordshire")
    warnings = pl.check(round).of(Severity.WARNING)
    shown = printed(FENCES[0][1])

    assert shown.startswith(f"{counted(len(warnings), 'warning')}; placements check")
    assert f"\n{round.name}\n{len(round['learners'])} learners, " in shown
    assert f" of {pl.Plan.empty(round).taken.total():,} blocks placed " in shown
    assert [name for name, _, _ in levels(shown)] == [level.name for level in round.levels]


@pytest.mark.slow
def test_the_output_of_the_main_job_is_what_it_prints(tmp_path):
    # Minutes: it is the README's command as it stands there, with its time limit.
    words = commands(FENCES[0][1])[1].replace("runs/first", str(tmp_path / "first")).split()[1:]
    done = run(*words, cwd=ROOT)
    shown, fresh = levels(printed(FENCES[0][1])), levels(done.out)

    assert done.code == 0
    for (name, value, bound), (_, now, now_bound) in zip(shown, fresh, strict=True):
        # A bound is one of the plans that are as good at the levels above: where two runs differ,
        # neither can be below the other's bound, and of the levels below nothing is known.
        assert value >= (now_bound or value), name
        assert now >= (bound or now), name
        if now != value:
            assert "--time-limit" in words
            break


@pytest.mark.parametrize(("command", "options"), [*pages(cli)], ids=str)
def test_every_command_and_option_is_documented(command, options):
    heading = f"\n### {' '.join(command)}\n"
    assert heading in TEXT
    section = TEXT.partition(heading)[2].partition("\n### ")[0]

    assert f"$ placements {' '.join(command)} " in section
    for option in options:
        assert f"`{option}" in section


def test_no_option_is_documented_that_there_is_not():
    known = {option for _, options in pages(cli) for option in options}

    assert set(re.findall(r"`(--[a-z-]+)", TEXT)) <= known


def test_every_exit_code_is_documented():
    table = TEXT.partition("| exit code |")[2].partition("\n\n")[0]

    assert re.findall(r"^\| (\d+) \|", table, flags=re.MULTILINE) == [
        "0",
        "1",
        "2",
        "3",
        "4",
        "130",
    ]


@pytest.mark.parametrize("command", EXAMPLES)
def test_the_example_of_a_command_is_what_it_prints(command, tmp_path):
    section = TEXT.partition(f"\n### {command}\n")[2].partition("\n### ")[0]
    ((_, block),) = re.findall(r"^```(\w*)\n(.*?)^```$", section, flags=re.DOTALL | re.MULTILINE)
    (line,) = commands(block)
    run("solve", "data/five", "--out", tmp_path / "five", cwd=ROOT)

    words = line.replace("runs/five", str(tmp_path / "five")).split()[1:]
    done = run(*words, cwd=ROOT)

    assert printed(f"\n{block}") == done.out


def test_the_example_in_python_is_true(monkeypatch):
    monkeypatch.chdir(ROOT)
    (example,) = [block for language, block in FENCES if language == "python"]
    test = doctest.DocTestParser().get_doctest(example, {}, "README.md", "README.md", 0)

    assert doctest.DocTestRunner().run(test).failed == 0


def test_every_link_leads_somewhere():
    links = re.findall(r"\]\(([^)#]+)\)", TEXT)
    own = [link for link in links if "://" not in link]

    assert own
    assert [link for link in own if not (ROOT / link).exists()] == []
