"""Errors of the library.

Each error says what is wrong, where, and the remedy, in one sentence each, so that its text can be
shown to a user as it is.
"""

from __future__ import annotations

from collections.abc import Iterable


class VnPoliceError(Exception):
    """Base of all errors that the library raises on purpose.

    Args:
        what: what is wrong, one sentence without the final full stop.
        where: file, line, document or argument concerned; empty if there is none.
        remedy: what the user can do, one sentence without the final full stop.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        place = f"{where}: " if where else ""
        cure = f" {remedy}." if remedy else ""
        super().__init__(f"{place}{what}.{cure}")

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
