"""Which tokens of a text are taken by candidates."""

from __future__ import annotations

from vnpolice_ie.draft import Draft


def taken_tokens(draft: Draft) -> bytes:
    """For each token whether a candidate covers it or a part of it; a view of a draft."""
    tokens = draft.source.tokens
    at, until = tokens.at, tokens.until
    taken = bytearray(len(tokens))
    for candidate in draft.mentions():
        first, last = at(candidate.start), until(candidate.end)
        taken[first:last] = b"\1" * (last - first)
    return bytes(taken)
