"""The benchmarks that the library reads, and their parts as annotated documents."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

from vnpolice_ie.errors import InputError
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.io.jsonl import read_array_or_lines
from vnpolice_ie.io.text import read_text
from vnpolice_ie.training.benchmark.columns import (
    Sentence,
    is_segmented,
    read_columns,
    sample_of,
    schemes_of,
)
from vnpolice_ie.training.benchmark.enamex import parse
from vnpolice_ie.training.benchmark.files import SPLITS, Split, find_parts, missing
from vnpolice_ie.training.benchmark.records import (
    text_with_entities,
    text_with_events,
    words_and_tags,
)
from vnpolice_ie.training.benchmark.samples import Sample

HELD_OUT = 10
"""Where a set has no development part, each tenth text of its training part becomes one."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """What is known of a set before it is read.

    Attributes:
        name: its name on the command line.
        title: its name in print.
        source: its paper.
        licence: under which terms its owners give it away.
        variants: forms of which one is read, the default first; empty if there is one only.
        suffixes: of its files, in order of preference.
        example: a file of its release.
        nested: whether spans may stand in others.
        from_inside: whether level 1 are the innermost spans; else the outermost.
        events: whether the spans that count are triggers of events, which have arguments.
        many_files: whether a part may be several files.
        read: reads one file.
    """

    name: str
    title: str
    source: str
    licence: str
    suffixes: tuple[str, ...]
    example: str
    read: Callable[[Path, str | None], Iterator[Sample]]
    variants: tuple[str, ...] = ()
    nested: bool = False
    from_inside: bool = False
    events: bool = False
    many_files: bool = False


@dataclass(frozen=True, slots=True)
class BenchmarkSet:
    """A set that was read.

    Attributes:
        benchmark: which one.
        variant: its form, or None.
        parts: the texts of each part, in the order of the files.
        labels: the labels of all parts, in order of name; events as `EVENT.die`.
        notes: what a reader of the figures should know, as that the development part was held out.
    """

    benchmark: Benchmark
    variant: str | None
    parts: Mapping[Split, tuple[Sample, ...]]
    labels: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def documents(self, split: Split) -> list[GoldDocument]:
        """The annotated documents of a part."""
        return [sample.document for sample in self.parts[split]]


def _columns(path: Path, variant: str | None, tag_columns: Sequence[int] = (-1,)) -> Iterator[Sample]:
    if path.suffix.casefold() in {".json", ".jsonl"}:
        sentences = [
            Sentence(where, words, (tags,))
            for _, where, record in read_array_or_lines(path)
            for words, tags in [words_and_tags(record, where)]
        ]
    else:
        sentences = list(read_columns(path, tag_columns))
    segmented = variant == "word" or (variant is None and is_segmented([s.tokens for s in sentences]))
    schemes = schemes_of(sentences)
    for number, sentence in enumerate(sentences, 1):
        yield sample_of(sentence, f"{path.stem}-{number}", schemes=schemes, segmented=segmented)


def _vlsp2016(path: Path, variant: str | None) -> Iterator[Sample]:
    return _columns(path, variant, (3, 4))


def _vlsp2018(path: Path, variant: str | None) -> Iterator[Sample]:
    yield parse(read_text(path), str(path), path.stem)


def _vietbioner(path: Path, variant: str | None) -> Iterator[Sample]:
    if path.suffix.casefold() == ".txt":
        yield from _columns(path, "syllable")
    else:
        for number, where, record in read_array_or_lines(path):
            yield text_with_entities(record, where, f"{path.stem}-{number}")


def _vhe(path: Path, variant: str | None) -> Iterator[Sample]:
    for number, where, record in read_array_or_lines(path):
        yield text_with_events(record, where, f"{path.stem}-{number}")


BENCHMARKS: Final[Mapping[str, Benchmark]] = MappingProxyType(
    {
        benchmark.name: benchmark
        for benchmark in (
            Benchmark(
                name="phoner",
                title="PhoNER_COVID19",
                source="Truong, Dao & Nguyen, NAACL 2021",
                licence="research and education only",
                variants=("syllable", "word"),
                suffixes=(".conll", ".json", ".jsonl", ".txt"),
                example="data/syllable/train_syllable.conll",
                read=_columns,
            ),
            Benchmark(
                name="vlsp2016",
                title="VLSP 2016 NER",
                source="Nguyen et al., Journal of Computer Science and Cybernetics 34(4), 2018",
                licence="user agreement of VLSP",
                suffixes=(".txt", ".conll", ".tsv", ".muc"),
                example="train.txt, test.txt",
                read=_vlsp2016,
                nested=True,
                many_files=True,
            ),
            Benchmark(
                name="vlsp2018",
                title="VLSP 2018 NER",
                source="Nguyen et al., Journal of Computer Science and Cybernetics 34(4), 2018",
                licence="user agreement of VLSP",
                suffixes=(".muc", ".txt", ".xml", ".sgm", ".sgml"),
                example="VLSP2018-NER-train/…/*.muc",
                read=_vlsp2018,
                nested=True,
                from_inside=True,
                many_files=True,
            ),
            Benchmark(
                name="vietbioner",
                title="VietBioNER",
                source="Phan et al., LREC 2022",
                licence="CC BY 4.0",
                suffixes=(".jsonl", ".txt"),
                example="data_supervised_learning/train.txt",
                read=_vietbioner,
            ),
            Benchmark(
                name="vhe",
                title="VHE",
                source="Hoang, Nguyen & Dinh, PACLIC 2024",
                licence="Apache-2.0",
                suffixes=(".jsonl", ".json"),
                example="event-extraction/train.json",
                read=_vhe,
                nested=True,
                events=True,
            ),
        )
    }
)


def benchmark_of(name: str) -> Benchmark:
    """The benchmark of a name, as the command line gives it: `phoner`, `PhoNER_COVID19`, `VLSP-2016`.

    Raises:
        InputError: there is none.
    """

    def plain(word: str) -> str:
        return "".join(filter(str.isalnum, word.casefold()))

    for benchmark in BENCHMARKS.values():
        if plain(name) in {plain(benchmark.name), plain(benchmark.title)}:
            return benchmark
    raise InputError(
        f"there is no benchmark {name!r}", where="NAME", remedy=f"The names are {', '.join(BENCHMARKS)}"
    )


def read_set(name: str, folder: Path, variant: str | None = None) -> BenchmarkSet:
    """Read a user's copy of a set.

    Args:
        name: one of `BENCHMARKS`.
        folder: the copy; its files may stand in folders of it, under the names of the release.
        variant: which form to read, where the set has several; by default the first one that is there.

    Raises:
        InputError: there is no such benchmark or variant; a part is missing, empty or of another form.
    """
    benchmark = benchmark_of(name)
    variant, files = _files(benchmark, folder, variant)
    notes: list[str] = []
    parts = {split: _read_part(benchmark, files[split], variant) for split in SPLITS if split in files}
    for split, samples in parts.items():
        if not samples:
            raise InputError(
                f"the {split} part of {benchmark.title} holds no text",
                where=", ".join(map(str, files[split])),
                remedy="Copy it anew from the release",
            )
    for split, samples in parts.items():
        if repaired := sum(sample.repaired for sample in samples):
            notes.append(
                f"{repaired} tags of the {split} part break their scheme; each was read as a beginning"
            )
    if "dev" not in parts:
        train = parts["train"]
        parts["train"] = tuple(s for n, s in enumerate(train, 1) if n % HELD_OUT)
        parts["dev"] = train[HELD_OUT - 1 :: HELD_OUT]
        if not parts["dev"]:
            raise missing(benchmark.title, folder, "dev", benchmark.suffixes, benchmark.example)
        notes.append(f"no development part: each {HELD_OUT}th text of the training part was held out as one")
    labels = sorted({mark.tag for samples in parts.values() for s in samples for mark in s.document.marks})
    return BenchmarkSet(
        benchmark,
        variant,
        MappingProxyType({split: parts[split] for split in SPLITS}),
        tuple(labels),
        tuple(notes),
    )


def _read_part(benchmark: Benchmark, paths: Sequence[Path], variant: str | None) -> tuple[Sample, ...]:
    samples: list[Sample] = []
    seen: Counter[str] = Counter()
    for path in paths:
        for sample in benchmark.read(path, variant):
            name = sample.document.id
            seen[name] += 1
            unique = (
                replace(sample.document, id=f"{name}#{seen[name]}") if seen[name] > 1 else sample.document
            )
            samples.append(replace(sample, document=unique))
    return tuple(samples)


def _files(
    benchmark: Benchmark, folder: Path, variant: str | None
) -> tuple[str | None, dict[Split, list[Path]]]:
    """The files of each part, of one variant where the names of files or folders tell them apart."""
    if variant is not None and variant not in benchmark.variants:
        kinds = " and ".join(benchmark.variants)
        raise InputError(
            f"{benchmark.title} has no variant {variant!r}",
            where="--variant",
            remedy=f"It has {kinds}" if kinds else "Leave the option out",
        )
    wanted = [variant] if variant else list(benchmark.variants)
    for name in wanted:
        parts = find_parts(folder, benchmark.suffixes, partial(_says, folder, name))
        if {"train", "test"} <= parts.keys():
            return name, _checked(benchmark, parts)
    # A folder of one variant alone need not name it.
    parts = find_parts(
        folder,
        benchmark.suffixes,
        lambda path: not any(_says(folder, name, path) for name in benchmark.variants),
    )
    for split in ("train", "test"):
        if split not in parts:
            example = benchmark.example.replace("syllable", variant) if variant else benchmark.example
            raise missing(benchmark.title, folder, split, benchmark.suffixes, example)
    return variant, _checked(benchmark, parts)


def _says(folder: Path, variant: str, path: Path) -> bool:
    inside = "/".join((folder.name, *path.relative_to(folder).parts)).casefold()
    return re.search(rf"(?<![a-z]){variant}(?![a-z])", inside) is not None


def _checked(benchmark: Benchmark, parts: dict[Split, list[Path]]) -> dict[Split, list[Path]]:
    for split, paths in parts.items():
        if len(paths) > 1 and not benchmark.many_files:
            raise InputError(
                f"{len(paths)} files could be the {split} part of {benchmark.title}",
                where=", ".join(map(str, paths[:3])),
                remedy="Name the folder that holds one of them only",
            )
    return parts
