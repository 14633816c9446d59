"""Who is handed what: each recipient's files are one function of the facts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TypeAlias

from placements.changes import Spots
from placements.errors import InputError
from placements.export.facts import Facts
from placements.export.file_names import file_names
from placements.export.handouts.calendars import Announced, calendars
from placements.export.handouts.documents import documents
from placements.export.handouts.letters import addressees, letters
from placements.export.handouts.mail_merge import as_csv, as_workbook, mail_merge
from placements.export.handouts.packs import education_pack, provider_pack
from placements.export.handouts.passports import as_document, as_json, passports
from placements.export.handouts.word import Letters
from placements.export.report.build import report_html
from placements.export.report.subject import Subject
from placements.export.schedule import schedule
from placements.publications import Publication

Files: TypeAlias = dict[str, bytes]
"""Path within the folder → content."""


@dataclass(frozen=True)
class HandOut:
    """What is handed out.

    Parameters
    ----------
    record
        Every publication of the round, oldest first.
    earlier
        Plans announced before, oldest first, where the record does not say.
    letter
        The lead's own template of a letter in Word; ``None``: the usual one.
    share
        Which share of each recipient's files to make, 0 first, and of how many.
    """

    facts: Facts
    record: tuple[Publication, ...] = ()
    earlier: Sequence[Spots] = ()
    letter: Path | None = None
    share: tuple[int, int] = (0, 1)

    def own(self, codes: Iterable[str]) -> list[str]:
        """Return the codes of the share."""
        number, of = self.share
        return sorted(codes)[number::of]


def _schedule(out: HandOut) -> Files:
    return {"schedule.xlsx": schedule(out.facts)}


def _providers(out: HandOut) -> Files:
    settings = out.facts.plan.round["settings"]
    was = {spot.setting_id for spot in (out.facts.before or {}).values()}
    # Whoever loses the last placement must hear of it too.
    hosts = set(
        settings.loc[settings["setting_id"].isin({*out.facts.plan.by_setting, *was}), "provider_id"]
    )
    return _each(out, "providers", "xlsx", hosts, lambda code: provider_pack(out.facts, code))


def _education(out: HandOut) -> Files:
    codes = {code for code in out.facts.plan.round["learners"]["education_provider"] if code}
    return _each(out, "education", "xlsx", codes, lambda code: education_pack(out.facts, code))


def _calendars(out: HandOut) -> Files:
    announced = Announced.of(out.facts, out.record, out.earlier)
    found = calendars(out.facts, announced)
    return _each(out, "calendars", "ics", found, found.__getitem__)


def _mail_merge(out: HandOut) -> Files:
    frame = mail_merge(out.facts)
    return {"mail_merge.xlsx": as_workbook(frame), "mail_merge.csv": as_csv(frame)}


def _letters(out: HandOut) -> Files:
    codes = addressees(out.facts)
    data = dict(letters(out.facts, out.own(codes)))
    found = documents("letter.typ", data, beside=out.share[1])
    return _each(out, "letters", "pdf", codes, found.__getitem__)


def _word(out: HandOut) -> Files:
    maker, codes = Letters(out.letter), addressees(out.facts)
    data = dict(letters(out.facts, out.own(codes)))
    made = _each(out, "word", "docx", codes, lambda code: maker.make(data[code]))
    return {"letter_template.docx": maker.template, **made}


def _passports(out: HandOut) -> Files:
    codes = out.facts.plan.round.learner_ids
    data = dict(passports(out.facts, out.own(codes)))
    shown = {learner: as_document(passport) for learner, passport in data.items()}
    found = documents("passport.typ", shown, beside=out.share[1])
    return {
        **_each(out, "passports", "pdf", codes, found.__getitem__),
        **_each(out, "passports", "json", codes, lambda code: as_json(data[code])),
    }


def _each(
    out: HandOut, folder: str, suffix: str, codes: Iterable[str], make: Callable[[str], bytes]
) -> Files:
    """Return one file a code of the share, under a name that is safe on every system."""
    names = file_names(codes)  # of all codes: two of different shares may not have the same
    return {f"{folder}/{names[code]}.{suffix}": make(code) for code in out.own(names)}


def _report(out: HandOut) -> Files:
    facts = out.facts
    subject = Subject(
        facts.plan, facts.verdict, facts.levels, facts.status, standing=facts.standing
    )
    return {"report.html": report_html(subject).encode()}


RECIPIENTS: Mapping[str, Callable[[HandOut], Files]] = {
    "schedule": _schedule,
    "report": _report,
    "providers": _providers,
    "education": _education,
    "calendars": _calendars,
    "mail-merge": _mail_merge,
    "letters": _letters,
    "word": _word,
    "passports": _passports,
}
"""What ``--for`` takes → what makes its files."""

SHARED = ("passports", "letters", "providers", "word")
"""Whose files are so much work, a file at a time, that several processes share them; most first."""

USUAL = ("schedule", "providers", "education", "calendars", "mail-merge")
"""What is made where nothing is asked for; a document for every learner takes longer."""

NEEDED = {"letters": "typst", "passports": "typst", "word": "docxtpl"}
"""Recipient → library of the extra ``documents`` that makes its files."""


def check_recipients(wanted: Collection[str], letter: Path | None = None) -> None:
    """Refuse what this installation cannot make, and a template that no letter can be made of.

    Parameters
    ----------
    letter
        As of ``HandOut``.

    Raises
    ------
    InputError
        Before any work is done.
    """
    for name in wanted:
        if name in NEEDED and find_spec(NEEDED[name]) is None:
            raise InputError.of(
                f"--for {name}",
                f'needs {NEEDED[name]}, which comes with: pip install "placements[documents]"',
            )
    if letter is not None and "word" not in wanted:
        raise InputError.of("--letter", "is a template for letters in Word: add --for word")
    if letter is not None:
        Letters(letter)
