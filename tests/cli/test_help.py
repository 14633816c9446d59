"""What somebody sees who does not know the commands, or mistypes them."""

import subprocess
import sys
from importlib.metadata import version

import pytest

from tests.cli.command import call, run

PAGES = (
    (),
    ("check",),
    ("template",),
    ("solve",),
    ("verify",),
    ("why-not",),
    ("report",),
    ("network",),
    ("import",),
    ("import", "mss"),
)


@pytest.mark.parametrize("page", PAGES, ids=" ".join)
def test_every_command_has_a_page_of_help(capsys, page):
    done = call(capsys, *page, "--help")

    assert done.code == 0
    assert done.out.startswith(f"Usage: placements {' '.join(page)}".rstrip())
    assert "..." not in done.out.split("Commands:")[-1]  # no summary is cut short


def test_the_command_alone_lists_the_commands_and_the_exit_codes():
    done = run()

    assert done.code == 2
    assert "Usage: placements" in done.text
    for word in ("check", "solve", "verify", "why-not", "import", "130"):
        assert word in done.text


def test_it_tells_its_version():
    assert run("--version").out == f"placements, version {version('placements')}\n"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("solve",), "Missing argument 'ROUND'"),
        (("solve", "round"), "Missing option '--out'"),
        (("solve", "round", "--outt", "runs"), "Did you mean one of: '--out'"),
        (("solve", "round", "--out", "runs", "--gap", "nan"), "nan is not a finite number"),
        (("solve", "round", "--out", "runs", "--gap", "-1"), "-1.0 is not in the range"),
        (("solve", "round", "--out", "runs", "--time-limit", "0"), "0.0 is not in the range"),
        (("solve", "round", "--out", "runs", "--time-limit", "inf"), "inf is not a finite number"),
        (("solve", "round", "--out", "runs", "--threads", "two"), "'two' is not a valid integer"),
        (("verify", "round"), "Missing argument 'PLAN'"),
        (("solv",), "Did you mean 'solve'?"),
        (("import", "excel"), "No such command 'excel'"),
    ],
)
def test_a_mistyped_command_is_explained(capsys, tmp_path, monkeypatch, arguments, told):
    monkeypatch.chdir(tmp_path)

    done = call(capsys, *arguments)

    assert done.code == 2
    assert told in done.err
    assert list(tmp_path.iterdir()) == []


def test_help_loads_no_library_that_takes_seconds():
    code = (
        "import sys\n"
        "from placements.cli import outcome\n"
        "outcome(['solve', '--help'])\n"
        "print('loaded:', {'pandas', 'numpy', 'pyomo'} & set(sys.modules))"
    )
    done = subprocess.check_output([sys.executable, "-c", code], text=True, timeout=60)

    assert done.splitlines()[-1] == "loaded: set()"
