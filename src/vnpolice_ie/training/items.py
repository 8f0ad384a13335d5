"""Windows of annotated documents as training items, and their batches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from vnpolice_ie.model.batch import ModelText, collate, windows_of
from vnpolice_ie.model.features import hide_rules, tell_rules
from vnpolice_ie.model.network import Inputs, PairInputs
from vnpolice_ie.model.pairs import Pairs, joinable, pairs_of, rows_of
from vnpolice_ie.model.pieces import PieceReader
from vnpolice_ie.model.scheme import Scheme, default_scheme
from vnpolice_ie.model.tags import encode_tags
from vnpolice_ie.model.units import UnitSpan
from vnpolice_ie.model.windows import Window
from vnpolice_ie.training.examples import Example
from vnpolice_ie.training.noise import RuleNoise, noisy

IGNORED = -100
"""Target of padding, as torch's cross entropy expects it."""


@dataclass(frozen=True)
class Item:
    """One window of one document.

    Attributes:
        example: the document.
        window: its units.
        outer, inner: tags of the window's units, `IGNORED` where they are left open, shape [units].
        spans: spans wholly inside the window, counted from its first unit.
        pairs: the pairs that the pair head is to score.
        links: 1 for links that are there, shape [pairs, links].
        counted: whether a link is to be learned or avoided, shape [pairs, links].
    """

    example: Example
    window: Window
    outer: npt.NDArray[np.int64]
    inner: npt.NDArray[np.int64]
    spans: Sequence[UnitSpan]
    pairs: Pairs
    links: npt.NDArray[np.float32]
    counted: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return self.window.end - self.window.start


def items_of(
    example: Example, scheme: Scheme, reader: PieceReader, overlap: float, max_distance: int
) -> list[Item]:
    """Cut a document into training items."""
    count = len(example.text)
    outer = encode_tags(((s.start, s.end, scheme.outer_id[s.tag]) for s in example.outer), count)
    inner = encode_tags(((s.start, s.end, scheme.inner_id[s.tag]) for s in example.inner), count)
    for tags in (outer, inner):
        tags[example.open_units] = IGNORED
    return [
        Item(
            example,
            window,
            outer[window.start : window.end],
            inner[window.start : window.end],
            *_targets(example, window, scheme, max_distance),
        )
        for window in windows_of(example.text, reader, overlap)
    ]


def _targets(
    example: Example, window: Window, scheme: Scheme, max_distance: int
) -> tuple[list[UnitSpan], Pairs, npt.NDArray[np.float32], npt.NDArray[np.bool_]]:
    """Spans and pairs of a window, the links that are there, and which of them count."""
    first, last = window.start, window.end
    inside = [i for i, s in enumerate(example.spans) if s.start >= first and s.end <= last]
    place = {i: number for number, i in enumerate(inside)}
    spans = [UnitSpan(s.start - first, s.end - first, s.tag) for s in (example.spans[i] for i in inside)]
    told = example.rule_links_of([example.spans[i] for i in inside])
    pairs = pairs_of(scheme, spans, example.sentence_of[first:last], max_distance, told)
    counted = joinable(scheme, spans, pairs)
    links = np.zeros(counted.shape, dtype=np.float32)
    for known, table, value in ((example.links, links, 1.0), (example.unclear, counted, False)):
        here = [
            (place[head], place[tail], name) for head, tail, name in known if head in place and tail in place
        ]
        rows = rows_of(pairs.index, [(head, tail) for head, tail, _ in here])
        for row, (_, _, name) in zip(rows, here, strict=True):
            if row >= 0:
                table[row, scheme.link_id[name]] = value
    return spans, pairs, links, counted


@dataclass
class Batch:
    """Tensors of some items.

    Attributes:
        inputs: what the network reads.
        outer, inner: tags, `IGNORED` at padding, shape [batch, units].
        pairs: of each item, its pairs, targets and what of them counts; shapes [pairs, links].
    """

    inputs: Inputs
    outer: Tensor
    inner: Tensor
    pairs: list[tuple[PairInputs, Tensor, Tensor]]

    def to(self, device: torch.device) -> Batch:
        """Return the batch on a device."""
        return Batch(
            self.inputs.to(device),
            self.outer.to(device),
            self.inner.to(device),
            [
                (pairs.to(device), links.to(device), counted.to(device))
                for pairs, links, counted in self.pairs
            ],
        )


def batch_of(
    items: Sequence[Item],
    scheme: Scheme,
    reader: PieceReader,
    noise: RuleNoise | None = None,
    rng: np.random.Generator | None = None,
) -> Batch:
    """Put items together; with `noise`, what the rules say is disturbed."""
    hidden = [noise is not None and rng is not None and rng.random() < noise.hidden for _ in items]
    texts = [
        (_noisy_text(item, hide, noise, rng) if noise and rng else item.example.text, item.window)
        for item, hide in zip(items, hidden, strict=True)
    ]
    arrays = {name: torch.from_numpy(array) for name, array in collate(texts, reader).items()}
    longest = max(len(item) for item in items)

    def padded(tags: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        return np.pad(tags, (0, longest - len(tags)), constant_values=IGNORED)

    return Batch(
        Inputs(**arrays),
        torch.from_numpy(np.stack([padded(item.outer) for item in items])),
        torch.from_numpy(np.stack([padded(item.inner) for item in items])),
        [
            (
                pair_inputs(scheme, item.spans, _noisy_pairs(item.pairs, hide, noise, rng)),
                torch.from_numpy(item.links),
                torch.from_numpy(item.counted),
            )
            for item, hide in zip(items, hidden, strict=True)
        ],
    )


def pair_inputs(scheme: Scheme, spans: Sequence[UnitSpan], pairs: Pairs) -> PairInputs:
    """Return what the pair head reads."""
    rows = [(s.start, s.end - 1, scheme.tag_id[s.tag]) for s in spans]
    return PairInputs(
        torch.tensor(rows, dtype=torch.long).reshape(len(rows), 3),
        torch.from_numpy(pairs.index),
        torch.from_numpy(pairs.features),
        torch.from_numpy(pairs.rules),
    )


def _noisy_text(item: Item, hide: bool, noise: RuleNoise, rng: np.random.Generator) -> ModelText:
    scheme = default_scheme()
    text = item.example.text
    features = text.features.copy()
    if hide:
        hide_rules(features)
    else:
        layers = zip(item.example.rules, (scheme.outer, scheme.inner), strict=True)
        tell_rules(features, *(noisy(found, tags, len(text), noise, rng) for found, tags in layers))
    return replace(text, features=features)


def _noisy_pairs(pairs: Pairs, hide: bool, noise: RuleNoise | None, rng: np.random.Generator | None) -> Pairs:
    if noise is None or rng is None:
        return pairs
    kept = rng.random(pairs.rules.shape) >= (1.0 if hide else noise.dropped)
    return replace(pairs, rules=pairs.rules * kept.astype(np.float32))
