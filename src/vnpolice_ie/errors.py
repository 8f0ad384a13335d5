"""Errors of the library.

Each error says what is wrong, where, and the remedy, in one sentence each, so that its text can be
shown to a user as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self


class VnPoliceError(Exception):
    """Base of all errors that the library raises on purpose.

    Args:
        what: what is wrong, one sentence without the final full stop.
        where: file, line, document or argument concerned; empty if there is none.
        remedy: what the user can do, one sentence without the final full stop.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        # What is quoted can be as long as the file that it is from.
        self.what, self.where, self.remedy = _cut(what), _cut(where), _cut(remedy)
        place = f"{self.where}: " if where else ""
        cure = f" {self.remedy}." if remedy else ""
        super().__init__(f"{place}{self.what}.{cure}")

    def at(self, where: str) -> Self:
        """Return the same error with its place, for a reader that knows where what is wrong stands."""
        place = f"{where}, {self.where}" if self.where else where
        return type(self)(self.what, where=place, remedy=self.remedy)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by the parts, so that an error survives the way back from a worker process."""
        return _rebuild, (type(self), self.what, self.where, self.remedy)


def _rebuild(kind: type[VnPoliceError], what: str, where: str, remedy: str) -> VnPoliceError:
    return kind(what, where=where, remedy=remedy)


class InputError(VnPoliceError):
    """A file, line, document or argument that the library cannot read."""


class OutputError(VnPoliceError):
    """A place that the library will not or cannot write to."""


class SchemaError(VnPoliceError):
    """An annotation that the scheme does not allow: unknown label, crossing spans, a wrong role."""


class ResourceError(VnPoliceError):
    """A model, word list or optional package that is not there."""


class ReadingError(VnPoliceError):
    """A document over which the process that read it died, or that took longer than was allowed."""


_QUOTES = "'\""
_LONGEST = 1_000
"""Characters of each part of an error."""


def _cut(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST // 2]} … {words[-_LONGEST // 2 :]}"


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the start of a remedy for a name that is not known: "Did you mean X? " or nothing.

    Args:
        name: what was given.
        known: what could have been meant.
    """
    from difflib import get_close_matches  # noqa: PLC0415  (only errors need it)

    by_fold = {word.casefold(): word for word in known}
    close = get_close_matches(name.casefold(), by_fold, n=1, cutoff=0.65)
    return f"Did you mean {by_fold[close[0]]}? " if close else ""


def shown(value: object, most: int = 80) -> str:
    """Return a value as an error quotes it: on one line, without control characters, at most so long."""
    words = repr(value[: most + 1] if isinstance(value, str | bytes) else value)
    return words if len(words) <= most + 2 else f"{words[:most]}…{words[0] if words[0] in _QUOTES else ''}"
