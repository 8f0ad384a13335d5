"""Measure the pipelines beside other readers of entities, in one run, on the same texts, on one core.

    python benchmarks/peers.py [--rounds 3] [--pairs 15] [--texts FILE] [--write]
    python benchmarks/peers.py --only "underthesea NER" --rounds 0

What counts is the time of one core (CPU seconds of the process, all its threads), so other work on the
machine tells little. Every reader reads a text before the clock starts, then all take turns, each with as
many of the same texts as it can read in some seconds; of its rounds the best counts.

On a machine that does much else, pairs tell more: our default pipeline and underthesea's tagger read the
same texts one after the other, now the one first and now the other, and the ratios of the pairs are told with
their spread. `--rounds 0` leaves all else out.

The texts are made of the example documents, which are as dense as texts can be and much alike. `--texts`
takes others, a JSONL file with `text` in each line; their table has a section of its own.

Readers that are not installed are named in the table:

    pip install underthesea gliner==0.2.29
    pip install -c requirements/dev.txt pyvi spacy torch transformers

(gliner asks for an older transformers, and runs with the locked one.)

Networks without published weights for this task have random ones, which are as fast as trained ones:
transformers' token-classification pipeline over a RoBERTa of the size of PhoBERT base (12 layers, width 768),
given words already segmented, one piece for each; a GLiNER over a DeBERTa of the size of v3 base, asked for
ten labels, one piece a word; spaCy's convolutional entity recogniser of the usual width (96, four layers).
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

# Set before numpy, torch and ONNX Runtime are imported: they look at it once.
os.environ["OMP_NUM_THREADS"] = "1"

from page import ONE_CORE, publish
from short_texts import SYLLABLES, documents

import vnpolice_ie as vie
from vnpolice_ie.schema import LABELS

HEADING = "## Beside others"
HEADING_OTHERS = "## Beside others, on other texts"
ABOUT = """One core, {texts}, all in one run.
The weights of underthesea are trained, those of the other peers random, which are as fast. The model of
PhoBERT's size is given words that were segmented before the clock starts; spaCy segments them by pyvi.

| | reads | characters a second | syllables a second | our model pipeline is |
| --- | --- | ---: | ---: | ---: |
{table}

{pairs}

