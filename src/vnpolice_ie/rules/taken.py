"""Which tokens of a text are taken by candidates."""

from __future__ import annotations

from vnpolice_ie.draft import Draft


def taken_tokens(draft: Draft) -> bytes:
    """For each token whether a candidate covers it or a part of it; a view of a draft."""
    tokens, covered = draft.source.tokens, draft.covered
    taken = bytearray(len(tokens))
    start = covered.find(1)
    while start >= 0:
        end = covered.find(0, start)
        first, last = tokens.at(start), tokens.until(end if end >= 0 else len(covered))
        taken[first:last] = b"\1" * (last - first)
        start = covered.find(1, end) if end >= 0 else -1
    return bytes(taken)
