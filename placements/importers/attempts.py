"""Read several files and tell what is wrong with all of them at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import ParamSpec, TypeVar

from placements.errors import InputError, Problem, Where

Arguments = ParamSpec("Arguments")
Read = TypeVar("Read")


@dataclass(frozen=True)
class Attempts:
    """Calls readers; what one of them refuses is kept until all have been called.

    Parameters
    ----------
    sources
        What was refused so far, as the user named it.
    """

    sources: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def __call__(
        self,
        read: Callable[Arguments, Read],
        *args: Arguments.args,
        **kwargs: Arguments.kwargs,
    ) -> Read | None:
        """Return what a reader returns; ``None`` where it refuses."""
        try:
            return read(*args, **kwargs)
        except InputError as error:
            source = str(error.source)
            self.sources.append(source)
            self.problems.extend(
                problem if problem.where else replace(problem, where=Where(Path(source).name))
                for problem in error.problems
            )
            return None

    def refuse(self) -> None:
        """Raise the error of everything that was refused, if anything was.

        Raises
        ------
        InputError
            With every problem of every file.
        """
        if self.problems:
            raise InputError(", ".join(self.sources), self.problems)
