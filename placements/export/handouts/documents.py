"""PDF documents from data and a template of this package, one a learner."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from importlib.resources import files
from typing import Any

TEMPLATES = files("placements.export.handouts") / "templates"
STANDARD = "ua-1"
"""PDF for everybody: a screen reader finds its headings and tables."""


class Documents:
    """Makes PDF documents of one template.

    Only the fonts that typst brings are used, and no moment of making is written, so that the same
    data gives the same file everywhere.

    Parameters
    ----------
    name
        Of the template: ``letter.typ``.
    """

    def __init__(self, name: str) -> None:
        # Comes with the extra "documents": whoever needs no PDF need not have it.
        self._typst = import_module("typst")
        self._template = TEMPLATES.joinpath(name).read_text(encoding="utf-8")
        self._compiler = self._typst.Compiler(ignore_system_fonts=True)

    def make(self, data: Mapping[str, Any]) -> bytes:
        """Return one document: the data is text in it, never markup."""
        source = f"{self._template}\n#document-of(json(bytes({_quoted(data)})))\n".encode()
        try:
            return self._compiled(source, [STANDARD])
        except self._typst.TypstError:
            # A letter that the fonts do not have bars the standard, but must not bar the document.
            return self._compiled(source, [])

    def _compiled(self, source: bytes, standards: list[Any]) -> bytes:
        return bytes(
            self._compiler.compile(
                source,
                format="pdf",
                pdf_standards=standards,
                timestamp=dt.datetime(2000, 1, 1, tzinfo=dt.UTC),
            )
        )


def _quoted(data: Mapping[str, Any]) -> str:
    """Return data as JSON in a text of a template: nothing in it can end that text.

    JSON in ASCII has only quotes and backslashes to mark, and JSON marks them as typst does. As an
    input of the compiler the data would be part of its library, and no document could use what was
    laid out for another.
    """
    return json.dumps(json.dumps(data))


def documents(
    name: str, data: Mapping[str, Mapping[str, Any]], *, beside: int = 1
) -> dict[str, bytes]:
    """Return code → document, made on all cores: most of the work is outside Python.

    Parameters
    ----------
    beside
        Processes that do so at the same time, which share the cores.
    """
    # Those that are alike after each other: what one shows need not be laid out for the next.
    codes = sorted(data, key=lambda code: str(data[code].get("placements")))
    threads = max((os.cpu_count() or 1) // beside, 1)
    shares = [codes[k::threads] for k in range(threads)]
    with ThreadPoolExecutor(threads) as pool:
        made = pool.map(lambda share: _made(name, data, share), shares)
        found = {code: content for part in made for code, content in part.items()}
    return {code: found[code] for code in data}


def _made(name: str, data: Mapping[str, Mapping[str, Any]], codes: list[str]) -> dict[str, bytes]:
    maker = Documents(name)
    return {code: maker.make(data[code]) for code in codes}
