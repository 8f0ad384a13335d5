"""What the grammar reads: one name of a body, by token positions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BodyName:
    """A name of a body, read from token `first` to token `last` (exclusive).

    Attributes:
        kind: kind of its head, or "name", "short" and "code" for entries of the lists.
        head: the head noun in lower case.
        specific: it has a field, a number, an area with a name or a parent that is specific.
        capital: the head begins with a capital.
        generic: it ends in a class word alone ("UBND tỉnh").
        alone: the head stands alone.
        core: token range of a company's proper name.
    """

    first: int
    last: int
    kind: str
    head: str
    specific: bool = False
    capital: bool = True
    generic: bool = False
    alone: bool = False
    core: tuple[int, int] | None = None
