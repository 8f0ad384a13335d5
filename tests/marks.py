"""Inline marks of test sentences: `⟦ORG|Công an tỉnh⟧`, nested ones too."""

from __future__ import annotations

import re

_MARK = re.compile(r"⟦([A-Z_.]+)\||⟧")


def parse_marks(marked: str) -> tuple[str, list[tuple[int, int, str]]]:
    """Take the marks out of a test sentence.

    Returns:
        the plain text and its spans as (start, end, label), in order of (start, -end); `end` is exclusive.

    Raises:
        AssertionError: a bracket without its other half, or an empty span: the test itself is wrong.
    """
    parts: list[str] = []
    spans: list[tuple[int, int, str]] = []
    stack: list[tuple[int, str]] = []
    length = done = 0
    for match in _MARK.finditer(marked):
        piece = marked[done : match.start()]
        parts.append(piece)
        length += len(piece)
        done = match.end()
        if match[1]:
            stack.append((length, match[1]))
            continue
        assert stack, f"⟧ without ⟦ near {marked[max(0, match.start() - 30) : match.end()]!r}"
        start, label = stack.pop()
        assert start < length, f"empty {label} in {marked!r}"
        spans.append((start, length, label))
    parts.append(marked[done:])
    text = "".join(parts)
    assert not stack, f"a mark is never closed in {marked!r}"
    assert "⟦" not in text, f"a mark has no label in {marked!r}"
    return text, sorted(spans, key=lambda span: (span[0], -span[1]))
