"""What a folder that a person corrects holds, and which of its files are the annotated documents."""

from __future__ import annotations

from pathlib import Path
from typing import Final

MARKER: Final = ".vnpolice-ie-review"
TASKS: Final = "label-studio.json"
CONFIG: Final = "label-studio.xml"
READINGS: Final = "readings.jsonl"
MARKUP: Final = "markup"


def is_review_folder(path: Path) -> bool:
    """Tell whether a folder is one that `review start` or `suggest` wrote."""
    return (path / MARKER).is_file()


def is_copy(file: Path) -> bool:
    """Tell whether a file of such a folder says what its mark-up said before anybody corrected it."""
    return file.name in {TASKS, READINGS} and is_review_folder(file.parent)
