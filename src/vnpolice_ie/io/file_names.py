"""Names of files made of the ids of documents."""

from __future__ import annotations

import re

_UNSAFE = re.compile(r"[^\w. -]+")
_EDGES = " ."
_BYTES = 180


class FileNames:
    """Gives each document a file name of its own, as like its id as a file system allows.

    Args:
        folders: whether a slash in an id makes a folder.
    """

    def __init__(self, *, folders: bool = False) -> None:
        self._folders = folders
        self._taken: set[str] = set()

    def name(self, document_id: str) -> str:
        """Return the name, without an ending; it is that of no other document, in capitals or not."""
        parts = document_id.split("/") if self._folders else [document_id]
        plain = "/".join(_plain(part) for part in parts)
        found, count = plain, 1
        while found.casefold() in self._taken:
            count += 1
            found = f"{plain}-{count}"
        self._taken.add(found.casefold())
        return found


def _plain(part: str) -> str:
    safe = _UNSAFE.sub("_", part).encode("utf-8", "ignore")[:_BYTES].decode("utf-8", "ignore")
    return safe.strip(_EDGES) or "_"
