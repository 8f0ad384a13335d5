"""pandas: an accessor of columns of text that gives tidy tables.

import vnpolice_ie.integrations.pandas
tables = df["text"].vie.annotate()
tables.people
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from vnpolice_ie.errors import InputError
from vnpolice_ie.extras import require
from vnpolice_ie.integrations.rows import COLUMNS, Table, rows_of
from vnpolice_ie.pipeline import Pipeline, load
from vnpolice_ie.streaming import Failure
from vnpolice_ie.types import Doc

require("pandas", "pandas")

import pandas as pd  # noqa: E402

MISSING: Final = "the text is missing"
_DTYPES: Final = MappingProxyType({int: "int64", float: "float64", str: "string"})


@dataclass(frozen=True, eq=False)
class Tables:
    """What was read in a column of texts.

    All tables keep the index of the column, so that they join with its frame, and have the document's id
    under `text_id`. `start` and `end` of `words` are code points into the text, the end exclusive.

    Attributes:
        docs: the `Doc` of each row; None where there is none.
        mentions: one row for each mention; `within` is the id of the mention that it stands in, `refers_to`
            that of its event, reference or person.
        relations: one for each relation, with both ends.
        events: one for each event, with its first trigger.
        arguments: one for each argument of an event.
        references: one for each document spoken of, with its first mention.
        people: one for each person, with the first mention.
        failures: rows that were not read, with the reason under `error`.
    """

    docs: pd.Series[Any]
    mentions: pd.DataFrame
    relations: pd.DataFrame
    events: pd.DataFrame
    arguments: pd.DataFrame
    references: pd.DataFrame
    people: pd.DataFrame
    failures: pd.DataFrame

    def __repr__(self) -> str:
        sizes = {name: len(getattr(self, name)) for name in (*COLUMNS, "failures")}
        return f"Tables({len(self.docs)} rows: {', '.join(f'{n} {name}' for name, n in sizes.items())})"


def annotate(
    texts: pd.Series[Any],
    model: str | Path | Pipeline | None = None,
    *,
    min_score: float = 0.0,
    ids: Iterable[Any] | None = None,
    dates: Iterable[Any] | None = None,
    processes: int = 1,
    batch_size: int = 32,
) -> Tables:
    """Read a column of texts.

    A missing value, something that is no text and a text that cannot be read are listed in `failures`; the
    others are read.

    Args:
        texts: the column.
        model: what `vnpolice_ie.load` takes, or a pipeline.
        min_score: what has a lower score is left out; of a pipeline its own counts.
        ids: an id for each text, in their order; by default its label in the index, or where these are not
            unique its number, counted from 1.
        dates: the dateline of each text, in their order; missing ones are allowed.
        processes: how many processes read; -1 takes one for each CPU core.
        batch_size: documents that are read together.

    Raises:
        InputError: the texts are no Series, there are not as many ids or dates as texts, an id is there
            twice, or as of `Pipeline.pipe`.
        ResourceError: the model cannot be run.
    """
    if not isinstance(texts, pd.Series):
        raise InputError(
            f"the texts are a {type(texts).__name__}, not one column",
            remedy="Give a Series, as frame['text'] or pd.Series(texts)",
        )
    nlp = model if isinstance(model, Pipeline) else load(model, min_score=min_score)
    names = _names(texts, ids)
    days = _in_step("dates", texts, dates) if dates is not None else [None] * len(texts)
    docs: list[Doc | None] = [None] * len(texts)
    failed: dict[int, str] = {}
    given: list[tuple[tuple[str, Any, Any], int]] = []
    for at, (name, text, day) in enumerate(zip(names, texts, days, strict=True)):
        if _is_missing(text):
            failed[at] = MISSING
        else:
            given.append(((name, text, None if _is_missing(day) else day), at))

    def note(failure: Failure) -> None:
        failed[given[failure.index][1]] = str(failure)

    read = nlp.pipe(given, as_tuples=True, processes=processes, batch_size=batch_size, on_error=note)
    for doc, at in read:
        docs[at] = doc
    return _tables(texts.index, names, docs, failed)


@pd.api.extensions.register_series_accessor("vie")
class Accessor:
    """`series.vie`: reads a column of texts."""

    def __init__(self, texts: pd.Series[Any]) -> None:
        self._texts = texts

    def annotate(self, model: str | Path | Pipeline | None = None, **how: Any) -> Tables:
        """Read the column, see `annotate`."""
        return annotate(self._texts, model, **how)


def _is_missing(value: Any) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and isnan(value))


def _in_step(what: str, texts: pd.Series[Any], values: Iterable[Any]) -> list[Any]:
    if isinstance(values, pd.Series) and not values.index.equals(texts.index):
        raise InputError(
            f"the {what} have another index than the texts", remedy="Take them of one frame, or give a list"
        )
    found = list(values)
    if len(found) != len(texts):
        raise InputError(
            f"there are {len(found)} {what} for {len(texts)} texts", remedy="Give one for each text"
        )
    return found


def _names(texts: pd.Series[Any], ids: Iterable[Any] | None) -> list[str]:
    if ids is None:
        if not texts.index.is_unique:
            return [str(number) for number in range(1, len(texts) + 1)]
        return [str(label) for label in texts.index]
    names = [str(name) for name in _in_step("ids", texts, ids)]
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise InputError(f"the id {name!r} is there twice", remedy="Give each text an id of its own")
        seen.add(name)
    return names


def _tables(
    index: pd.Index[Any], names: Sequence[str], docs: Sequence[Doc | None], failed: dict[int, str]
) -> Tables:
    rows: dict[Table, list[tuple[Any, ...]]] = {table: [] for table in COLUMNS}
    places: dict[Table, list[int]] = {table: [] for table in COLUMNS}
    for at, doc in enumerate(docs):
        if doc is not None:
            for table, row in rows_of(doc):
                rows[table].append(row)
                places[table].append(at)
    found = {
        table: _frame(columns, rows[table], index.take(places[table])) for table, columns in COLUMNS.items()
    }
    order = sorted(failed)
    return Tables(
        docs=pd.Series(list(docs), index=index, dtype=object, name="doc"),
        failures=_frame(
            {"text_id": str, "error": str},
            [(names[at], failed[at]) for at in order],
            index.take(order),
        ),
        **found,
    )


def _frame(columns: dict[str, type], rows: Sequence[tuple[Any, ...]], index: pd.Index[Any]) -> pd.DataFrame:
    values: Iterator[Sequence[Any]] = iter(zip(*rows, strict=True)) if rows else iter([[]] * len(columns))
    data = {
        name: pd.Series(list(column), index=index, dtype=_DTYPES[kind])
        for (name, kind), column in zip(columns.items(), values, strict=True)
    }
    return pd.DataFrame(data, index=index)
