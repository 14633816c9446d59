"""Codes from other people's names: the name itself where it can be a code, else one like it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from placements.tables.kinds import CODE
from placements.tables.refused import Refused

LONGEST = 120


@dataclass(frozen=True)
class Codes:
    """Gives every name of a kind one code, and no two names the same.

    Parameters
    ----------
    changed
        Kind, name, code: names that cannot be codes as they stand.
    """

    given: dict[tuple[str, str], str] = field(default_factory=dict)
    changed: list[tuple[str, str, str]] = field(default_factory=list)

    def of(self, kind: str, name: str) -> str:
        """Return the code of a name.

        >>> codes = Codes()
        >>> codes.of("ward", "Ward 1"), codes.of("ward", "A; B"), codes.of("ward", "A= B")
        ('Ward 1', 'A, B', 'A, B (2)')
        """
        if (kind, name) not in self.given:
            code = name if _is_code(name) else self._nearest(kind, name)
            self.given[kind, name] = code
            if code != name:
                self.changed.append((kind, name, code))
        return self.given[kind, name]

    def _nearest(self, kind: str, name: str) -> str:
        spaced = " ".join(re.sub(r"[^\x20-\x7e]", " ", name).split())
        plain = re.sub(r"\s*[;|=!]+\s*", ", ", spaced).strip(" ,")[:LONGEST] or kind
        taken = {code for (other, _), code in self.given.items() if other == kind}
        number, code = 1, plain
        while code in taken:
            number += 1
            code = f"{plain} ({number})"
        return code


def _is_code(name: str) -> bool:
    try:
        return bool(name) and CODE.read(name) == name and len(name) <= LONGEST
    except Refused:
        return False
