"""What is fuzzed: each target takes bytes, and tells what came of them or breaks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

from fuzzing import (
    collection_targets,
    file_targets,
    journal_targets,
    model_targets,
    packed_targets,
    seeds,
    text_targets,
)
from fuzzing.mutations import Form, encoded
from vnpolice_ie.io.formats import Format

Attempt = Callable[[bytes], str]
"""Tries an input, and returns what came of it, in words that many inputs share; whatever it raises is a fault."""


@dataclass(frozen=True, slots=True)
class Target:
    """One reader.

    Attributes:
        name: its name.
        form: what its files consist of.
        seeds: valid files.
        open: makes what is needed in an empty folder, and returns the attempt.
        share: of the time, beside 1 for most.
        patience: how many times as long as others an input may take.
    """

    name: str
    form: Form
    seeds: Callable[[], list[bytes]]
    open: Callable[[Path], Attempt]
    share: float = 1.0
    patience: float = 1.0


def _lines(*given: str) -> Callable[[], list[bytes]]:
    return lambda: [encoded(text) for text in given]


_FORMATS: Final[tuple[tuple[Format, Form, str], ...]] = (
    ("jsonl", "json", ".jsonl"),
    ("label-studio", "json", ".json"),
    ("doccano", "json", ".jsonl"),
    ("conll", "lines", ".conll"),
    ("parquet", "bytes", ".parquet"),
    ("spacy", "bytes", ".spacy"),
)
"""Formats of one file, what it consists of and how its name ends."""
_ALL: Final = (
    Target("text by rules", "text", seeds.texts, partial(text_targets.pipeline, name="rules"), 4),
    Target("text by rules and model", "text", seeds.texts, partial(text_targets.pipeline, name="compact"), 4),
    Target("old encodings", "bytes", seeds.texts, text_targets.old_encodings),
    Target("references", "text", _lines(*seeds.REFERENCES), text_targets.reference),
    Target("dates", "text", _lines(*seeds.DATES), text_targets.date),
    Target("jsonl of texts", "json", seeds.json_lines, file_targets.json_lines),
    *(
        Target(f"jsonl{end} of texts", "bytes", partial(seeds.packed_lines, end), partial(file_targets.json_lines, ending=end), 0.5)
        for end in (".gz", ".zst")
    ),
    Target("output", "json", lambda: seeds.written("output", ".jsonl")[1:], file_targets.output, 2),
    *(
        Target(form, shape, partial(seeds.written, form, ending), partial(file_targets.annotated, form=form, ending=ending))
        for form, shape, ending in _FORMATS
    ),
    Target("words", "json", seeds.words, partial(file_targets.annotated, form="words", ending=".jsonl")),
    Target("markup", "lines", _lines(seeds.MARKED), partial(file_targets.annotated, form="markup", ending=".txt")),
    Target("brat", "lines", seeds.brat_annotation, file_targets.brat),
    Target("datasets: data", "bytes", partial(file_targets.dataset_seed, ".arrow"), partial(file_targets.dataset, ending=".arrow"), 0.5),
    Target("datasets: state", "json", partial(file_targets.dataset_seed, ".json"), partial(file_targets.dataset, ending=".json"), 0.5),
    Target("configuration", "lines", seeds.configurations, file_targets.configuration),
    Target("collection", "json", lambda: seeds.written("output", ".jsonl")[1:], collection_targets.collection, 2, 5),
    Target("collection: sound", "bytes", lambda: [b"0", b"1"], collection_targets.sound, 3, 10),
    Target("written again", "json", lambda: seeds.written("jsonl", ".jsonl")[:1], file_targets.conversion, 2),
    Target("model: settings", "json", model_targets.settings_seed, model_targets.settings),
    Target("model: hashes", "json", model_targets.hashes_seed, model_targets.hashes, 0.5),
    Target("model: vocabulary", "lines", model_targets.vocabulary_seed, model_targets.vocabulary, 0.5),
    Target("model: graph", "bytes", model_targets.graph_seed, model_targets.graph),
    Target("model: weights", "bytes", model_targets.weights_seed, model_targets.weights),
    Target("model: tokenizer", "json", model_targets.tokenizer_seed, model_targets.tokenizer),
    Target("model: rules of pieces", "json", model_targets.piece_rules_seed, model_targets.piece_rules, 0.5),
    *(
        Target(f"packed: {name}", "tree", seed, opened, share)
        for name, seed, opened, share in (
            ("DocBin", packed_targets.docbin_seed, packed_targets.docbin, 2),
            ("Parquet", packed_targets.parquet_seed, packed_targets.parquet, 1),
            ("datasets", packed_targets.dataset_seed, packed_targets.dataset, 1),
            ("weights", packed_targets.weights_seed, packed_targets.weights, 0.5),
            ("graph", packed_targets.graph_seed, packed_targets.graph, 1),
            ("journal", journal_targets.journal_seed, journal_targets.journal, 1),
            ("configuration", packed_targets.configuration_seed, packed_targets.configuration, 1),
        )
    ),
    Target("segmenter's rules", "lines", model_targets.segmenter_seed, model_targets.segmenter, 0.5),
)  # fmt: skip
TARGETS: Final[Mapping[str, Target]] = MappingProxyType({target.name: target for target in _ALL})
