"""The pipeline: stages in a fixed order over one draft, then the finished document."""

from __future__ import annotations

import datetime
import logging
import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal, TypeVar, overload

from vnpolice_ie.certainty import check_min_score
from vnpolice_ie.draft import Draft
from vnpolice_ie.errors import InputError, shown
from vnpolice_ie.garbage import uncollected
from vnpolice_ie.scores import rule_scores
from vnpolice_ie.stage import BatchStage, Stage
from vnpolice_ie.streaming import Failure, Item, Record, as_record, outcomes, parts_of_length, read_item
from vnpolice_ie.text.source import SourceText
from vnpolice_ie.types import Doc

log = logging.getLogger("vnpolice_ie")

DEFAULT: Final = "compact"
"""What `load()` gives."""

_TOGETHER: Final = 100_000
"""Code points of the documents that are read together without a model."""

Context = TypeVar("Context")
OnError = Literal["log", "raise"] | Callable[[Failure], None]


class Pipeline:
    """Reads texts: `nlp(text)` gives a `Doc`, `nlp.pipe(texts)` a stream of them.

    Args:
        stages: the steps, in order.
        name: the name that `load` knows it by; such a pipeline travels to other processes by name.
        score: calibrated score of a rule by its name; by default that of `scores.rule_scores`.
        min_score: what has a lower score is left out, see `Doc.filtered`.

    Raises:
        InputError: `min_score` is not between 0 and 1.
    """

    def __init__(
        self,
        stages: Sequence[Stage],
        *,
        name: str = "",
        score: Callable[[str], float] | None = None,
        min_score: float = 0.0,
    ) -> None:
        self._stages = tuple(stages)
        self._together = tuple([_on_batch(stage) for stage in self._stages])
        self._in_batches = any(isinstance(stage, BatchStage) for stage in self._stages)
        self._name = name
        self._score = score
        self._min_score = check_min_score(min_score)

    @property
    def name(self) -> str:
        """The name that `load` knows it by; empty for one put together by hand."""
        return self._name

    @property
    def min_score(self) -> float:
        """What has a lower score is left out."""
        return self._min_score

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The steps, in order; take some of them to build a smaller `Pipeline(stages)`."""
        return self._stages

    @property
    def stage_names(self) -> tuple[str, ...]:
        """Names of the steps, in order."""
        return tuple(stage.name for stage in self._stages)

    def __repr__(self) -> str:
        return f"Pipeline({self._name!r}, stages={', '.join(self.stage_names)})"

    def __reduce__(self) -> tuple[Any, ...]:
        if self._name:
            return partial(load, min_score=self._min_score), (self._name,)
        return partial(Pipeline, score=self._score, min_score=self._min_score), (self._stages,)

    def __call__(self, text: str, *, id: str = "", date: datetime.date | str | None = None) -> Doc:  # noqa: A002
        """Read one text.

        Args:
            text: the text, in any Unicode form; offsets of the result are code points into it.
            id: the document's id in the result.
            date: its dateline, as a date or in ISO form; "ngày 27-8" is resolved against it.

        Raises:
            InputError: the text is no string, or the date is none.
        """
        # The draft is gone before the collector is back: it would walk it all.
        with uncollected(len(text) if isinstance(text, str) else 0):
            return self._read_alone(_draft(text, id, date))

    def _read_alone(self, draft: Draft) -> Doc:
        for stage in self._stages:
            stage(draft)
        return self._finish(draft)

    def read(self, record: Record) -> Doc:
        """Read one record: `nlp(record.text, id=record.id, date=record.date)`."""
        return self(record.text, id=record.id, date=record.date)

    def read_batch(self, first: int, items: Sequence[Item]) -> list[Doc | Failure]:
        """Read items as `pipe` does, stage by stage: what a stage needs stays at hand from one to the next.

        Args:
            first: number of the first item in its stream, counted from 0.
            items: what `pipe` takes.
        """
        if self._in_batches:
            return self._read_batch(first, items)
        found: list[Doc | Failure] = []
        for part in parts_of_length(items, _TOGETHER):
            found += self._read_batch(first + len(found), part)
        return found

    def _read_batch(self, first: int, items: Sequence[Item]) -> list[Doc | Failure]:
        if len(items) > 1:
            try:
                records = [as_record(item, i) for i, item in enumerate(items, first)]
                with uncollected(sum(len(record.text) for record in records)):
                    return self._read_together(records)
            except Exception:  # one by one, to tell which document cannot be read
                log.debug("a batch is read again, one by one", exc_info=True)
        return [read_item(self.read, item, i) for i, item in enumerate(items, first)]

    def _read_together(self, records: Sequence[Record]) -> list[Doc | Failure]:
        drafts = [_draft(record.text, record.id, record.date) for record in records]
        for read in self._together:
            read(drafts)
        return [self._finish(draft) for draft in drafts]

    def _finish(self, draft: Draft) -> Doc:
        doc = draft.finish(self._score or rule_scores())
        return doc.filtered(self._min_score) if self._min_score else doc

    @overload
    def pipe(
        self,
        texts: Iterable[Item],
        *,
        as_tuples: Literal[False] = ...,
        batch_size: int = ...,
        processes: int = ...,
        timeout: float | None = ...,
        on_error: OnError = ...,
    ) -> Iterator[Doc]: ...

    @overload
    def pipe(
        self,
        texts: Iterable[tuple[Item, Context]],
        *,
        as_tuples: Literal[True],
        batch_size: int = ...,
        processes: int = ...,
        timeout: float | None = ...,
        on_error: OnError = ...,
    ) -> Iterator[tuple[Doc, Context]]: ...

    def pipe(
        self,
        texts: Iterable[Any],
        *,
        as_tuples: bool = False,
        batch_size: int = 32,
        processes: int = 1,
        timeout: float | None = None,
        on_error: OnError = "log",
    ) -> Iterator[Any]:
        """Read a stream of texts in constant memory; the results come in the same order.

        Args:
            texts: each a text, a mapping with `text` (and `id`, `date`), or a tuple (id, text) or
                (id, text, date). One without an id gets its number in the stream, counted from 1.
            as_tuples: `texts` are pairs of such an item and anything else, and so are the results.
            batch_size: documents that are taken from `texts` and read together, and travel to a worker
                process at once; short ones are read in two thirds of the time so. With 1, each comes out
                before the next is taken.
            processes: how many processes read; -1 takes one for each CPU core. A document over which a
                worker process dies cannot be read, the others are.
            timeout: seconds that a document may take, one that takes longer cannot be read; it is then read
                in a worker process even where `processes` is 1. A batch that takes longer is read again one
                by one, so a short timeout wants a small `batch_size`.
            on_error: what to do about a document that cannot be read. `log` reports it to the logger
                `vnpolice_ie` and goes on; `raise` ends the stream with its error; a function is called
                with the `Failure`, and the rest comes out.

        Raises:
            InputError: an argument has a value that it cannot have, or `texts` is a single text.
            ResourceError: the pipeline cannot be sent to another process, or none stays alive.
        """
        if processes == -1:
            processes = os.cpu_count() or 1
        if isinstance(texts, str | bytes | Mapping):
            raise InputError(
                f"one {type(texts).__name__} is no stream of texts",
                remedy="Give an iterable of texts, as nlp.pipe([text]); for one text call nlp(text)",
            )
        for argument, value in (("batch_size", batch_size), ("processes", processes)):
            if value < 1:
                raise InputError(f"{argument} is {value}", remedy="Give a whole number of 1 or more")
        if timeout is not None and not timeout > 0:
            raise InputError(f"timeout is {timeout}", remedy="Give a number of seconds above 0, or None")
        if not (callable(on_error) or on_error in {"log", "raise"}):
            raise InputError(f"on_error is {on_error!r}", remedy="Give 'log', 'raise' or a function")
        in_workers = processes > 1 or timeout is not None
        read = partial(
            outcomes,
            self.read_batch,
            batch_size=batch_size,
            processes=processes if in_workers else 0,
            timeout=timeout,
        )
        return self._pipe(texts, as_tuples, read, on_error)

    def _pipe(
        self,
        texts: Iterable[Any],
        as_tuples: bool,
        read: Callable[[Iterable[Item]], Iterator[Doc | Failure]],
        on_error: OnError,
    ) -> Iterator[Any]:
        contexts: deque[Any] = deque()

        def items() -> Iterator[Item]:
            for item, context in texts:
                contexts.append(context)
                yield item

        for result in read(items() if as_tuples else texts):
            context = contexts.popleft() if as_tuples else None
            if isinstance(result, Failure):
                _report(result, on_error)
            else:
                yield (result, context) if as_tuples else result


def _on_batch(stage: Stage) -> Callable[[Sequence[Draft]], None]:
    """What reads several drafts by a stage."""
    if isinstance(stage, BatchStage):
        return stage.batch

    def one_by_one(drafts: Sequence[Draft]) -> None:
        for draft in drafts:
            stage(draft)

    return one_by_one


def _draft(text: str, id: str, date: datetime.date | str | None) -> Draft:  # noqa: A002
    if not isinstance(text, str):
        raise InputError(
            f"the text is of type {type(text).__name__}, not str",
            where=f"document {id!r}" if id else "",
            remedy="Decode bytes first, for instance with bytes.decode('utf-8')"
            if isinstance(text, bytes)
            else "Give a string; nlp.pipe takes many texts, and records with id and date",
        )
    return Draft(SourceText(text), id=id, date=parse_date(date, f"document {id!r}" if id else ""))


def _report(failure: Failure, on_error: OnError) -> None:
    if callable(on_error):
        on_error(failure)
    elif on_error == "raise":
        raise failure.error
    else:
        log.error("%s", failure)


def parse_date(value: datetime.date | str | None, where: str) -> datetime.date | None:
    """Read a dateline: a date, ISO 8601, or a Vietnamese date; a time of day is dropped.

    Raises:
        InputError: it is none, or no such day exists.
    """
    if value is None or value == "":
        return None
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    found = _date_in(value) if isinstance(value, str) else None
    if found is None:
        raise InputError(
            f"{shown(value)} is no date",
            where=where,
            remedy="Give the dateline in ISO form, as 2019-08-27, or as 27/8/2019",
        )
    return found


def _date_in(words: str) -> datetime.date | None:
    """The day that ISO 8601 or Vietnamese words as a whole name, if there is such a day."""
    try:
        return datetime.datetime.fromisoformat(words).date()
    except ValueError:
        pass
    from vnpolice_ie.grammar.periods import parse_date as read_words  # noqa: PLC0415  (slow to import)

    form = read_words(words.strip())
    if form is None or form.end is not None:
        return None
    try:
        return datetime.date.fromisoformat(form.iso())
    except ValueError:
        return None


def load(name: str | Path | None = None, *, min_score: float = 0.0) -> Pipeline:
    """Make a pipeline.

    Args:
        name: `rules`, the grammar and the word lists alone, which needs no weights; the name of a model that
            comes with the library, or the folder of any model, for rules and model together; by default
            `DEFAULT`.
        min_score: what has a lower score is left out, see `Doc.filtered`.

    Raises:
        InputError: there is no pipeline of that name, or `min_score` is not between 0 and 1.
        ResourceError: the folder is no model that this library can run.
    """
    if name is None:
        name = DEFAULT
    if name == "rules":
        from vnpolice_ie.rules import rule_stages  # noqa: PLC0415  (word lists are read when first needed)

        return Pipeline(rule_stages(), name=name, min_score=min_score)
    from vnpolice_ie.model.assembly import model_stages, shipped  # noqa: PLC0415  (numpy, ONNX Runtime)

    if isinstance(name, Path) or os.sep in name or os.path.isdir(name):
        name = os.path.abspath(name)
        return Pipeline(model_stages(Path(name)), name=name, min_score=min_score)
    return Pipeline(model_stages(shipped(name)), name=name, min_score=min_score)
