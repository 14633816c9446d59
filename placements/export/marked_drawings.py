"""Give a marked copy the pictures and charts of its workbook, part by part, as they are.

openpyxl reads charts as far as it knows them, and writes others. What it never holds it cannot
spoil: the parts are taken over unread, under the names that they have.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from defusedxml.ElementTree import fromstring
from openpyxl.reader.excel import ExcelReader

TYPES_PART = "[Content_Types].xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
DRAWING = f"{OFFICE}/drawing"
KEPT = "keptDrawing"
"""Name of the relation from a sheet to its drawing: no program's own looks so."""
AFTER = re.compile(
    rb"<(?:legacyDrawing|legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems"
    rb"|tableParts|extLst)\b|</worksheet>"
)
"""What comes after a sheet's drawing, in the order that the format asks for."""


class Relation(NamedTuple):
    """A relation from one part of a workbook to another."""

    type: str
    target: str


def with_drawings(source: bytes, copy: bytes) -> bytes:
    """Return a copy of a workbook with what is drawn on the workbook's sheets.

    Parameters
    ----------
    copy
        Has the sheets of the workbook by name, and nothing drawn on them.
    """
    with (
        zipfile.ZipFile(io.BytesIO(source)) as old,
        zipfile.ZipFile(io.BytesIO(copy)) as new,
    ):
        parts = {name: new.read(name) for name in new.namelist()}
        theirs, ours = _sheets(source), _sheets(copy)
        kept: set[str] = set()
        for name, sheet in theirs.items():
            for relation in _relations(old, sheet):
                found = set(_reached(old, relation.target))
                if relation.type != DRAWING or name not in ours or not found:
                    continue
                if found & (parts.keys() - kept):  # of a sheet that is all chart
                    continue
                kept |= found
                parts |= {part: old.read(part) for part in found}
                _relate(parts, ours[name], relation.target)
        _declare(parts, old, kept)
    return copy if not kept else _packed(parts)


def _sheets(book: bytes) -> dict[str, str]:
    """Return name → part of each sheet with cells."""
    reader = ExcelReader(io.BytesIO(book), read_only=True, keep_links=False)
    with reader.archive:
        reader.read_manifest()
        reader.read_workbook()
        found = list(reader.parser.find_sheets())
        there = set(reader.archive.namelist())
    sheets = {sheet.name: part for sheet, part in found if part.Type.endswith("/worksheet")}
    return {name: part.target for name, part in sheets.items() if part.target in there}


def _relations_part(part: str) -> str:
    folder, name = posixpath.split(part)
    return f"{folder}/_rels/{name}.rels"


def _relations(book: zipfile.ZipFile, part: str) -> Iterator[Relation]:
    """Yield the relations of a part to parts of the same workbook."""
    name = _relations_part(part)
    if name not in book.namelist():
        return
    for element in fromstring(book.read(name)):
        if element.get("TargetMode") != "External":
            path = posixpath.join(posixpath.dirname(part), element.get("Target", ""))
            yield Relation(element.get("Type", ""), posixpath.normpath(path).lstrip("/"))


def _reached(book: zipfile.ZipFile, part: str) -> Iterator[str]:
    """Yield a drawing and all that it refers to, each with its own relations."""
    there, waiting, seen = set(book.namelist()), [part], set()
    while waiting:
        at = waiting.pop()
        if at in seen or at not in there or at.startswith("xl/worksheets/"):
            continue
        seen.add(at)
        yield at
        if _relations_part(at) in there:
            yield _relations_part(at)
            waiting += [relation.target for relation in _relations(book, at)]


def _relate(parts: dict[str, bytes], sheet: str, drawing: str) -> None:
    """Let a sheet refer to its drawing."""
    content = parts[sheet]
    at = AFTER.search(content)
    if at is None:
        raise ValueError(sheet)
    element = f'<drawing xmlns:r="{OFFICE}" r:id="{KEPT}"/>'.encode()
    parts[sheet] = content[: at.start()] + element + content[at.start() :]
    name = _relations_part(sheet)
    empty = f'<Relationships xmlns="{RELATIONS}"></Relationships>'.encode()
    relation = f'<Relationship Id="{KEPT}" Type="{DRAWING}" Target="/{drawing}"/>'.encode()
    parts[name] = _appended(parts.get(name, empty), b"</Relationships>", relation)


def _declare(parts: dict[str, bytes], old: zipfile.ZipFile, kept: set[str]) -> None:
    """Say of what kind each part is that was taken over, as the workbook says it."""
    own, usual = {}, {}
    for element in fromstring(old.read(TYPES_PART)):
        kind = element.get("ContentType", "")
        if element.tag == f"{TYPES}Override":
            own[element.get("PartName", "").lstrip("/")] = kind
        else:
            usual[element.get("Extension", "").casefold()] = kind
    for part in sorted(kept):
        kind = own.get(part) or usual.get(part.rpartition(".")[2].casefold())
        if kind and not part.endswith(".rels"):
            override = f'<Override PartName="/{part}" ContentType="{kind}"/>'.encode()
            parts[TYPES_PART] = _appended(parts[TYPES_PART], b"</Types>", override)


def _appended(content: bytes, end: bytes, element: bytes) -> bytes:
    before, found, after = content.rpartition(end)
    if not found:
        raise ValueError(end)
    return before + element + found + after


def _packed(parts: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name, content)
    return file.getvalue()
