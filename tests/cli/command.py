"""The commands as their users meet them: what they print, and the code they end with."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from placements.cli import outcome

COMMAND = Path(sys.executable).with_name("placements")
"""The command that the installation made."""


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def text(self) -> str:
        """Everything that it printed."""
        return self.out + self.err


def run(*arguments: object, cwd: Path | None = None) -> Done:
    """Run the installed command as a process of its own."""
    words = [str(argument) for argument in (COMMAND, *arguments)]
    done = subprocess.run(
        words,
        capture_output=True,
        check=False,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=300,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def call(capsys: pytest.CaptureFixture[str], *arguments: object) -> Done:
    """Run the command in this process: the same code path without the start of Python."""
    capsys.readouterr()
    code = outcome([str(argument) for argument in arguments])
    printed = capsys.readouterr()
    return Done(code, printed.out, printed.err)
