"""Links of Markdown pages, without what stands in fenced blocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

_LINK = re.compile(
    r"(?P<before>\[(?:[^\[\]\n]|\[[^\[\]\n]{0,200}\]){0,300}\]\()(?P<target>[^()\s]{1,300})(?=\))"
)
_FENCED = re.compile(r"^```(?:(?!^```$).*\n)*?^```$", re.MULTILINE)
_ELSEWHERE = re.compile(r"[a-z]+:")


def without_fences(text: str) -> str:
    """A page without its fenced blocks."""
    return _FENCED.sub("", text)


def links(text: str) -> Iterator[str]:
    """Targets of all links of a page to files of the repository, with their anchors."""
    for match in _LINK.finditer(without_fences(text)):
        if not _ELSEWHERE.match(match["target"]):
            yield match["target"]


def relinked(text: str, change: Callable[[str], str]) -> str:
    """A page with the targets of its links to files of the repository changed."""

    def changed(match: re.Match[str]) -> str:
        target = match["target"]
        return match[0] if _ELSEWHERE.match(target) else match["before"] + change(target)

    parts: list[str] = []
    done = 0
    for fence in _FENCED.finditer(text):
        parts += [_LINK.sub(changed, text[done : fence.start()]), fence[0]]
        done = fence.end()
    return "".join(parts) + _LINK.sub(changed, text[done:])


def linked_file(page: Path, target: str) -> Path:
    """The absolute path of what a link of a page leads to; the page itself for a bare anchor."""
    name = target.partition("#")[0]
    return (page.parent / name).resolve() if name else page.resolve()
