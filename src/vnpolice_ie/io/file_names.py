"""Names of files made of the ids of documents."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_UNSAFE: Final = re.compile(r"[^\w. -]+")
_EDGES: Final = " ."
_FIRST: Final = " .-"
"""What no name begins with: a dash would be read as an option."""
_BYTES: Final = 180
_PATH_BYTES: Final = 500
"""Bytes of a name with folders; a longer one is made of one part."""
_DEVICE: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
"""What is a device on Windows, whatever its ending."""
_OF_A_FILE: Final = (".txt", ".ann")


class FileNames:
    """Gives each document a file name of its own, as like its id as a file system allows.

    Args:
        folders: whether a slash in an id makes a folder.
    """

    def __init__(self, *, folders: bool = False) -> None:
        self._folders = folders
        self._taken: set[str] = set()
        self._count: dict[str, int] = {}

    def name(self, document_id: str) -> str:
        """Return the name, without an ending; on no file system is it that of another document."""
        plain = found = _path(document_id) if self._folders else _plain(document_id)
        as_given = _key(plain)
        while _key(found) in self._taken:
            count = self._count[as_given] = self._count.get(as_given, 1) + 1
            found = f"{plain}-{count}"
        self._taken.add(_key(found))
        return found


def _key(name: str) -> str:
    """What names have in common that some file system takes for one."""
    return unicodedata.normalize("NFKC", name).casefold()


def _path(document_id: str) -> str:
    *folders, last = map(_plain, document_id.split("/"))
    # A folder must not have the name of another document's file.
    named = [f"{folder}_" if folder.casefold().endswith(_OF_A_FILE) else folder for folder in folders]
    path = "/".join([*named, last])
    return path if len(path.encode()) <= _PATH_BYTES else _plain(document_id)


def _plain(part: str) -> str:
    whole = unicodedata.normalize("NFC", part.encode("utf-8", "ignore").decode())
    safe = _UNSAFE.sub("_", whole).encode()[:_BYTES].decode("utf-8", "ignore")
    name = safe.lstrip(_FIRST).rstrip(_EDGES) or "_"
    return f"_{name}" if _DEVICE.fullmatch(name) else name
