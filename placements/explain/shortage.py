"""What a shortage states: who needs what, what there is, and both sums."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Need:
    """What one learner needs in a shortage.

    Parameters
    ----------
    needs
        In all.
    elsewhere
        Of that, what could be had in other weeks.
    blocks
        Code, first and last week of each block, or part of its weeks, that the shortage is about.
    """

    learner_id: str
    needs: float
    elsewhere: float
    blocks: tuple[tuple[str, int, int], ...]

    @property
    def wanted(self) -> float:
        """What must be had here."""
        return self.needs - self.elsewhere


@dataclass(frozen=True, slots=True)
class Room:
    """What one line of a setting's capacity can give in a spell of weeks.

    Parameters
    ----------
    line
        Position of the line in ``round.lines``.
    places
        Places in each week, less those that fixed pins take.
    """

    setting_id: str
    line: int
    first: int
    last: int
    places: int

    @property
    def weeks(self) -> int:
        """Learner-weeks."""
        return self.places * (self.last - self.first + 1)


@dataclass(frozen=True, slots=True)
class Shortage:
    """One statement.

    Parameters
    ----------
    kind
        ``places``: more learners than places in some weeks; ``curriculum``: more weeks needed
        under a filter than there are; ``open``: no setting is open to the learner; ``reach``: what
        is open to the learner cannot give what a requirement asks.
    where, requirements
        Filter, and codes of the requirements that ask for it.
    needs, rooms
        Who needs what, and what there is; both sums are of these.
    given
        What the learners' own calendars could give them at most, where no line is short.
    unit
        Of the sums.
    blocks, lost
        Whole blocks that cannot be placed, and their weeks, where these are more than ``short``.
    """

    kind: str
    where: str
    requirements: tuple[str, ...]
    needs: tuple[Need, ...]
    rooms: tuple[Room, ...]
    given: float = 0.0
    unit: str = "weeks"
    blocks: int = 0
    lost: float = 0.0

    @property
    def wanted(self) -> float:
        """What the learners need."""
        return sum(need.wanted for need in self.needs)

    @property
    def room(self) -> float:
        """What there is for them."""
        return self.given + sum(room.weeks for room in self.rooms)

    @property
    def short(self) -> float:
        """What nobody can give them, in any plan."""
        return self.wanted - self.room

    @property
    def learners(self) -> tuple[str, ...]:
        """Codes of the learners."""
        return tuple(need.learner_id for need in self.needs)

    @property
    def settings(self) -> tuple[str, ...]:
        """Codes of the settings that may give it to any of them."""
        return tuple(sorted({room.setting_id for room in self.rooms}))

    @property
    def weeks(self) -> tuple[tuple[int, int], ...]:
        """Spells of weeks that it is about."""
        return joined({span[1:] for need in self.needs for span in need.blocks})


def joined(spans: set[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return spells of weeks, those that touch or overlap joined."""
    held: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if held and first <= held[-1][1] + 1:
            held[-1] = (held[-1][0], max(last, held[-1][1]))
        else:
            held.append((first, last))
    return tuple(held)
