"""Which characters a text or a code may hold, so that two equal-looking codes are equal."""

from __future__ import annotations

import unicodedata

from placements.errors import TURNS
from placements.tables.refused import Refused

FORBIDDEN_IN_CODES = ";|=!"
"""A code stands in lists and filters, so it cannot hold their separators."""

_FULL_WIDTH = "".join(chr(code) for code in range(0xFF01, 0xFF5F))
_LATIN_WIDTH = "".join(chr(code) for code in range(0x21, 0x7F))
LOOK_ALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеорсухѕіјһԁԛԝ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧον" + "‐‑−" + _FULL_WIDTH,
    "ABESIJKMHOPCTYXaeopcyxsijhdqw" + "ABEZHIKMNOPTYXov" + "---" + _LATIN_WIDTH,
)
"""Cyrillic, Greek and full-width characters, and hyphens, that print as a Latin one."""


def text(cell: str) -> str:
    """Return a free text, or refuse one with a control character."""
    for character in cell:
        if unicodedata.category(character) == "Cc" and character not in "\n\t":
            raise Refused(f"holds a {_named(character)}")
    if turns := set(map(ord, cell)).intersection(TURNS):
        plain = cell.translate(dict.fromkeys(TURNS)).strip()
        raise Refused(f"holds a {_named(chr(min(turns)))}", f"write '{plain}'")
    return cell


def printable(cell: str) -> str:
    """Return a text, or refuse one with a character that cannot be seen or told from a space."""
    for character in "" if cell.isprintable() else cell:
        if not character.isprintable():
            raise Refused(f"holds a {_named(character)}", f"write '{_seen(cell)}'")
    return cell


def _seen(cell: str) -> str:
    """Return what is seen of a text, without spaces around it."""
    if not cell.isprintable():
        cell = "".join(c if c.isprintable() else " " * c.isspace() for c in cell)
    return cell.strip()


def tidy(cell: str) -> str:
    """Return a text, or refuse one that only looks like another: no space stands around it."""
    if printable(cell) != cell.strip():
        raise Refused("has a space at its start or end", f"write '{cell.strip()}'")
    return cell


def code(cell: str) -> str:
    """Return a code, or refuse what cannot be one or only looks like another."""
    for character in cell:
        if character in FORBIDDEN_IN_CODES:
            raise Refused(f"is not a code: a code cannot hold '{character}'")
    whole = unicodedata.normalize("NFC", tidy(cell))
    if whole != cell:
        raise Refused("is not a code: an accent is apart from its letter", f"write '{whole}'")
    _refuse_look_alike(cell)
    return cell


def meant(cell: str) -> str:
    """Return the code that a cell should hold: itself, or what to write instead of it."""
    whole = unicodedata.normalize("NFC", _seen(cell))
    plain = whole.translate(LOOK_ALIKES)
    # Nearly every code is plain, and a character's name takes long to look up.
    return whole if plain == whole or any(_is_foreign(c) for c in plain) else plain


def _refuse_look_alike(cell: str) -> None:
    plain = meant(cell)
    if plain == cell:
        return  # a word that is plainly Cyrillic or Greek is a code like any other
    character = next(c for c, latin in zip(cell, plain, strict=True) if c != latin)
    raise Refused(
        f"is not a code: it holds a {_named(character)}, which looks like "
        f"'{character.translate(LOOK_ALIKES)}'",
        f"write '{plain}'",
    )


def _is_foreign(character: str) -> bool:
    return unicodedata.name(character, "").startswith(("CYRILLIC", "GREEK"))


def _named(character: str) -> str:
    name = unicodedata.name(character, "control character").lower()
    for script in ("Cyrillic", "Greek", "Latin"):
        name = name.replace(script.lower(), script)
    return f"{name} (U+{ord(character):04X})"
