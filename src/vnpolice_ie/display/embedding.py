"""Data, style and scripts inside a page: packed so that nothing in them ends its element or is fetched."""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from importlib import resources
from typing import Any

ASSETS = "vnpolice_ie.display"


@cache
def asset(name: str) -> str:
    """Return a file of this package's `assets`."""
    return resources.files(ASSETS).joinpath("assets", *name.split("/")).read_text(encoding="utf-8")


@cache
def script(*names: str) -> str:
    """Put script files together, in this order, into one that leaves no name behind on the page."""
    return "(() => {\n" + "\n".join(map(asset, names)) + "})();\n"


def json_data(value: Any) -> str:
    """Return JSON that may stand in a script element: nothing in it can end the element or begin a comment.

    Args:
        value: plain lists, dicts, strings without lone surrogates, and numbers.
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def content_policy(*, scripts: tuple[str, ...], styles: tuple[str, ...]) -> str:
    """Return a policy under which only these inline scripts and styles count, and nothing is fetched."""
    return (
        f"default-src 'none'; script-src {_hashes(scripts)}; style-src {_hashes(styles)};"
        " base-uri 'none'; form-action 'none'"
    )


def _hashes(contents: tuple[str, ...]) -> str:
    digests = (hashlib.sha256(content.encode()).digest() for content in contents)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
