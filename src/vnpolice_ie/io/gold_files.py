"""Annotated documents of the scheme from files of any format, with everything that is wrong with them."""

from __future__ import annotations

from pathlib import Path

from vnpolice_ie.errors import VnPoliceError
from vnpolice_ie.io.annotated import read_annotated
from vnpolice_ie.io.gold import GoldDocument


def read_gold(path: Path) -> tuple[list[GoldDocument], list[VnPoliceError]]:
    """Read the annotated documents of a file or folder that keep to the scheme, and the faults of the others.

    Raises:
        InputError: the path is not there, or holds no annotated documents.
    """
    found: list[VnPoliceError] = []
    return read_annotated(path, labels="schema", on_error=found.append), found
