"""Letters in Word, from a template that leads edit: ``{{ learner }}`` stands for the code."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from placements.errors import InputError
from placements.export.handouts.word_fields import environment
from placements.export.handouts.word_file import WordFile
from placements.export.handouts.word_template import SAVE_AGAIN, read_template
from placements.export.handouts.word_usual import usual_template

MOST_QUOTED = 60
"""Most of a document's text that a message quotes [letters]."""


class Letters:
    """Fills a template.

    Parameters
    ----------
    template
        The lead's own template; ``None``: the usual one.

    Raises
    ------
    InputError
        Where the template is no Word document, or no letter could be made of it.
    """

    def __init__(self, template: Path | None) -> None:
        self._source = template or "the usual template"
        self.template = usual_template() if template is None else read_template(template)
        # Come with the extra "documents": whoever needs no Word letters need not have them.
        self._faults = (
            import_module("jinja2").TemplateError,
            import_module("lxml.etree").LxmlError,
            TypeError,  # a text compared with a number
            ValueError,  # a property of the file that is too long
        )
        try:
            self._file = WordFile(self.template, environment())
        except Exception as error:  # a damaged part can raise anything: KeyError, ValueError
            raise InputError.of(self._source, SAVE_AGAIN) from error

    def make(self, data: Mapping[str, Any]) -> bytes:
        """Return one letter; what stands in the data is text in it, never a field or markup."""
        try:
            return self._file.make(data)
        except self._faults as error:
            raise InputError.of(self._source, f"cannot be filled: {_told(error)}") from error


def _told(error: Exception) -> str:
    """Return what is wrong with a field, with the text around it: pages have no line numbers."""
    message = getattr(error, "message", None) or str(error)
    line, around = getattr(error, "lineno", None), [*getattr(error, "docx_context", ())]
    if line is None or not around:
        return message
    text = " ".join(around[min(3, line - 1, len(around) - 1)].split())
    return f"{message.rstrip('.')}, in {text[:MOST_QUOTED]!r}"
