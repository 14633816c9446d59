"""A Word file of which only the parts that may have fields are made anew each time."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import lru_cache
from importlib import import_module
from typing import Any

FIXED = (2000, 1, 1, 0, 0, 0)
"""Of every part of a file: the moment of writing would make equal letters unequal files."""
FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


class WordFile:
    """A template that is read, and packed, once for all the files that are made from it.

    Styles, pictures and all else that no field stands in is most of a file, and of the work.

    Parameters
    ----------
    environment
        Of jinja2: what fields may say.
    """

    def __init__(self, template: bytes, environment: Any) -> None:
        environment.from_string = lru_cache(environment.from_string)
        self._environment = environment
        self._document = document = import_module("docxtpl").DocxTemplate(io.BytesIO(template))
        document.init_docx()
        kind = import_module("docx.opc.constants").RELATIONSHIP_TYPE.CORE_PROPERTIES
        _ = document.docx.core_properties  # made where there are none
        self._properties = document.docx.part.package.part_related_by(kind)
        self._properties_source = deepcopy(self._properties.element)
        self._notes = {p: p.blob for p in self._parts() if p.content_type == FOOTNOTES}
        changing = (document.docx.part, self._properties, *_keep_source(document), *self._notes)
        self._changing = {part.partname.membername for part in changing}
        file = io.BytesIO()
        document.docx.save(file)
        self._rest = packed(file.getvalue(), lambda name: name not in self._changing)

    def make(self, data: Mapping[str, Any]) -> bytes:
        """Return the file with every field filled."""
        self._document.is_rendered = False  # or the template would be read again
        self._properties._element = deepcopy(self._properties_source)
        for part, source in self._notes.items():
            part._blob = source
        self._document.render(dict(data), self._environment, autoescape=True)
        filled = {part.partname.membername: part for part in self._parts()}
        file = io.BytesIO(self._rest)
        with zipfile.ZipFile(file, "a") as parts:
            for name in sorted(self._changing):
                _add(parts, name, filled[name].blob)
        return file.getvalue()

    def _parts(self) -> list[Any]:
        return list(self._document.docx.part.package.iter_parts())


def _keep_source(document: Any) -> list[Any]:
    """Let a document be filled again and again from its text as it is; return its frames.

    Frames are headers and footers. What was filled before is replaced as a whole.
    """
    source = document.get_xml()
    kinds = (document.HEADER_URI, document.FOOTER_URI)
    frames = {kind: list(document.get_headers_footers(kind)) for kind in kinds}
    document.get_xml = lambda: source
    document.get_headers_footers = frames.__getitem__
    document.get_part_xml = lru_cache(document.get_part_xml)
    document.patch_xml = lru_cache(document.patch_xml)
    return [part for found in frames.values() for _, part in found]


def packed(content: bytes, wanted: Callable[[str], bool] = lambda _: True) -> bytes:
    """Return a file with its parts in order, those not wanted left out, without times."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(file, "w") as fixed:
        for name in sorted(filter(wanted, parts.namelist())):
            _add(fixed, name, parts.read(name))
    return file.getvalue()


def _add(parts: zipfile.ZipFile, name: str, content: bytes) -> None:
    part = zipfile.ZipInfo(name, FIXED)
    part.compress_type = zipfile.ZIP_DEFLATED
    parts.writestr(part, content)
