"""The stage that reads spans with the model, told what the rules found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from vnpolice_ie.draft import Draft
from vnpolice_ie.model.backend import Backend, Encoded, Floats
from vnpolice_ie.model.batch import ModelText
from vnpolice_ie.model.decode import ScoredSpan, decode_spans, span_score
from vnpolice_ie.model.features import columns, features_of
from vnpolice_ie.model.folder import ModelSettings
from vnpolice_ie.model.layers import Layer, candidate_of, layers_of
from vnpolice_ie.model.pieces import PieceReader
from vnpolice_ie.model.sections import SECTION, section, sections_of
from vnpolice_ie.model.steer import steered
from vnpolice_ie.model.units import UnitSpan, units_of
from vnpolice_ie.schema import tag_of
from vnpolice_ie.text.tokens import Tokens


@dataclass
class Reading:
    """What the model read of a draft, kept for its links.

    Attributes:
        units: the units of the text.
        text: what the network reads of them.
        sections: units [start, end) that are read together.
        states: of the units, for a text of one section; of longer texts they are made again.
    """

    units: Tokens
    text: ModelText
    sections: Sequence[tuple[int, int]]
    states: Floats | None = None

    def part(self, number: int) -> ModelText:
        """Return the text of a section."""
        return section(self.text, *self.sections[number])


def read_text(
    draft: Draft, units: Tokens, known: tuple[Layer, Layer], reader: PieceReader, settings: ModelSettings
) -> ModelText:
    """Return a draft's text as the network reads it, told what the rules found in both layers."""
    features = (
        features_of(units, *known)
        if settings.features
        else np.zeros((len(units), len(columns().sizes)), dtype=np.int16)
    )
    return ModelText(reader(draft.source, units), features)


class JointSpanStage:
    """Puts the model's spans in place of the rules', or keeps these, as the model's settings say.

    A span that the rules found as well keeps the name of their rule; the others are `model.` and their tag.

    Args:
        backend: runs the network.
        reader: its reader of pieces.
        settings: its tags and who decides on them.
        section: units that are read together at most.
    """

    name = "model"

    def __init__(
        self, backend: Backend, reader: PieceReader, settings: ModelSettings, *, section: int = SECTION
    ) -> None:
        self._section = section
        self._backend = backend
        self._reader = reader
        self._settings = settings

    def __call__(self, draft: Draft) -> None:
        """Read the spans of a draft."""
        self.batch([draft])

    def batch(self, drafts: Sequence[Draft]) -> None:
        """Read the spans of several drafts, their windows together."""
        layers = [layers_of(units_of(draft.source), draft.mentions()) for draft in drafts]
        readings = [self._prepare(draft, *known) for draft, known in zip(drafts, layers, strict=True)]
        whole = [reading for reading in readings if len(reading.sections) == 1]
        encoded = iter(self._backend.encode([reading.text for reading in whole]))
        for draft, reading, known in zip(drafts, readings, layers, strict=True):
            parts = (
                islice(encoded, 1)
                if len(reading.sections) == 1
                else (self._backend.encode([reading.part(i)])[0] for i in range(len(reading.sections)))
            )
            spans: tuple[list[ScoredSpan], list[ScoredSpan]] = ([], [])
            for (start, end), part in zip(reading.sections, parts, strict=True):
                outer, inner = self._decode(start, end, part, known)
                spans[0].extend(outer)
                spans[1].extend(inner)
                reading.states = part.states
            if len(reading.sections) > 1:
                reading.states = None
            draft.notes[self.name] = reading
            self._write(draft, reading.units, spans, known)

    def _prepare(self, draft: Draft, outer: Layer, inner: Layer) -> Reading:
        units = units_of(draft.source)
        text = read_text(draft, units, (outer, inner), self._reader, self._settings)
        return Reading(units, text, sections_of(draft.source, units, self._section))

    def _decode(
        self, start: int, end: int, encoded: Encoded, known: tuple[Layer, Layer]
    ) -> tuple[list[ScoredSpan], list[ScoredSpan]]:
        """Spans of both layers in units [start, end), counted from the first unit of the text."""
        if start == end:
            return [], []
        scheme, decisions = self._settings.scheme, self._settings.decisions
        outer, inner = (
            [
                UnitSpan(s.start - start, s.end - start, s.tag)
                for s in layer
                if start <= s.start and s.end <= end
            ]
            for layer in known
        )
        found, nested = decode_spans(
            scheme,
            steered(encoded.outer, scheme.outer_id, outer, decisions.on_outer),
            steered(encoded.inner, scheme.inner_id, inner, decisions.on_inner),
        )
        return (
            _scored(found, encoded.outer, scheme.outer_id, start),
            _scored(nested, encoded.inner, scheme.inner_id, start),
        )

    def _write(
        self,
        draft: Draft,
        units: Tokens,
        spans: tuple[Sequence[ScoredSpan], Sequence[ScoredSpan]],
        known: tuple[Layer, Layer],
    ) -> None:
        decisions = self._settings.decisions
        placed = {*known[0].values(), *known[1].values()}
        # What begins or ends inside a unit the network cannot say anything of.
        candidates = [
            c
            for c in draft.mentions()
            if c not in placed and decisions.on_outer(tag_of(c.label, c.event_type)).by == "rules"
        ]
        for found, decision_on in zip(spans, (decisions.on_outer, decisions.on_inner), strict=True):
            for span in found:
                bare = span.bare()
                candidate = known[0].get(bare) or known[1].get(bare)
                if candidate is None:
                    candidate = candidate_of(draft, units, bare, f"{self.name}.{span.tag}")
                if decision_on(span.tag).by != "rules":
                    candidate.score = decisions.calibrated(span.tag, span.score)
                candidates.append(candidate)
        draft.replace(candidates)


def _scored(
    spans: Iterable[ScoredSpan], log_probabilities: Floats, ids: Mapping[str, int], first: int
) -> list[ScoredSpan]:
    """Spans with the model's own probability, counted from `first`."""
    return [
        ScoredSpan(
            first + s.start,
            first + s.end,
            s.tag,
            span_score(log_probabilities, s.start, s.end, ids[s.tag]),
        )
        for s in spans
    ]
