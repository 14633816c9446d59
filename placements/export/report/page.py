"""The page itself: template, style and script as one file that fetches nothing and trusts nothing.

Its content security policy names its own style and script by their hashes, and allows nothing else.
What comes from a round is escaped in the template, and shown by the script as text only.
"""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from placements.errors import counted
from placements.export.text import figure

PAGE = Path(__file__).with_name("page")
SCRIPTS = ("core", "filters", "rows", "learners", "settings", "map", "start")
"""Parts of the script, in order."""
UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
"""What could end a script in the middle of a text, and how JSON may write it instead."""


def page(data: dict[str, Any], shown: dict[str, Any]) -> str:
    """Return the HTML.

    Parameters
    ----------
    data
        What the script draws from, and what tests read: it stands in the page as JSON.
    shown
        What the template writes besides.
    """
    room = Environment(
        loader=FileSystemLoader(PAGE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    room.filters.update(figure=figure, counted=counted, long=_long)
    style = (PAGE / "report.css").read_text(encoding="utf-8")
    parts = [(PAGE / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS]
    script = '"use strict";\n(() => {\n' + "\n".join(parts) + "})();\n"
    return room.get_template("report.html.j2").render(
        **shown,
        data=data,
        policy=policy(style, script),
        style=Markup(style),
        script=Markup(script),
        json=Markup(as_json(data)),
    )


def policy(style: str, script: str) -> str:
    """Return the content security policy: this style, this script, and nothing from anywhere."""
    allowed = f"style-src {_hash(style)}; script-src {_hash(script)}"
    return f"default-src 'none'; {allowed}; img-src data:; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def as_json(data: object) -> str:
    """Return JSON that no HTML parser can take for anything else."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.translate({ord(sign): code for sign, code in UNSAFE.items()})


def _long(text: str) -> str:
    """Return a hash cut to what people compare."""
    return text[:12]
