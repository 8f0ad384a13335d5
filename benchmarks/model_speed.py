"""Measure rules and model on two cores beside a model of PhoBERT's size, in one run.

    python benchmarks/model_speed.py [--model FOLDER] [--documents 200] [--write]

The peer is transformers' token-classification pipeline over a RoBERTa of the size of PhoBERT base (12 layers,
width 768, 64,001 entries) with random weights, which are as fast as trained ones. It is given words already
segmented, as PhoBERT wants them, one piece for each, and finds spans alone: no relations, events, references.
The texts are cut from the example documents, their numbers changed from copy to copy.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from throughput import PAGE, make_text, slope

CORES = 2
SYLLABLES = 600
HEADING = "## Rules and model"
ABOUT = """{heading}

Documents of {syllables} syllables a second on {cores} cores, beside a model of the size of PhoBERT base
through transformers' token-classification pipeline (random weights, windows of 256,
given segmented words), in one run.

| | documents a second | ratio |
| --- | ---: | ---: |
{table}

| | |
| --- | ---: |
{facts}

{machine}, onnxruntime {onnxruntime}, torch {torch}. Made by `python benchmarks/model_speed.py --write`.
"""

# What is measured in a process of its own, so that neither torch nor a text before it counts.
FIRST = """
import json, resource, sys, time
import vnpolice_ie as vie
start = time.perf_counter()
nlp = vie.load(*sys.argv[1:])
loaded = time.perf_counter()
texts = json.load(sys.stdin)
nlp(texts[0])
first = time.perf_counter()
count = sum(1 for _ in nlp.pipe(texts))
done = time.perf_counter()
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
times = {"load": loaded - start, "first": first - start, "speed": count / (done - first)}
print(json.dumps(times | {"peak": peak}))
"""


def documents(count: int) -> list[str]:
    """Texts of `SYLLABLES` syllables each, cut at lines where that is near."""
    words = re.findall(r"\s*\S+", make_text(0.0045 * count + 0.02))
    return list(islice(_cut(words), count))


def _cut(words: Sequence[str]) -> Iterator[str]:
    for first in range(0, len(words) - SYLLABLES, SYLLABLES):
        yield "".join(words[first : first + SYLLABLES]).strip()


def ours(texts: Sequence[str], model: str | None) -> dict[str, float]:
    """Time to load and to read the first text, documents a second, peak memory (MB) in a fresh process."""
    command = [sys.executable, "-c", FIRST, *([model] if model else [])]
    done = subprocess.run(command, input=json.dumps(texts), stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def by_processes(texts: Sequence[str], model: str | None) -> float:
    """Documents a second in a process for each core, their start counted."""
    import vnpolice_ie as vie  # noqa: PLC0415  (the figures of `ours` are taken first)

    nlp = vie.load(model) if model else vie.load()
    start = time.perf_counter()
    count = sum(1 for _ in nlp.pipe(texts, processes=CORES, batch_size=16))
    return count / (time.perf_counter() - start)


def peer(texts: Sequence[str]) -> float:
    """Documents a second of a model of PhoBERT's size."""
    import torch  # noqa: PLC0415  (takes seconds, and memory that is not ours)
    from transformers import RobertaConfig, RobertaForTokenClassification, pipeline  # noqa: PLC0415

    torch.set_num_threads(CORES)
    segmented = [_segmented(text) for text in texts]
    tokenizer = _tokenizer({word for text in segmented for word in text.split()})
    config = RobertaConfig(
        vocab_size=64_001, max_position_embeddings=258, type_vocab_size=1, num_labels=69, pad_token_id=1
    )
    read: Any = pipeline(
        "token-classification",
        model=RobertaForTokenClassification(config).eval(),
        tokenizer=tokenizer,
        stride=64,
        aggregation_strategy="simple",
    )
    read(segmented[0])
    start = time.perf_counter()
    for text in segmented:
        read(text)
    return len(texts) / (time.perf_counter() - start)


def _segmented(text: str) -> str:
    from pyvi import ViTokenizer  # noqa: PLC0415

    words: str = ViTokenizer.tokenize(text)
    return words


def _tokenizer(words: set[str]) -> Any:
    from tokenizers import Tokenizer, models, pre_tokenizers, processors  # noqa: PLC0415
    from transformers import PreTrainedTokenizerFast  # noqa: PLC0415

    entries = ["<s>", "<pad>", "</s>", "<unk>", *sorted(words)]
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(entries)}, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=False)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="<pad>",
        unk_token="<unk>",
        bos_token="<s>",
        eos_token="</s>",
        model_max_length=256,
    )


def growth(model: str | None, sizes: Sequence[int]) -> list[float]:
    """Seconds for one document of each size, in syllables."""
    import vnpolice_ie as vie  # noqa: PLC0415  (the figures of `ours` are taken first)

    nlp = vie.load(model) if model else vie.load()
    words = re.findall(r"\s*\S+", make_text(0.0075 * sizes[-1] / 1000 + 0.02))
    nlp("".join(words[:200]))
    times: list[float] = []
    for size in sizes:
        text = "".join(words[:size])
        start = time.perf_counter()
        nlp(text)
        times.append(time.perf_counter() - start)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", help="a model folder or the name of a pipeline; by default that of load()")
    parser.add_argument("--documents", type=int, default=200, help="documents that the pipeline reads")
    parser.add_argument("--peer-documents", type=int, default=10, help="documents that the peer reads")
    parser.add_argument("--write", action="store_true", help="write the tables into docs/benchmarks.md")
    args = parser.parse_args()
    os.environ.pop("OMP_NUM_THREADS", None)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, set(islice(sorted(os.sched_getaffinity(0)), CORES)))
    texts = documents(args.documents)
    alone = ours(texts, args.model)
    speeds = {
        "rules and model, one process": alone["speed"],
        f"rules and model, {CORES} processes": by_processes(texts, args.model),
        "PhoBERT's size": peer(texts[: args.peer_documents]),
    }
    sizes = [SYLLABLES, 10 * SYLLABLES, 100 * SYLLABLES]
    times = growth(args.model, sizes)
    page = _page(speeds, alone, sizes, times)
    print(page)
    if args.write:
        before = PAGE.read_text(encoding="utf-8").partition(f"\n{HEADING}")[0]
        PAGE.write_text(f"{before.rstrip()}\n\n{page}", encoding="utf-8")


def _page(
    speeds: dict[str, float], alone: dict[str, float], sizes: Sequence[int], times: Sequence[float]
) -> str:
    from importlib.metadata import version  # noqa: PLC0415

    base = list(speeds.values())[-1]
    facts = {
        "load the model, from `import` on": f"{alone['load']:.2f} s",
        "load it and read the first document": f"{alone['first']:.2f} s",
        "peak memory of the process": f"{alone['peak']:.0f} MB",
        f"one document of {' / '.join(f'{size:,}' for size in sizes)} syllables": " / ".join(
            f"{seconds:.2f} s" for seconds in times
        ),
        "slope of time over length (1 is linear)": f"{slope(sizes, times):.2f}",
    }
    return ABOUT.format(
        heading=HEADING,
        syllables=SYLLABLES,
        cores=CORES,
        table="\n".join(f"| {name} | {speed:.2f} | {speed / base:.1f} × |" for name, speed in speeds.items()),
        facts="\n".join(f"| {name} | {value} |" for name, value in facts.items()),
        machine=f"Python {platform.python_version()}, {CORES} cores of {platform.machine()}",
        onnxruntime=version("onnxruntime"),
        torch=version("torch").partition("+")[0],
    )


if __name__ == "__main__":
    main()
