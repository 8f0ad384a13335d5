"""Organisations (ORG)."""

from __future__ import annotations

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.rules.organisation_grammar import BodyName, BodyReader
from vnpolice_ie.rules.place_names import PlaceReader
from vnpolice_ie.text.tokens import Tokens

# Words before a head that make it a group, not one body.
_PLURAL = frozenset({"các", "những", "mọi", "mỗi", "từng", "nhiều"})
# Words after a generic name that make it a group or a level: "UBND các cấp", "Công an huyện nơi".
_GROUP_AFTER = frozenset({"các", "những", "cấp", "cùng", "nơi"})
_MINISTERS = frozenset({"trưởng"})


def blocked_tokens(draft: Draft) -> list[bool]:
    """For each token whether an earlier stage has taken it."""
    tokens = draft.source.tokens
    blocked = [False] * len(tokens)
    for candidate in draft.mentions():
        for i in range(tokens.at(candidate.start), tokens.until(candidate.end)):
            blocked[i] = True
    return blocked


class OrganisationStage:
    """Organisations (ORG)."""

    name = "organisations"

    def __call__(self, draft: Draft) -> None:
        """Add to the draft what this stage can tell."""
        reader = BodyReader(PlaceReader(draft.source, blocked_tokens(draft)))
        tokens = draft.source.tokens
        i = 0
        while i < len(tokens):
            name = reader.read(i)
            if name is not None and _is_one_body(name, tokens) and draft.add(_candidate(name, tokens)):
                i = name.last
            else:
                i += 1


def _candidate(name: BodyName, tokens: Tokens) -> Candidate:
    suffix = "alone" if name.alone else "generic" if name.generic and not name.specific else name.kind
    return Candidate(tokens.starts[name.first], tokens.ends[name.last - 1], "ORG", f"organisations.{suffix}")


def _is_one_body(name: BodyName, tokens: Tokens) -> bool:
    before = tokens.folded[name.first - 1] if name.first else ""
    after = tokens.folded[name.last] if name.last < len(tokens) else ""
    loose = name.alone or name.generic or name.kind == "short"
    if loose and (before in _PLURAL or after in _GROUP_AFTER):
        return False
    minister = before in _MINISTERS and name.first > 1 and tokens.folded[name.first - 2] in {"bộ", "thứ"}
    return not (minister and name.head == "công an")
