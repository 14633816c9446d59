"""A template of a letter is measured before it is read; one that could do harm is refused."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from placements.errors import InputError

MOST_BYTES = 20_000_000
MOST_UNPACKED = 100_000_000
MOST_TEXT = 5_000_000
"""Most that a part with text unpacks to; a book is smaller [bytes]."""
MOST_PARTS = 2_000
MAIN = "word/document.xml"
NO_WORD = "is not a Word document (.docx)"
SAVE_AGAIN = "cannot be read; open it in Word and save it again as .docx"
PROGRAMS = ("vbaproject.bin", "vbadata.xml", "activex", "embeddings/oleobject")
"""What parts that are programs have in their names."""
FETCHING = re.compile(
    r"\b(INCLUDEPICTURE|INCLUDETEXT|DDE|DDEAUTO|LINK|DATABASE|IMPORT|RD)\b", re.IGNORECASE
)
"""Fields of Word that show what lies elsewhere."""
ELSEWHERE = re.compile(r"[/\\:]")
"""What the path of a file has, if it does not lie where the letter does."""
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_template(path: Path) -> bytes:
    """Return a lead's own template.

    A letter is opened by its learner. So nothing in it may run, and nothing may be fetched when it
    is opened: whoever it is fetched from would learn who opens it, and could show what they like.

    Raises
    ------
    InputError
        Where it is no Word document, far larger than a letter, damaged, or does either.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError.of(path, f"is larger than {MOST_BYTES // 1_000_000} MB")
        content = path.read_bytes()
    except OSError as error:
        raise InputError.of(path, f"cannot be read: {error.strerror}") from error
    if (fault := _fault(content)) is not None:
        raise InputError.of(path, fault)
    return content


def _fault(content: bytes) -> str | None:
    """Return why a file is not used."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            infos = parts.infolist()
            return _fault_of_size(infos) or _fault_of_parts(parts, infos)
    except (ParseError, DefusedXmlException):
        return SAVE_AGAIN
    except Exception:  # zipfile raises more than BadZipFile on random bytes
        return NO_WORD


def _fault_of_size(infos: list[zipfile.ZipInfo]) -> str | None:
    names = [info.filename.casefold() for info in infos]
    if MAIN not in names:
        return NO_WORD
    if len(infos) > MOST_PARTS or len(set(names)) < len(names):
        return SAVE_AGAIN
    unpacked = sum(info.file_size for info in infos)
    texts = [info.file_size for info in infos if _is_text(info.filename)]
    if unpacked > MOST_UNPACKED or max(texts) > MOST_TEXT:
        return f"unpacks to {unpacked / 1e6:,.0f} MB, more than a letter can need"
    return None


def _is_text(name: str) -> bool:
    return name.casefold().endswith((".xml", ".rels"))


def _fault_of_parts(parts: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> str | None:
    for info in infos:
        if any(word in info.filename.casefold() for word in PROGRAMS):
            return f"has macros or other programs in it ({info.filename}); save it without them"
        content = parts.read(info)  # its checksum is compared
        if _is_text(info.filename):
            # docxtpl unpacks it for every letter: here entities and damage are found once.
            found = next(_fetched(fromstring(content)), None)
            if found is not None:
                return f"would fetch something when a letter is opened: {found}"
    return None


def _fetched(part: Element) -> Iterator[str]:
    """Yield what a part fetches from elsewhere when the letter is opened; a link is only shown."""
    for element in part.iter():
        kind, target = element.get("Type", "").rpartition("/")[2], element.get("Target", "")
        if kind == "attachedTemplate" and ELSEWHERE.search(target) is None:
            continue  # such as Normal.dotm: everybody's own
        if kind == "attachedTemplate":
            yield f"the template {target}, which it is attached to; detach it (Document Template)"
        elif kind == "aFChunk" or (element.get("TargetMode") == "External" and kind != "hyperlink"):
            yield f"{target} ({kind}); put it into the document itself"
    fields = [e.get(f"{WORD}instr", "") for e in part.iter(f"{WORD}fldSimple")]
    fields.append("".join(e.text or "" for e in part.iter(f"{WORD}instrText")))
    for match in filter(None, map(FETCHING.search, fields)):
        yield f"what its field {match[0]} names; put it into the document itself"
