"""What the grammar reads: one name of a body, by token positions."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(eq=False, slots=True)
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

    def to(
        self,
        last: int,
        *,
        specific: bool = False,
        generic: bool | None = None,
        kind: str | None = None,
        core: tuple[int, int] | None = None,
    ) -> BodyName:
        """The same name to token `last`.

        Args:
            last: its exclusive end.
            specific: what was taken in makes it specific, if it was not.
            generic: whether it ends in a class word alone now, if that changes.
            kind: another kind.
            core: token range of a company's proper name, if one was taken in.
        """
        return BodyName(
            self.first,
            last,
            kind or self.kind,
            self.head,
            specific or self.specific,
            self.capital,
            self.generic if generic is None else generic,
            self.alone,
            core or self.core,
        )
