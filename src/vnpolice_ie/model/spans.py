"""The stage that reads spans with the model, told what the rules found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.model.backend import Backend, Encoded, Floats
from vnpolice_ie.model.batch import ModelText
from vnpolice_ie.model.decode import ScoredSpan, best_spans, in_lines, span_scores
from vnpolice_ie.model.features import Features, columns, features_of
from vnpolice_ie.model.folder import ModelSettings
from vnpolice_ie.model.layers import Layer, candidate_of, layers_of, span_of
from vnpolice_ie.model.paths import Ints
from vnpolice_ie.model.pieces import PieceReader
from vnpolice_ie.model.scheme import is_ours
from vnpolice_ie.model.sections import KEPT, SECTION, Section, by_section, sections_of
from vnpolice_ie.model.sound import sound_only
from vnpolice_ie.model.steer import steered
from vnpolice_ie.model.units import UnitSpan, units_of
from vnpolice_ie.schema import tag_of
from vnpolice_ie.text.tokens import Tokens

_Told = tuple[list[UnitSpan], list[UnitSpan]]
"""What the rules found in both layers."""
_Layers = tuple[list[ScoredSpan], list[ScoredSpan]]
"""What was decoded in both layers."""


@dataclass(eq=False)
class Reading:
    """What the model read of a draft, kept for its links.

    Attributes:
        units: the units of the text.
        known: what the rules found, in both layers.
        text: what the network reads of them.
        sections: which of them are read together.
        states: of the units of a section, by its number, unless they would take much memory: then they
            are made again.
        placed: where the candidates stand that were read.
    """

    units: Tokens
    known: tuple[Layer, Layer]
    text: ModelText
    sections: Sequence[Section]
    states: dict[int, Floats] = field(default_factory=dict)
    placed: dict[Candidate, UnitSpan] = field(default_factory=dict)

    def span_of(self, candidate: Candidate) -> UnitSpan | None:
        """Units and tag of a candidate; None if it cuts a unit."""
        return self.placed.get(candidate) or span_of(self.units, candidate)

    def told(self) -> list[_Told]:
        """What the rules found in each section, layer by layer, counted from its first unit."""
        outer, inner = (list(layer) for layer in self.known)
        if len(self.sections) == 1:
            return [(outer, inner)]
        return [
            ([section.counted(outer[i]) for i in here], [section.counted(inner[i]) for i in there])
            for section, here, there in zip(
                self.sections, by_section(self.sections, outer), by_section(self.sections, inner), strict=True
            )
        ]

    def encoded(self, number: int, backend: Backend) -> Encoded:
        """Return what the network gives for a section."""
        section = self.sections[number]
        return section.trimmed(backend.encode([section.of(self.text)])[0])


class _Part(NamedTuple):
    """A section of a text, by its number, what the rules found in it, and what the network gave for it."""

    reading: Reading
    number: int
    told: _Told
    encoded: Encoded

    @property
    def section(self) -> Section:
        return self.reading.sections[self.number]

    @property
    def features(self) -> Features:
        return self.reading.text.features[self.section.start : self.section.end]


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
        self._ours = is_ours(settings.scheme)

    def __call__(self, draft: Draft) -> None:
        """Read the spans of a draft."""
        self.batch([draft])

    def batch(self, drafts: Sequence[Draft]) -> None:
        """Read the spans of several drafts, their windows together."""
        readings = [self._prepare(draft) for draft in drafts]
        room = self._kept
        spans: dict[Reading, _Layers] = {reading: ([], []) for reading in readings}
        for parts in self._encoded(readings):
            for part, found in zip(parts, self._decode(parts), strict=True):
                for layer, here in zip(spans[part.reading], found, strict=True):
                    layer.extend(here)
                if len(part.section) <= room:
                    part.reading.states[part.number] = part.encoded.states
                    room -= len(part.section)
        for draft, reading in zip(drafts, readings, strict=True):
            self._write(draft, reading, spans[reading])
            draft.notes[self.name] = reading

    def _prepare(self, draft: Draft) -> Reading:
        units = units_of(draft.source)
        known = layers_of(units, draft.mentions())
        text = read_text(draft, units, known, self._reader, self._settings)
        sections = sections_of(draft.source, units, self._section, self._settings.margin)
        return Reading(units, known, text, sections)

    def _encoded(self, readings: Iterable[Reading]) -> Iterator[Sequence[_Part]]:
        """What the network gives for the readings: short texts together, long ones section by section."""
        waiting: list[Reading] = []
        for reading in readings:
            if waiting and sum(len(r.units) for r in (*waiting, reading)) > self._section:
                yield from self._together(waiting)
                waiting = []
            waiting.append(reading)
        yield from self._together(waiting)

    def _together(self, readings: Sequence[Reading]) -> Iterator[Sequence[_Part]]:
        if len(readings) == 1:
            (reading,) = readings
            for number, told in enumerate(reading.told()):
                yield [_Part(reading, number, told, reading.encoded(number, self._backend))]
        else:
            encoded = self._backend.encode([reading.text for reading in readings])
            parts: list[_Part] = []
            for reading, one in zip(readings, encoded, strict=True):
                (told,) = reading.told()
                parts.append(_Part(reading, 0, told, one))
            yield parts

    def _decode(self, parts: Sequence[_Part]) -> list[_Layers]:
        """Spans of both layers in each part, counted from the first unit of its text."""
        scheme, decisions = self._settings.scheme, self._settings.decisions
        filled = [part for part in parts if len(part.section)]  # the network gives no columns for the others
        if not filled:
            return [([], []) for _ in parts]
        # One row of the units of all: the longer the row, the less each of them costs.
        outer = np.concatenate([part.encoded.outer for part in filled])
        inner = np.concatenate([part.encoded.inner for part in filled])
        features = np.concatenate([part.features for part in filled])
        firsts = np.cumsum([0, *(len(part.section) for part in parts)]).tolist()
        told: _Told = ([], [])
        for part, first in zip(parts, firsts[:-1], strict=True):
            for layer, here in zip(told, part.told, strict=True):
                layer += [UnitSpan(start + first, end + first, tag) for start, end, tag in here]
        of_outer, of_inner = in_lines(scheme, features, outer, inner)
        of_outer, standing = steered(of_outer, scheme.outer_id, told[0], decisions.on_outer)
        of_inner, standing_inside = steered(of_inner, scheme.inner_id, told[1], decisions.on_inner)
        found, nested = best_spans(scheme, of_outer, of_inner, firsts[:-1], (standing, standing_inside))
        return list(
            zip(
                _by_part(parts, firsts, found, span_scores(outer, found), scheme.outer),
                _by_part(parts, firsts, nested, span_scores(inner, nested), scheme.inner),
                strict=True,
            )
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
        *kept, back = sound_only(reading.units, spans, known) if self._ours else (*spans, ())
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
                reading.placed[candidate] = bare
        draft.replace(candidates)


def _by_part(
    parts: Sequence[_Part],
    firsts: Sequence[int],
    spans: Ints,
    scores: Iterable[float],
    tags: Sequence[str],
) -> list[list[ScoredSpan]]:
    """Spans of the row of all units as spans of the texts of its parts.

    Args:
        parts: the parts.
        firsts: the first unit of each in the row, and its end.
        spans: in the order of their starts.
        scores: of the spans.
        tags: by label id.
    """
    found: list[list[ScoredSpan]] = [[] for _ in parts]
    number = -1
    end = by = 0
    for (first, last, label), score in zip(spans.tolist(), scores, strict=True):
        while number < 0 or first >= end:
            number += 1
            end = firsts[number + 1]
            by = parts[number].section.start - firsts[number]
        found[number].append(ScoredSpan(first + by, last + by, tags[label], score))
    return found
