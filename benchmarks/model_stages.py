"""Measure what each step of the default pipeline costs: CPU seconds by stage, one core.

    python benchmarks/model_stages.py [--model FOLDER] [--documents 64] [--write]

The times are exclusive: what a step calls that has a row of its own counts there. The texts are those of the
other benchmarks (600 syllables each); the best of three rounds counts.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import Any
from unittest.mock import patch

# Set before numpy and ONNX Runtime are imported: they look at it once.
os.environ["OMP_NUM_THREADS"] = "1"

from page import ONE_CORE, publish
from short_texts import SYLLABLES, documents

import vnpolice_ie as vie
from vnpolice_ie import pipeline
from vnpolice_ie.draft import Draft
from vnpolice_ie.model import backend, links, session, spans
from vnpolice_ie.stage import BatchStage
from vnpolice_ie.types import Doc

HEADING = "## Stage by stage"
BATCH = 32
ROUNDS = 3
LEAST = 0.005  # share of the whole below which a step has no row of its own
ABOUT = """Rules and model on one core, documents of {syllables} syllables, batches of {batch}: CPU
milliseconds a document, best of {rounds} rounds; {speed:.1f} documents a CPU second.

| | ms | share |
| --- | ---: | ---: |
{table}

{machine}. Made by `python benchmarks/model_stages.py --write`.
"""

# Steps inside of stages that get a row: where they are called from, and their name in the table.
PARTS: Sequence[tuple[Any, str, str]] = (
    (spans, "read_text", "model: features and pieces"),
    (backend, "collate", "model: arrays of the encoder"),
    (session.OnnxBackend, "_run", "model: encoder session"),
    (spans, "steered", "model: decoding"),
    (spans, "in_lines", "model: decoding"),
    (spans, "best_spans", "model: decoding"),
    (spans, "span_scores", "model: decoding"),
    (spans, "_by_part", "model: decoding"),
    (links, "pairs_of", "model: candidate pairs"),
    (session.OnnxBackend, "link", "model: pair session"),
    (links, "joinable", "model: links"),
    (links, "decode_links", "model: links"),
    (Draft, "finish", "finish: offsets, ids, scores"),
)


class Clock:
    """Adds CPU seconds up by name; what runs inside of another step is taken from that one's time."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._inner = [0.0]

    def timed(self, name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        """Return the step, clocked under a name."""

        def run(*args: Any, **kwargs: Any) -> Any:
            self._inner.append(0.0)
            start = time.process_time()
            try:
                return step(*args, **kwargs)
            finally:
                taken = time.process_time() - start
                self.seconds[name] += taken - self._inner.pop()
                self._inner[-1] += taken

        return run


def profile(nlp: vie.Pipeline, texts: Sequence[str]) -> dict[str, float]:
    """CPU seconds by step for all texts, read, made dicts of and written as JSON."""
    clock = Clock()
    with ExitStack() as stack:
        for owner, attribute, name in PARTS:
            stack.enter_context(patch.object(owner, attribute, clock.timed(name, getattr(owner, attribute))))
        for stage in nlp.stages:
            kind = "rules" if not stage.name.startswith("model") else "model"
            for method in ("batch",) if isinstance(stage, BatchStage) else ("__call__",):
                step = getattr(type(stage), method)
                stack.enter_context(
                    patch.object(type(stage), method, clock.timed(f"{kind}: {stage.name}", step))
                )
        stack.enter_context(patch.object(pipeline, "_draft", clock.timed("text", pipeline._draft)))

        def read() -> list[Doc]:
            return list(nlp.pipe(texts, batch_size=BATCH))

        docs = clock.timed("the rest", read)()
    records = clock.timed("to_dict", lambda: [doc.to_dict() for doc in docs])()
    clock.timed("JSON", lambda: [json.dumps(record, ensure_ascii=False) for record in records])()
    return clock.seconds


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", help="a model folder or the name of a pipeline; by default that of load()")
    parser.add_argument("--documents", type=int, default=64)
    parser.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    args = parser.parse_args()
    texts = documents(args.documents)
    nlp = vie.load(args.model)
    profile(nlp, texts[:BATCH])  # word lists and graphs are read before the clock counts
    best = min((profile(nlp, texts) for _ in range(ROUNDS)), key=lambda seconds: sum(seconds.values()))
    total = sum(best.values())
    small = {name for name, seconds in best.items() if seconds < LEAST * total}
    best["the rest"] += sum(best.pop(name) for name in small)
    body = ABOUT.format(
        syllables=SYLLABLES,
        batch=BATCH,
        rounds=ROUNDS,
        speed=len(texts) / total,
        table="\n".join(
            f"| {name} | {1000 * seconds / len(texts):.2f} | {seconds / total:.1%} |"
            for name, seconds in sorted(best.items(), key=lambda row: (row[0] == "the rest", -row[1]))
        ),
        machine=ONE_CORE,
    )
    publish(HEADING, body, write=args.write)


if __name__ == "__main__":
    main()