{machine}{versions}. CPU seconds. Made by `python benchmarks/peers.py {options}--write`.
"""

Reader = Callable[[Sequence[str]], object]
OURS = "rules and model (default)"
PEER = "underthesea NER"
ALL_WE_READ = "ten labels nested, relations, events, references, people"


@dataclass(frozen=True)
class System:
    """A reader of texts.

    Attributes:
        name: of its row.
        reads: what it finds.
        packages: what it needs beside the library's own dependencies.
        documents: how many texts it reads in a round.
        make: loads it; gets the texts, for what is done with them before the clock starts.
    """

    name: str
    reads: str
    packages: tuple[str, ...]
    documents: int
    make: Callable[[Sequence[str]], Reader]


def own(name: str | None) -> Callable[[Sequence[str]], Reader]:
    """One of our pipelines."""

    def make(_: Sequence[str]) -> Reader:
        nlp = vie.load(name)
        return lambda texts: sum(1 for _ in nlp.pipe(texts))

    return make


def underthesea(_: Sequence[str]) -> Reader:
    from underthesea import ner  # noqa: PLC0415  (optional)

    # Line by line, as it is meant to be used.
    return lambda texts: [ner(line) for text in texts for line in _lines(text)]


def phobert_size(texts: Sequence[str]) -> Reader:
    import torch  # noqa: PLC0415  (takes seconds)
    from pyvi import ViTokenizer  # noqa: PLC0415
    from transformers import RobertaConfig, RobertaForTokenClassification, pipeline  # noqa: PLC0415

    torch.set_num_threads(1)
    segmented = {text: ViTokenizer.tokenize(text) for text in texts}
    config = RobertaConfig(
        vocab_size=64_001, max_position_embeddings=258, type_vocab_size=1, num_labels=69, pad_token_id=1
    )
    read: Any = pipeline(
        "token-classification",
        model=RobertaForTokenClassification(config).eval(),
        tokenizer=_tokenizer(segmented.values(), 256),
        stride=64,
        aggregation_strategy="simple",
    )
    return lambda given: [read(segmented[text]) for text in given]


def gliner_size(texts: Sequence[str]) -> Reader:
    import torch  # noqa: PLC0415  (takes seconds)
    from gliner import GLiNER, GLiNERConfig  # noqa: PLC0415  (optional)
    from transformers import DebertaV2Config  # noqa: PLC0415

    torch.set_num_threads(1)
    encoder = DebertaV2Config(
        vocab_size=128_100,
        hidden_size=768,
        num_hidden_layers=12,
        num_attention_heads=12,
        intermediate_size=3072,
        relative_attention=True,
        position_buckets=256,
        norm_rel_ebd="layer_norm",
        share_att_key=True,
        pos_att_type=["p2c", "c2p"],
        position_biased_input=False,
        type_vocab_size=0,
    )
    with tempfile.TemporaryDirectory() as folder:
        encoder.save_pretrained(folder)
        _tokenizer(texts, 384).save_pretrained(folder)
        config = GLiNERConfig(model_name=folder, encoder_config=encoder)
        model: Any = GLiNER.from_config(config, backbone_from_pretrained=False)
    model.eval()
    labels = [label.lower() for label in LABELS]
    # Of random weights hardly a span reaches the threshold, so putting them together costs nothing.
    return lambda given: [model.inference(_lines(text), labels, threshold=0.9) for text in given]


def spacy(_: Sequence[str]) -> Reader:
    import spacy  # noqa: PLC0415  (takes seconds)

    nlp = spacy.blank("vi")
    recogniser: Any = nlp.add_pipe("ner")
    for label in LABELS:
        recogniser.add_label(label)
    nlp.initialize()
    return lambda texts: sum(1 for _ in nlp.pipe(texts))


SYSTEMS = (
    System("rules", ALL_WE_READ, (), 60, own("rules")),
    System(OURS, ALL_WE_READ, (), 60, own(None)),
    System("spaCy, words and NER", "flat spans, ten labels", ("spacy", "pyvi"), 30, spacy),
    System(PEER, "persons, places, organisations", ("underthesea",), 12, underthesea),
    System("PhoBERT base's size", "flat spans", ("torch", "transformers", "pyvi"), 3, phobert_size),
    System(
        "GLiNER base's size", "flat spans, ten labels", ("gliner", "torch", "transformers"), 1, gliner_size
    ),
)


def texts_of(path: Path, count: int) -> list[str]:
    """The first texts of a JSONL file."""
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in islice(lines, count)]


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _tokenizer(texts: Any, most: int) -> Any:
    """A tokenizer with one piece for each word of the texts."""
    from tokenizers import Tokenizer, models, pre_tokenizers, processors  # noqa: PLC0415
    from transformers import PreTrainedTokenizerFast  # noqa: PLC0415

    special = ["<s>", "<pad>", "</s>", "<unk>"]
    entries = dict.fromkeys([*special, *sorted({word for text in texts for word in text.split()})])
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(entries)}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=False)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="<pad>",
        unk_token="<unk>",
        bos_token="<s>",
        eos_token="</s>",
        model_max_length=most,
    )


Readers = dict[str, tuple[Reader, Sequence[str]]]
"""Systems by their names, with the texts that each reads in a round."""


def readers_of(systems: Sequence[System], texts: Sequence[str]) -> Readers:
    """Load each system that is installed, and have it read a text."""
    readers: Readers = {}
    for system in systems:
        share = texts[: system.documents]
        try:
            read = system.make(share)
        except ImportError as error:
            print(f"{system.name}: not installed ({error})", flush=True)
            continue
        read(share[:1])
        readers[system.name] = read, share
    return readers


def seconds(read: Reader, texts: Sequence[str]) -> float:
    """CPU seconds, of all threads."""
    start = time.process_time()
    read(texts)
    return time.process_time() - start


def measure(readers: Readers, rounds: int) -> dict[str, tuple[float, float]]:
    """Characters and syllables a second of each system, by its name."""
    best: dict[str, float] = {}
    for turn in range(rounds):
        for name, (read, share) in readers.items():
            taken = seconds(read, share)
            best[name] = min(taken, best.get(name, taken))
            print(f"{turn + 1}/{rounds} {name}: {taken / len(share):.3f} s a document", flush=True)
    return {
        name: (sum(map(len, share)) / best[name], sum(len(text.split()) for text in share) / best[name])
        for name, (_, share) in readers.items()
    }


def paired(readers: Readers, count: int) -> str:
    """Tell how many times as long as ours the other reader takes for the same texts, in pairs."""
    if PEER not in readers or not count:
        return ""
    (other, texts), (ours, _) = readers[PEER], readers[OURS]
    ratios = []
    for turn in range(count):
        if turn % 2:
            first, second = seconds(ours, texts), seconds(other, texts)
        else:
            second, first = seconds(other, texts), seconds(ours, texts)
        ratios.append(second / first)
        print(f"pair {turn + 1}/{count}: {ratios[-1]:.2f}", flush=True)
    low, middle, high = statistics.quantiles(ratios, n=4) if count > 1 else ratios * 3
    return (
        f"On the same {len(texts)} documents, one after the other, {count} times: {PEER} takes {middle:.1f}"
        f" times the time of our default pipeline (median; half of the pairs {low:.1f} to {high:.1f},"
        f" all {min(ratios):.1f} to {max(ratios):.1f})."
    )


def table(systems: Sequence[System], speeds: dict[str, tuple[float, float]]) -> str:
    """Rows of a Markdown table."""
    rows = []
    for system in systems:
        if system.name in speeds:
            characters, syllables = speeds[system.name]
            ratio = speeds[OURS][0] / characters
            figures = f"{characters:,.0f} | {syllables:,.0f} | {ratio:.{0 if ratio >= 10 else 1}f} ×"
        else:
            figures = "not installed | |"
        rows.append(f"| {system.name} | {system.reads} | {figures} |")
    return "\n".join(rows)


def _versions(systems: Sequence[System]) -> str:
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415

    found = ""
    for package in ("onnxruntime", *dict.fromkeys(name for system in systems for name in system.packages)):
        try:
            found += f", {package} {version(package).partition('+')[0]}"
        except PackageNotFoundError:
            continue
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=3, help="how often each reads its share")
    parser.add_argument("--pairs", type=int, default=15, help="pairs of our default pipeline and underthesea")
    parser.add_argument("--texts", type=Path, help="a JSONL file with `text` in each line")
    parser.add_argument("--only", nargs="+", help="names of systems, ours beside them")
    parser.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    args = parser.parse_args()
    systems = [s for s in SYSTEMS if not args.only or s.name in args.only or s.name == OURS]
    most = max(system.documents for system in systems)
    texts = documents(most) if args.texts is None else texts_of(args.texts, most)
    readers = readers_of(systems, texts)
    if not args.rounds:
        print(paired(readers, args.pairs))
        return
    made = f"documents of {SYLLABLES} syllables made of the example documents"
    body = ABOUT.format(
        texts=made if args.texts is None else f"{len(texts)} texts of {args.texts.name}, no two alike",
        options="" if args.texts is None else f"--texts {args.texts.name} ",
        table=table(systems, measure(readers, args.rounds)),
        pairs=paired(readers, args.pairs),
        machine=ONE_CORE,
        versions=_versions(systems),
    )
    publish(HEADING if args.texts is None else HEADING_OTHERS, body, write=args.write)


if __name__ == "__main__":
    main()
