"""The stage that reads spans with the model, told what the rules found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from vnpolice_ie.draft import Draft
from vnpolice_ie.model.backend import Backend, Encoded, Floats
from vnpolice_ie.model.batch import ModelText
from vnpolice_ie.model.decode import ScoredSpan, decode_spans, in_lines, span_scores
from vnpolice_ie.model.features import Features, columns, features_of
from vnpolice_ie.model.folder import ModelSettings
from vnpolice_ie.model.layers import Layer, candidate_of, layers_of
from vnpolice_ie.model.pieces import PieceReader
from vnpolice_ie.model.sections import KEPT, SECTION, Section, by_section, sections_of
from vnpolice_ie.model.sound import sound_only
from vnpolice_ie.model.steer import steered
from vnpolice_ie.model.units import UnitSpan, units_of
from vnpolice_ie.schema import tag_of
from vnpolice_ie.text.tokens import Tokens


@dataclass
class Reading:
    """What the model read of a draft, kept for its links.

    Attributes:
        units: the units of the text.
        known: what the rules found, in both layers.
        text: what the network reads of them.
        sections: which of them are read together.
        states: of the units of a section, by its number, unless they would take much memory: then they
            are made again.
    """

    units: Tokens
    known: tuple[Layer, Layer]
    text: ModelText
    sections: Sequence[Section]
    states: dict[int, Floats] = field(default_factory=dict)

    def told(self) -> Iterator[tuple[list[UnitSpan], list[UnitSpan]]]:
        """What the rules found in each section, layer by layer, counted from its first unit."""
        layers = [list(layer) for layer in self.known]
        places = [by_section(self.sections, layer) for layer in layers]
        for section, *both in zip(self.sections, *places, strict=True):
            outer, inner = (
                [section.counted(layer[i]) for i in here] for layer, here in zip(layers, both, strict=True)
            )
            yield outer, inner

    def encoded(self, number: int, backend: Backend) -> Encoded:
        """Return what the network gives for a section."""
        section = self.sections[number]
        return section.trimmed(backend.encode([section.of(self.text)])[0])


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
        kept: units whose states are kept for the links at most; those of others are made again.
    """

    name = "model"

    def __init__(
        self,
        backend: Backend,
        reader: PieceReader,
        settings: ModelSettings,
        *,
        section: int = SECTION,
        kept: int = KEPT,
    ) -> None:
        self._section = section
        self._kept = kept
        self._backend = backend
        self._reader = reader
        self._settings = settings

    def __call__(self, draft: Draft) -> None:
        """Read the spans of a draft."""
        self.batch([draft])

    def batch(self, drafts: Sequence[Draft]) -> None:
        """Read the spans of several drafts, their windows together."""
        readings = [self._prepare(draft) for draft in drafts]
        room = self._kept
        for draft, reading, parts in zip(drafts, readings, self._encoded(readings), strict=True):
            spans: tuple[list[ScoredSpan], list[ScoredSpan]] = ([], [])
            told = zip(reading.sections, reading.told(), parts, strict=True)
            for number, (section, known, part) in enumerate(told):
                features = reading.text.features[section.start : section.end]
                for layer, found in zip(spans, self._decode(part, features, known), strict=True):
                    layer.extend(
                        s._replace(start=s.start + section.start, end=s.end + section.start) for s in found
                    )
                if len(section) <= room:
                    reading.states[number] = part.states
                    room -= len(section)
            self._write(draft, reading, spans)
            draft.notes[self.name] = reading

    def _prepare(self, draft: Draft) -> Reading:
        units = units_of(draft.source)
        known = layers_of(units, draft.mentions())
        text = read_text(draft, units, known, self._reader, self._settings)
        sections = sections_of(draft.source, units, self._section, self._settings.margin)
        return Reading(units, known, text, sections)

    def _encoded(self, readings: Iterable[Reading]) -> Iterator[Iterable[Encoded]]:
        """What the network gives for the sections of each reading; short texts are run together."""
        waiting: list[Reading] = []
        for reading in readings:
            if waiting and sum(len(r.units) for r in (*waiting, reading)) > self._section:
                yield from self._together(waiting)
                waiting = []
            waiting.append(reading)
        yield from self._together(waiting)

    def _together(self, readings: Sequence[Reading]) -> Iterator[Iterable[Encoded]]:
        if len(readings) == 1:
            (reading,) = readings
            yield (reading.encoded(number, self._backend) for number in range(len(reading.sections)))
        else:
            for encoded in self._backend.encode([reading.text for reading in readings]):
                yield (encoded,)

    def _decode(
        self, encoded: Encoded, features: Features, known: tuple[list[UnitSpan], list[UnitSpan]]
    ) -> tuple[list[ScoredSpan], list[ScoredSpan]]:
        """Spans of both layers in a section, counted from its first unit."""
        if not len(features):
            return [], []
        scheme, decisions = self._settings.scheme, self._settings.decisions
        of_outer, of_inner = in_lines(scheme, features, encoded.outer, encoded.inner)
        found, nested = decode_spans(
            scheme,
            steered(of_outer, scheme.outer_id, known[0], decisions.on_outer),
            steered(of_inner, scheme.inner_id, known[1], decisions.on_inner),
        )
        return (
            _scored(found, encoded.outer, scheme.outer_id),
            _scored(nested, encoded.inner, scheme.inner_id),
        )

    def _write(
        self, draft: Draft, reading: Reading, spans: tuple[Sequence[ScoredSpan], Sequence[ScoredSpan]]
    ) -> None:
        known = reading.known
        decisions = self._settings.decisions
        placed = {*known[0].values(), *known[1].values()}
        # What begins or ends inside a unit the network cannot say anything of.
        candidates = [
            c
            for c in draft.mentions()
            if c not in placed and decisions.on_outer(tag_of(c.label, c.event_type)).by == "rules"
        ]
        *kept, back = sound_only(reading.units, spans, known)
        candidates.extend(known[0].get(span) or known[1][span] for span in back)
        for found, decision_on in zip(kept, (decisions.on_outer, decisions.on_inner), strict=True):
            for span in found:
                bare = span.bare()
                candidate = known[0].get(bare) or known[1].get(bare)
                if candidate is None:
                    candidate = candidate_of(draft, reading.units, bare, f"{self.name}.{span.tag}")
                if decision_on(span.tag).by != "rules":
                    candidate.score = decisions.calibrated(span.tag, span.score)
                candidates.append(candidate)
        draft.replace(candidates)


def _scored(
    spans: Sequence[ScoredSpan], log_probabilities: Floats, ids: Mapping[str, int]
) -> list[ScoredSpan]:
    """Spans with the model's own probability."""
    scores = span_scores(log_probabilities, [(s.start, s.end, ids[s.tag]) for s in spans])
    return [s._replace(score=score) for s, score in zip(spans, scores, strict=True)]
