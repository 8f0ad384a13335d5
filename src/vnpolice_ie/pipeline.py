"""The pipeline: stages in a fixed order over one draft, then the finished document."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from vnpolice_ie.draft import Draft
from vnpolice_ie.errors import InputError
from vnpolice_ie.text.source import SourceText
from vnpolice_ie.types import Doc


@runtime_checkable
class Stage(Protocol):
    """One step of the pipeline: reads the draft and adds to it.

    Attributes:
        name: short and unique in its pipeline; the first part of its rules' names.
    """

    @property
    def name(self) -> str:
        """Name of the stage."""

    def __call__(self, draft: Draft) -> None:
        """Add to the draft what this stage can tell."""


class Pipeline:
    """Reads texts: `nlp(text)` gives a `Doc`."""

    def __init__(self, stages: Sequence[Stage]) -> None:
        self.stages = tuple(stages)

    def __call__(self, text: str, *, id: str = "", date: datetime.date | str | None = None) -> Doc:  # noqa: A002
        """Read one text.

        Args:
            text: the text, in any Unicode form; offsets of the result are code points into it.
            id: the document's id in the result.
            date: its dateline, as a date or in ISO form; "ngày 27-8" is resolved against it.

        Raises:
            InputError: the text is no string, or the date is none.
        """
        if not isinstance(text, str):
            raise InputError(
                f"the text is of type {type(text).__name__}, not str",
                where=f"document {id!r}" if id else "",
                remedy="Decode bytes first, for instance with bytes.decode('utf-8')",
            )
        draft = Draft(SourceText(text), id=id, date=_date(date, id))
        for stage in self.stages:
            stage(draft)
        return draft.finish(lambda rule: 1.0)


def _date(value: datetime.date | str | None, id: str) -> datetime.date | None:  # noqa: A002
    if value is None or isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        raise InputError(
            f"{value!r} is no date",
            where=f"document {id!r}" if id else "",
            remedy="Give the dateline in ISO form, as 2019-08-27",
        ) from None


def load(name: str = "rules") -> Pipeline:
    """Make a pipeline.

    Args:
        name: `rules`, the grammar and the word lists alone; needs no weights.
    """
    if name != "rules":
        raise InputError(f"there is no pipeline {name!r}", remedy="The pipelines are: rules")
    from vnpolice_ie.rules import rule_stages  # noqa: PLC0415  (word lists are read when first needed)

    return Pipeline(rule_stages())
