"""A notebook as a page of the site: its words, its code and what came out of it, pictures in the page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_PANDAS = '<table border="1" class="dataframe">'
_LINE_END = re.compile(r"\s*\n\s*")


def markdown_of(notebook: Path) -> str:
    """Markdown of a notebook, as it was run last."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return "\n\n".join(part for cell in cells for part in _parts(cell)) + "\n"


def _parts(cell: Mapping[str, Any]) -> Iterator[str]:
    source = "".join(cell["source"])
    if cell["cell_type"] != "code":
        yield source
        return
    yield _fenced("python", source)
    for output in cell["outputs"]:
        data = output.get("data", {})
        if "text/html" in data:  # in one line: so Markdown takes all of it for HTML
            shown = "".join(data["text/html"]).replace(_PANDAS, "<table>")  # with the site's own look
            yield f"<div>{_LINE_END.sub(' ', shown)}</div>"
        elif "image/png" in data:
            picture = "".join(data["image/png"]).replace("\n", "")
            yield f'<p><img alt="chart" src="data:image/png;base64,{picture}"></p>'
        elif words := "".join(output.get("text") or data.get("text/plain") or ()):
            yield _fenced("text", words)


def _fenced(language: str, words: str) -> str:
    return f"```{language}\n{words.rstrip()}\n```"
