"""One id, one document: the same rule for texts that are read and documents that are read or written."""

from __future__ import annotations

from vnpolice_ie.errors import InputError


class DocumentIds:
    """The ids of a run, each with the file that its document came from.

    The first document of an id keeps it; a further one is a fault and is left out, for where documents are
    looked up by their ids one of the two would be lost. Documents without an id ("") do not count.
    """

    def __init__(self) -> None:
        self._place_of: dict[str, str] = {}

    def __contains__(self, name: str) -> bool:
        return self.place_of(name) is not None

    def place_of(self, name: str) -> str | None:
        """The place of the document that has an id, None if it is free."""
        return self._place_of.get(name)

    def take(self, name: str, source: str, number: int = 1) -> InputError | None:
        """Take an id for a document; return the fault if another one has it.

        Args:
            name: the id.
            source: the file that the document comes from, or other words for it.
            number: which of its documents it is, from 1.
        """
        if not name:
            return None
        first = self.place_of(name)
        if first is None:
            self._place_of[name] = source
            return None
        return InputError(
            f"the id {name!r} is taken by a document of {first}",
            where=f"{source}, document {number}" if number > 1 else source,
            remedy="Give each document an id of its own; that of a text file is its name",
        )
