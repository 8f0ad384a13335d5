"""Structured facts from Vietnamese news and official text about the police, the Party and the State.

import vnpolice_ie as vie
nlp = vie.load()
doc = nlp("Ngày 27-8, Đại tướng Tô Lâm, Bộ trưởng Bộ Công an chủ trì Hội nghị.", date="2019-08-28")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vnpolice_ie.errors import (
    InputError,
    OutputError,
    ReadingError,
    ResourceError,
    SchemaError,
    VnPoliceError,
)
from vnpolice_ie.pipeline import Pipeline, load
from vnpolice_ie.stage import Stage
from vnpolice_ie.types import Argument, Doc, Event, Mention, Person, Reference, Relation, Span

if TYPE_CHECKING:
    from vnpolice_ie.store.collection import Collection

__version__ = "0.1.0"

__all__ = [
    "Argument",
    "Collection",
    "Doc",
    "Event",
    "InputError",
    "Mention",
    "OutputError",
    "Person",
    "Pipeline",
    "ReadingError",
    "Reference",
    "Relation",
    "ResourceError",
    "SchemaError",
    "Span",
    "Stage",
    "VnPoliceError",
    "load",
]


def __getattr__(name: str) -> Any:
    """Names that need an extra: imported when they are first asked for."""
    if name == "Collection":
        from vnpolice_ie.store.collection import Collection  # noqa: PLC0415

        return Collection
    if name == "ray":
        from vnpolice_ie.integrations import ray  # noqa: PLC0415

        return ray
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
