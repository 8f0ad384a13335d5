"""Hugging Face datasets: a callable for `Dataset.map`, with the features of the columns that it adds.

annotate = Annotate("rules")
dataset = dataset.map(annotate, batched=True, num_proc=2, features=annotate.features(dataset))
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vnpolice_ie.errors import InputError
from vnpolice_ie.extras import require
from vnpolice_ie.integrations.shared import Recipe
from vnpolice_ie.io.arrow import doc_schema, record
from vnpolice_ie.pipeline import Pipeline, parse_date
from vnpolice_ie.streaming import Failure, Item
from vnpolice_ie.types import Doc

if TYPE_CHECKING:
    import datasets

PARTS: Final = ("entities", "relations", "events", "references", "people")
"""Columns that are added, in the form of docs/output-format.md; `error` is the sixth."""


class Annotate:
    """Reads a column of texts and adds what was found as columns.

    A text that cannot be read has empty lists and its error in the column `error`, which is null elsewhere.
    The callable travels to other processes by what `load` needs; each process loads the model once. The cache
    of `datasets` tells readings of other models and versions apart.

    Args:
        model: what `vnpolice_ie.load` takes, or a pipeline that it made.
        min_score: what has a lower score is left out.
        text: column of the texts.
        id, date: columns of ids and datelines; they need not be there.
        prefix: begins the names of the columns that are added.

    Raises:
        InputError, ResourceError: as of `load`.
    """

    def __init__(
        self,
        model: str | Path | Pipeline | None = None,
        *,
        min_score: float = 0.0,
        text: str = "text",
        id: str = "id",  # noqa: A002
        date: str = "date",
        prefix: str = "",
    ) -> None:
        self._recipe = Recipe.of(model, min_score)
        self._identity = self._recipe.identity()
        self._text, self._id, self._date, self._prefix = text, id, date, prefix

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns that are added."""
        return tuple(self._prefix + name for name in (*PARTS, "error"))

    def features(self, dataset: datasets.Dataset | datasets.Features) -> datasets.Features:
        """Return the features of a dataset after it was read, for `map(features=…)`.

        Raises:
            InputError: the dataset has one of the columns already, or no column of texts.
            ResourceError: the extra `datasets` is not installed.
        """
        require("datasets", "datasets", "pyarrow")
        import datasets  # noqa: PLC0415  (slow to import)

        before = dataset if isinstance(dataset, datasets.Features) else dataset.features
        self._check(before)
        schema = doc_schema()
        added = datasets.Features.from_arrow_schema(schema)
        found = {self._prefix + name: added[name] for name in PARTS}
        return datasets.Features({**before, **found, self._prefix + "error": datasets.Value("string")})

    def __call__(self, rows: Mapping[str, Any]) -> dict[str, Any]:
        """Read a batch, as `map(batched=True)` gives it, or one row.

        Args:
            rows: lists (or single values) by the names of their columns.

        Returns:
            the added columns, likewise.

        Raises:
            InputError: there is no column of texts, or one of the added columns is there already.
        """
        self._check(rows)
        texts = rows[self._text]
        if not isinstance(texts, Sequence) or isinstance(texts, str):
            return {name: values[0] for name, values in self({k: [v] for k, v in rows.items()}).items()}
        ids = rows.get(self._id, [""] * len(texts))
        dates = rows.get(self._date, [None] * len(texts))
        items: list[Item] = list(zip(map(str, ids), texts, dates, strict=True))
        found = self._recipe.pipeline().read_batch(0, items)
        return {
            **{self._prefix + part: [_part(one, part) for one in found] for part in PARTS},
            self._prefix + "error": [str(one) if isinstance(one, Failure) else None for one in found],
        }

    def doc(self, row: Mapping[str, Any]) -> Doc | None:
        """Return the reading that a row holds; None if its text could not be read.

        Raises:
            SchemaError: the row's columns were changed.
        """
        if row[self._prefix + "error"] is not None:
            return None
        found = {part: row[self._prefix + part] for part in PARTS}
        day = parse_date(row.get(self._date), "")
        given = {"id": str(row.get(self._id, "")), "text": row[self._text], "date": day and day.isoformat()}
        return Doc.from_dict(record({**given, **found}))

    def _check(self, columns: Mapping[str, Any]) -> None:
        if self._text not in columns:
            raise InputError(
                f"the rows have no column {self._text!r}",
                remedy=f"Name the column of texts with text; there are: {', '.join(map(repr, columns))}",
            )
        there = [name for name in self.columns if name in columns]
        if there:
            raise InputError(
                f"the rows have the column {there[0]!r} already",
                remedy="Give a prefix for the columns that are added, or rename it",
            )


def _part(found: Doc | Failure, part: str) -> list[Any]:
    return [] if isinstance(found, Failure) else list(found.to_dict()[part])  # type: ignore[literal-required]
