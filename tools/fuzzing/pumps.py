"""Strings that make a pattern work as hard as it can, made of the pattern itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Final, NamedTuple

MANY: Final = 20
"""A repeat that can go on so often is pumped."""
ENDS: Final = ("\x00", "", "!\n", " ")
"""What follows the pumped part, so that the match fails late or not at all."""
_REPEATS: Final = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)


class Pump(NamedTuple):
    """Strings `before + part * n + after` for any n."""

    before: str
    part: str
    after: str

    def text(self, size: int) -> str:
        """A string of about so many characters."""
        return self.before + self.part * max(1, size // len(self.part)) + self.after


def pumps(pattern: re.Pattern[str], random: Random, most: int = 24) -> list[Pump]:
    """Return strings for each repeat of a pattern, and for the whole of it over and over."""
    tree = parser.parse(pattern.pattern, pattern.flags)
    found = dict.fromkeys(
        Pump(before, part, end) for before, part in _parts(tree, "", random) for end in ENDS
    )
    whole = [_sample(tree, random) for _ in range(4)]
    found |= dict.fromkeys(
        Pump("", part, end) for part in (*whole, *(w[:-1] for w in whole)) for end in ENDS[:2]
    )
    kept = [pump for pump in found if pump.part]
    return kept if len(kept) <= most else random.sample(kept, most)


def _parts(tree: Any, before: str, random: Random) -> Iterator[tuple[str, str]]:
    """What stands before each long repeat, and what it repeats."""
    for kind, value in tree:
        if kind in _REPEATS:
            _, most, body = value
            if most >= MANY:
                samples = {_sample(body, random) for _ in range(4)}
                yield from ((before, sample) for sample in samples)
                # Two samples in turn: a repeat of alternatives is read in several ways.
                yield before, "".join(sorted(samples))
            yield from _parts(body, before, random)
        elif kind is sre.SUBPATTERN:
            yield from _parts(value[3], before, random)
        elif kind is sre.ATOMIC_GROUP:
            yield from _parts(value, before, random)
        elif kind is sre.BRANCH:
            branches = value[1] if len(value[1]) <= 8 else random.sample(value[1], 8)
            for branch in branches:
                yield from _parts(branch, before, random)
        elif kind in (sre.ASSERT, sre.ASSERT_NOT):
            yield from _parts(value[1], before, random)
        before += _sample([(kind, value)], random)


def _sample(tree: Any, random: Random) -> str:
    """A string that the tree matches, or nearly."""
    return "".join(_one(kind, value, random) for kind, value in tree)


def _one(kind: Any, value: Any, random: Random) -> str:
    if kind is sre.LITERAL:
        return chr(value)
    if kind in (sre.ANY, sre.NOT_LITERAL):
        return random.choice("a1 ")
    if kind is sre.IN:
        return _member(value, random)
    if kind in _REPEATS:
        least, most, body = value
        return "".join(_sample(body, random) for _ in range(min(max(least, 1), most)))
    if kind is sre.SUBPATTERN:
        return _sample(value[3], random)
    if kind is sre.ATOMIC_GROUP:
        return _sample(value, random)
    if kind is sre.BRANCH:
        return _sample(random.choice(value[1]), random)
    return ""  # places, looks ahead and back


def _member(items: Any, random: Random) -> str:
    if items[0][0] is sre.NEGATE:
        return random.choice("aĐ1 \u00a0,“")
    kind, value = random.choice(items)
    if kind is sre.RANGE:
        return chr(random.choice(value))
    if kind is sre.CATEGORY:
        return {sre.CATEGORY_DIGIT: "0", sre.CATEGORY_SPACE: " "}.get(value, "a")
    return chr(value)
