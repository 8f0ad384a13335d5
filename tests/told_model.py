"""A backend that answers what a test tells it, and pieces for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.model.backend import Encoded, Floats
from vnpolice_ie.model.batch import ModelText
from vnpolice_ie.model.config import MixerConfig, NetworkConfig
from vnpolice_ie.model.decisions import Decisions
from vnpolice_ie.model.folder import ModelSettings, feature_columns
from vnpolice_ie.model.layers import unit_range
from vnpolice_ie.model.pairs import Pairs
from vnpolice_ie.model.pieces import VocabularyPieces
from vnpolice_ie.model.scheme import Scheme, default_scheme
from vnpolice_ie.model.tags import encode_tags, tag_count
from vnpolice_ie.model.units import UnitSpan, units_of
from vnpolice_ie.model.vocabulary import SPECIAL, Vocabulary
from vnpolice_ie.text.source import SourceText

READER = VocabularyPieces(Vocabulary(SPECIAL), 64)
Spans = list[tuple[int, int, str]]


class Told:
    """Gives each tag of the told spans the probability `sure`, and each told link its own.

    Args:
        outer, inner: spans of units in each text.
        links: probabilities by (tag of head, tag of tail, link).
    """

    def __init__(
        self,
        outer: Sequence[UnitSpan] = (),
        inner: Sequence[UnitSpan] = (),
        links: Mapping[tuple[str, str, str], float] | None = None,
        *,
        sure: float = 0.9,
        scheme: Scheme | None = None,
    ) -> None:
        self.scheme = scheme or default_scheme()
        self.outer, self.inner = outer, inner
        self.links = links or {}
        self.sure = sure
        self.encoded = 0
        self.runs: list[int] = []

    def encode(self, texts: Sequence[ModelText]) -> list[Encoded]:
        self.encoded += len(texts)
        self.runs.append(len(texts))
        return [
            Encoded(
                np.zeros((len(text), 4), dtype=np.float32),
                self._scores(len(text), self.outer, self.scheme.outer_id),
                self._scores(len(text), self.inner, self.scheme.inner_id),
            )
            for text in texts
        ]

    def _scores(self, count: int, spans: Iterable[UnitSpan], ids: Mapping[str, int]) -> Floats:
        tags = encode_tags(((s.start, s.end, ids[s.tag]) for s in spans), count)
        share = (1 - self.sure) / max(1, tag_count(len(ids)) - 1)
        scores = np.full((count, tag_count(len(ids))), np.log(share), dtype=np.float32)
        scores[np.arange(count), tags] = np.log(self.sure)
        return scores

    def link(self, states: Floats, spans: Sequence[UnitSpan], pairs: Pairs) -> Floats:
        scores = np.full((len(pairs.index), len(self.scheme.links)), 0.01, dtype=np.float32)
        for row, (head, tail) in enumerate(pairs.index):
            for (one, other, name), probability in self.links.items():
                if (spans[head].tag, spans[tail].tag) == (one, other):
                    scores[row, self.scheme.link_id[name]] = probability
        return scores


def settings(scheme: Scheme | None = None, *, max_distance: int = 160, **decisions: object) -> ModelSettings:
    """Settings of a told model, which sees each unit by itself; `decisions` are the parts of `Decisions`."""
    return ModelSettings(
        NetworkConfig(mixer=MixerConfig(layers=0), max_distance=max_distance),
        scheme or default_scheme(),
        feature_columns(),
        decisions=Decisions(**decisions),  # type: ignore[arg-type]
    )


def draft_with(text: str, found: Spans, *, rule: str = "test.rule") -> Draft:
    """A draft in which the rules found spans of (start, end, tag)."""
    draft = Draft(SourceText(text))
    assert draft.source.text == text
    for start, end, tag in found:
        label, _, event_type = tag.partition(".")
        candidate = Candidate(start, end, label, rule, event_type or None)  # type: ignore[arg-type]
        assert draft.add(candidate), (start, end, tag)
    return draft


def unit_spans(text: str, spans: Spans) -> list[UnitSpan]:
    """Spans of characters as spans of units."""
    units = units_of(SourceText(text))
    found = [unit_range(units, start, end) for start, end, _ in spans]
    assert all(found)
    return [UnitSpan(*at, tag) for at, (_, _, tag) in zip(found, spans, strict=True) if at]
