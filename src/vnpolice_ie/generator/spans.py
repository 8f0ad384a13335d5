"""Words with their marks while a document is composed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple


@dataclass(eq=False, slots=True)
class Piece:
    """Marked words.

    Attributes:
        label: the label.
        content: words, and pieces that stand inside.
        of: what the words mean (a person, a document, a date, an event); decides about the key.
        event_type: the type of an EVENT.
    """

    label: str
    content: list[str | Piece]
    of: Any = None
    event_type: str | None = None


Link = tuple[str, Piece, Piece]
"""A relation: its type, head and tail."""


class Phrase(NamedTuple):
    """What a slot becomes.

    Attributes:
        content: words and pieces.
        main: the piece that fills roles, None where nothing is marked.
        links: relations inside the phrase.
        open: whether it ends with an apposition, which a comma may close.
    """

    content: list[str | Piece]
    main: Piece | None = None
    links: tuple[Link, ...] = ()
    open: bool = False


def marked(label: str, *content: str | Piece, of: Any = None) -> Piece:
    """A piece of these words."""
    return Piece(label, list(content), of)


def text_of(content: list[str | Piece]) -> str:
    """The words without their marks."""
    return "".join(part if isinstance(part, str) else text_of(part.content) for part in content)


@dataclass(slots=True)
class Placed:
    """A piece with its place in the text."""

    piece: Piece
    start: int
    end: int
    parent: Piece | None


@dataclass(slots=True)
class Canvas:
    """The text so far, with what is marked in it."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    placed: list[Placed] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    roles: list[tuple[Any, str, Piece]] = field(default_factory=list)
    _tail: str = ""

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(self.parts)

    @property
    def at_start(self) -> bool:
        """Whether a sentence begins here."""
        before = self._tail.rstrip("“\"'‘(")
        return not before.strip(" ") or before[-1:] == "\n" or before.endswith((". ", "? ", "! ", "… "))

    def text_ends(self, words: str) -> bool:
        """Whether the text ends so."""
        return self._tail.endswith(words)

    def write(self, words: str) -> None:
        """Add words; the first letter of a sentence becomes a capital."""
        if words[:1] == " " and self._tail.endswith((" ", "\n")):
            words = words.lstrip(" ")
        if not words:
            return
        if words[0] in ",.;:" and self._tail.endswith(" "):  # a wording that was left out before it
            self.parts[-1] = self.parts[-1][:-1]
            self.length -= 1
            self._tail = self._tail[:-1]
        if words[0].islower() and self.at_start and words[1:2] != ")":
            words = words[0].upper() + words[1:]
        self.parts.append(words)
        self.length += len(words)
        self._tail = (self._tail + words)[-8:]

    def put(self, content: list[str | Piece], parent: Piece | None = None) -> None:
        """Add words and pieces."""
        for part in content:
            if isinstance(part, str):
                self.write(part)
            else:
                placed = Placed(part, self.length, 0, parent)
                self.placed.append(placed)
                self.put(part.content, part)
                placed.end = self.length
