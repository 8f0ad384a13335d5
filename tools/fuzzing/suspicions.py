"""Which parts of a pattern could take more than linear time, seen in its parse tree, and the strings that would show it.

Three things are looked for. A repeat inside a repeat, or two in a row, that can take the same characters: a run of them
is divided between the two in many ways. Alternatives of a repeated group that begin alike. And a repeat that runs over what the
pattern begins with: a search that fails begins again at each of its places, and runs as far.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from re import _compiler as compiler  # type: ignore[attr-defined]
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Final, Literal, NamedTuple

from fuzzing.pumps import MANY, Pump

Kind = Literal["repeats in a row", "repeat in a repeat", "alternatives alike", "search over its beginning"]

_REPEATS: Final = (sre.MAX_REPEAT, sre.MIN_REPEAT)
_BACKTRACKING: Final = (*_REPEATS, sre.POSSESSIVE_REPEAT)
_SOME: Final = "aAđĐzZệ_019 \t\n\r\u00a0,.;:()“”\"'-–/|=@<>{}[]\\#*+&%!?…\x00"
"""Characters that every pattern is asked about, beside its own."""
_MOST: Final = 200
"""Characters that a pattern is asked about."""


class Suspicion(NamedTuple):
    """A part of a pattern.

    Attributes:
        kind: what it is.
        pump: the strings that would show it.
    """

    kind: Kind
    pump: Pump


@dataclass(slots=True)
class _Shape:
    """What a part of a pattern matches, roughly.

    Attributes:
        first: characters that it can begin with.
        all: characters that it can hold.
        empty: whether it can match nothing.
        least: a string that it matches, or nearly.
    """

    first: frozenset[str] = frozenset()
    all: frozenset[str] = frozenset()
    empty: bool = True
    least: str = ""

    def then(self, other: _Shape) -> _Shape:
        """This, and the other one after it."""
        first = self.first | other.first if self.empty else self.first
        return _Shape(first, self.all | other.all, self.empty and other.empty, self.least + other.least)


def suspicions(pattern: re.Pattern[str]) -> list[Suspicion]:
    """Return what looks slow in a pattern; nothing of it has to be."""
    tree = parser.parse(pattern.pattern, pattern.flags)
    search = _Search(pattern.flags, _alphabet(tree))
    return list(dict.fromkeys(search.of(list(tree), _Shape(), [], begins=True)))


def _alphabet(tree: Any) -> str:
    return "".join(dict.fromkeys((*_SOME, *_literals(tree))))[:_MOST]


def _literals(tree: Any) -> Iterator[str]:
    """The characters that a tree names."""
    if isinstance(tree, tuple) and len(tree) == 2 and tree[0] in (sre.LITERAL, sre.NOT_LITERAL):
        yield chr(tree[1])
    elif isinstance(tree, tuple) and len(tree) == 2 and tree[0] is sre.RANGE:
        yield from map(chr, tree[1])
    elif isinstance(tree, tuple | list | parser.SubPattern):
        for part in tree:
            yield from _literals(part)


class _Search:
    """Looks through one pattern."""

    def __init__(self, flags: int, alphabet: str) -> None:
        self._flags, self._alphabet = flags & ~re.DEBUG, alphabet
        self._sets: dict[str, frozenset[str]] = {}

    def of(
        self, tree: Sequence[Any], before: _Shape, after: Sequence[Any], *, begins: bool
    ) -> Iterator[Suspicion]:
        """Look through a sequence.

        Args:
            tree: its parts.
            before: what stands before it in the pattern.
            after: the parts that can follow it.
            begins: whether `before` is all there is from where a search begins.
        """
        for at, part in enumerate(tree):
            rest = [*tree[at + 1 :], *after]
            kind, value = part
            if kind in _BACKTRACKING and value[1] >= MANY:
                shape = self.shape(value[2])
                if kind in _REPEATS:
                    yield from self._in_a_row(shape, before, rest)
                    yield from self._inside(value[2], before, rest)
                if begins:
                    yield from self._again(shape, before, rest)
                yield from self.of(list(value[2]), before, [*value[2], *rest], begins=begins)
            elif kind in _BACKTRACKING:
                yield from self.of(list(value[2]), before, rest, begins=begins)
            elif kind is sre.SUBPATTERN:
                yield from self.of(list(value[3]), before, rest, begins=begins)
            elif kind is sre.ATOMIC_GROUP:
                yield from self.of(list(value), before, [], begins=begins)
            elif kind is sre.BRANCH:
                for branch in value[1]:
                    yield from self.of(list(branch), before, rest, begins=begins)
            elif kind in (sre.ASSERT, sre.ASSERT_NOT) and value[0] > 0:
                yield from self.of(list(value[1]), before, [], begins=begins)
            before = before.then(self.shape([part]))

    def _in_a_row(self, shape: _Shape, before: _Shape, rest: Sequence[Any]) -> Iterator[Suspicion]:
        """Repeats that follow this one and can take what it takes, with nothing between that it cannot take."""
        for kind, value in rest:
            other = self.shape([(kind, value)])
            if kind in _REPEATS and value[1] >= MANY and (common := shape.all & self.shape(value[2]).first):
                yield from self._pumped("repeats in a row", before, self._run(shape, common), rest)
                return
            if not other.empty and not other.first & shape.all:
                return

    def _inside(self, body: Any, before: _Shape, rest: Sequence[Any]) -> Iterator[Suspicion]:
        """Repeats inside a repeat, and alternatives that begin alike."""
        for kind, value in _parts(body):
            if kind in _REPEATS and value[1] >= MANY:
                inner = self.shape(value[2])
                whole = self.shape(body)
                # What else the body must have stands between two runs of the inner repeat.
                if inner.all >= set(whole.least) or whole.empty:
                    yield from self._pumped("repeat in a repeat", before, self._run(inner, inner.all), rest)
            elif kind is sre.BRANCH:
                firsts = [self.shape(branch) for branch in value[1]]
                for one, shape in enumerate(firsts):
                    for other in firsts[one + 1 :]:
                        if common := shape.first & other.first:
                            yield from self._pumped("alternatives alike", before, min(common), rest)
                            yield from self._pumped("alternatives alike", before, shape.least, rest)
                            yield from self._pumped("alternatives alike", before, other.least, rest)

    def _again(self, shape: _Shape, before: _Shape, rest: Sequence[Any]) -> Iterator[Suspicion]:
        """Whether the repeat takes what the pattern begins with."""
        if shape.all >= set(before.least):
            yield from self._pumped(
                "search over its beginning", _Shape(), before.least + self._run(shape, shape.all), rest
            )

    def _run(self, shape: _Shape, common: frozenset[str]) -> str:
        return shape.least if shape.least and set(shape.least) <= common else min(common, default="")

    def _pumped(self, kind: Kind, before: _Shape, part: str, rest: Sequence[Any]) -> Iterator[Suspicion]:
        """The strings: with what can follow in the end, and with what cannot."""
        if part:
            follows = self.shape(rest)
            other = next((c for c in self._alphabet if c not in follows.all and c not in part), "\x00")
            for end in dict.fromkeys((other, "", follows.least[:-1] + other)):
                yield Suspicion(kind, Pump(before.least, part, end))

    def shape(self, tree: Any) -> _Shape:
        """What a sequence of parts matches."""
        made = _Shape()
        for kind, value in tree:
            made = made.then(self._shape(kind, value))
        return made

    def _shape(self, kind: Any, value: Any) -> _Shape:
        if kind in (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY):
            found = self._set(kind, value)
            return _Shape(found, found, empty=False, least=_example(found))
        if kind in _BACKTRACKING:
            least, _, body = value
            inner = self.shape(body)
            return _Shape(inner.first, inner.all, inner.empty or least == 0, inner.least * min(least, 3))
        if kind is sre.SUBPATTERN:
            return self.shape(value[3])
        if kind is sre.ATOMIC_GROUP:
            return self.shape(value)
        if kind is sre.BRANCH:
            shapes = [self.shape(branch) for branch in value[1]]
            return _Shape(
                frozenset().union(*(s.first for s in shapes)),
                frozenset().union(*(s.all for s in shapes)),
                any(s.empty for s in shapes),
                min((s.least for s in shapes), key=len),
            )
        if kind is sre.GROUPREF:
            return _Shape(frozenset(self._alphabet), frozenset(self._alphabet), empty=True)
        return _Shape()  # places, looks ahead and back

    def _set(self, kind: Any, value: Any) -> frozenset[str]:
        """The characters that one part takes."""
        key = repr((kind, value))
        if key not in self._sets:
            state = parser.State()
            state.flags = self._flags
            one = compiler.compile(parser.SubPattern(state, [(kind, value)]), self._flags)
            self._sets[key] = frozenset(c for c in self._alphabet if one.fullmatch(c))
        return self._sets[key]


def _parts(tree: Any) -> Iterator[tuple[Any, Any]]:
    """All parts of a tree, at any depth but in looks."""
    for kind, value in tree:
        yield kind, value
        if kind in _BACKTRACKING:
            yield from _parts(value[2])
        elif kind is sre.SUBPATTERN:
            yield from _parts(value[3])
        elif kind is sre.ATOMIC_GROUP:
            yield from _parts(value)
        elif kind is sre.BRANCH:
            for branch in value[1]:
                yield from _parts(branch)


def _example(found: frozenset[str]) -> str:
    return next((c for c in ("a", "A", " ", "1") if c in found), min(found, default=""))
