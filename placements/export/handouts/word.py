"""Letters in Word, from a template that leads edit: ``{{ learner }}`` stands for the code."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from placements.errors import InputError
from placements.export.handouts.word_file import WordFile, packed

MOST_BYTES = 20_000_000


class Letters:
    """Fills a template.

    Parameters
    ----------
    template
        The lead's own template; ``None``: the usual one.

    Raises
    ------
    InputError
        Where the template is no Word document.
    """

    def __init__(self, template: Path | None) -> None:
        # Come with the extra "documents": whoever needs no Word letters need not have them.
        sandbox, jinja2 = import_module("jinja2.sandbox"), import_module("jinja2")
        self._error = jinja2.TemplateError
        self._source = template or "the usual template"
        self.template = usual_template() if template is None else _read(template)
        environment = sandbox.SandboxedEnvironment(
            autoescape=True, undefined=jinja2.StrictUndefined
        )
        self._file = WordFile(self.template, environment)

    def make(self, data: Mapping[str, Any]) -> bytes:
        """Return one letter; what stands in the data is text in it, never a field or markup."""
        try:
            return self._file.make(data)
        except self._error as error:
            raise InputError.of(self._source, f"cannot be filled: {error}") from error


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError.of(path, f"is larger than {MOST_BYTES // 1_000_000} MB")
        content = path.read_bytes()
    except OSError as error:
        raise InputError.of(path, f"cannot be read: {error.strerror}") from error
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise InputError.of(path, "is not a Word document (.docx)")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        if "word/document.xml" not in parts.namelist():
            raise InputError.of(path, "is not a Word document (.docx)")
    return content


def usual_template() -> bytes:
    """Return the template that leads begin from."""
    docx, shared = import_module("docx"), import_module("docx.shared")
    document = docx.Document()
    document.core_properties.author = "placements"
    document.core_properties.title = "Letter"
    for section in document.sections:
        section.page_width, section.page_height = shared.Cm(21), shared.Cm(29.7)
        section.left_margin = section.right_margin = shared.Cm(2.2)
        section.top_margin = section.bottom_margin = shared.Cm(1.8)
    usual = document.styles["Normal"]
    usual.font.name, usual.font.size = "Arial", shared.Pt(10)
    usual.paragraph_format.space_after = shared.Pt(6)
    document.add_paragraph("{{ round }}, {{ date }}")
    heading = document.add_paragraph().add_run("Your placements")
    heading.bold, heading.font.size, heading.font.color.rgb = (
        True,
        shared.Pt(16),
        shared.RGBColor(0, 0x30, 0x87),
    )
    document.add_paragraph("Learner {{ learner }}\n{{ programme }}")
    document.add_paragraph("{{ opening }}")
    _add_table(document, shared)
    document.add_paragraph("{{ closing }}").paragraph_format.space_before = shared.Pt(10)
    file = io.BytesIO()
    document.save(file)
    return packed(file.getvalue())


def _add_table(document: Any, shared: Any) -> None:
    """Add the table of placements: the row between ``for`` and ``endfor`` is repeated."""
    cells = (
        ("When", "{{ p.from }} to\n{{ p.until }}\n{{ p.length }}", 4.6),
        ("Where", "{{ p.where }}", 8.8),
        ("Journey, one way", "{{ p.journey }}", 3.2),
    )
    table = document.add_table(rows=4, cols=len(cells))
    table.style, table.autofit = "Table Grid", False
    for column, (title, content, width) in enumerate(cells):
        # Word goes by the cells' widths, other programs by the columns'.
        table.columns[column].width = shared.Cm(width)
        table.rows[0].cells[column].text = title
        table.rows[0].cells[column].paragraphs[0].runs[0].bold = True
        table.rows[2].cells[column].text = content
        for row in table.rows:
            row.cells[column].width = shared.Cm(width)
            row.cells[column].paragraphs[0].paragraph_format.space_after = shared.Pt(0)
            for run in row.cells[column].paragraphs[0].runs:
                run.font.size = shared.Pt(9)
    table.rows[1].cells[0].text = "{%tr for p in placements %}"
    table.rows[3].cells[0].text = "{%tr endfor %}"
