"""The annotated documents of a run, shared out, and the scheme that a network learns from them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from vnpolice_ie.errors import InputError
from vnpolice_ie.io.annotated import read_annotated
from vnpolice_ie.io.document_ids import DocumentIds
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.jsonl import OnError, raise_error
from vnpolice_ie.model.scheme import Link, Scheme, default_scheme
from vnpolice_ie.training.config import DataConfig, TrainingConfig

FEW = 10
"""A tag with fewer examples is hardly learnt."""


@dataclass(frozen=True)
class TrainingData:
    """Documents to learn from, to choose by and to measure on.

    Attributes:
        scheme: what the network is to tell apart.
        train, dev, test: the documents; `dev` holds at least one.
        left_out: what the files hold and the documents do not, by reason.
        shared: ids of documents of `dev` and `test` whose text is also in `train`.
    """

    scheme: Scheme
    train: tuple[GoldDocument, ...]
    dev: tuple[GoldDocument, ...]
    test: tuple[GoldDocument, ...] = ()
    left_out: Counter[str] = field(default_factory=Counter)
    shared: tuple[str, ...] = ()

    def rare(self) -> dict[str, int]:
        """Tags of the scheme with fewer than `FEW` examples in `train`, and how many each has."""
        seen = Counter(mark.tag for document in self.train for mark in document.marks)
        return {tag: seen[tag] for tag in self.scheme.tags if seen[tag] < FEW}


def read_data(config: TrainingConfig, *, on_error: OnError = raise_error) -> TrainingData:
    """Read all documents of a run.

    Args:
        config: the configuration.
        on_error: called with each fault of a document, which is left out; by default the first is raised.

    Raises:
        InputError: a path is not there or holds no annotated documents, or there are too few to learn from.
        VnPoliceError: the first fault of a document, unless `on_error` takes it.
    """
    data, left_out = config.data, Counter[str]()
    train, dev, test = (_read(paths, data, on_error, left_out) for paths in (data.train, data.dev, data.test))
    if not any(document.marks for document in train):
        raise InputError(
            f"none of the {len(train)} training documents holds a marked span",
            where=", ".join(map(str, data.train)),
            remedy="Give annotated documents",
        )
    if not data.dev:
        train, dev = _split(train, data.dev_share, config.optimisation.seed)
    texts = {document.text for document in train}
    return TrainingData(
        scheme=scheme_of(data, train),
        train=train,
        dev=dev,
        test=test,
        left_out=left_out,
        shared=tuple(document.id for document in (*dev, *test) if document.text in texts),
    )


def _read(
    paths: Sequence[Path], config: DataConfig, on_error: OnError, left_out: Counter[str]
) -> tuple[GoldDocument, ...]:
    labels = config.labels or None
    form = None if config.format == "auto" else config.format
    documents: list[GoldDocument] = []
    ids = DocumentIds()
    for path in paths:
        for document in read_annotated(path, form, labels, on_error=on_error, left_out=left_out):
            if (fault := ids.take(document.id, str(path))) is not None:
                on_error(fault)
            else:
                documents.append(document)
    return tuple(documents)


def _split(
    documents: Sequence[GoldDocument], share: float, seed: int
) -> tuple[tuple[GoldDocument, ...], tuple[GoldDocument, ...]]:
    """Set some documents aside by chance, at least one; both parts stay in order."""
    if len(documents) < 2:
        raise InputError(
            "one document cannot be shared out into training and development",
            where="data.train",
            remedy="Name other documents in data.dev",
        )
    count = min(max(1, round(share * len(documents))), len(documents) - 1)
    aside = set(np.random.default_rng(seed).permutation(len(documents))[:count].tolist())
    return (
        tuple(d for i, d in enumerate(documents) if i not in aside),
        tuple(d for i, d in enumerate(documents) if i in aside),
    )


def scheme_of(config: DataConfig, documents: Iterable[GoldDocument]) -> Scheme:
    """Return what a network is to tell apart: the library's scheme, or what the documents hold.

    Args:
        config: which labels, and whether nesting and links are learnt.
        documents: the training documents.
    """
    scheme = default_scheme() if config.labels == "schema" else _seen(documents, config.labels)
    if not config.nesting:
        scheme = replace(scheme, inner=(), nesting={})
    return scheme if config.links else replace(scheme, links=())


def _seen(documents: Iterable[GoldDocument], labels: Sequence[str]) -> Scheme:
    """The scheme of documents of another one: their labels (or those given), nesting and links."""
    outer: set[str] = set()
    nesting: dict[str, set[str]] = {}
    ends: dict[str, tuple[set[str], set[str]]] = {}
    for document in documents:
        marks = document.numbered()
        for mark in document.marks:
            holder = marks.get(mark.parent) if mark.parent is not None else None
            if holder is None:
                outer.add(mark.tag)
            elif holder.parent is None:
                nesting.setdefault(holder.tag, set()).add(mark.tag)
        links = [(r.type, r.head, r.tail) for r in document.relations]
        links += [(a.role, a.trigger, a.filler) for a in document.arguments]
        for name, head, tail in links:
            heads, tails = ends.setdefault(name, (set(), set()))
            heads.add(marks[head].tag)
            tails.add(marks[tail].tag)
    return Scheme(
        outer=tuple(labels or sorted(outer)),
        inner=tuple(sorted({tag for tags in nesting.values() for tag in tags})),
        nesting={tag: frozenset(tags) for tag, tags in sorted(nesting.items())},
        links=tuple(
            Link(name, frozenset(heads), frozenset(tails)) for name, (heads, tails) in sorted(ends.items())
        ),
    )
