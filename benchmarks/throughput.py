"""Measure speed on one core, and how it grows with the length of one document.

    python benchmarks/throughput.py [--sizes 0.1 1 10] [--write]

The text is made of the example documents, with their numbers changed from copy to copy. Each figure is
the best of several runs for small texts and one run for large ones. The slope is that of time over size
on logarithmic scales: 1 is linear. The peer is measured in the same run on the same text, so its ratio
can be compared between machines.
"""

from __future__ import annotations

import argparse
import math
import platform
import re
import time
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path

from page import PAGE

import vnpolice_ie as vie
from vnpolice_ie.io.gold_files import read_gold

ROOT = Path(__file__).resolve().parents[1]
GRAMMAR_STAGES = ("documents", "dates", "ranks")
MEGABYTE = 1_000_000
REPEAT_BELOW = 0.5  # megabytes
ENTITY_MEGABYTES = 0.05  # the tagger is slow

ABOUT = """# Benchmarks

Speed on one core, and growth with the length of one document: seconds for texts of several sizes, speed,
ratio to a peer that only splits words, and the slope of time over size on logarithmic scales (1 is linear).
The text is made of the example documents.

{table}

{entities}{machine}. Made by `python benchmarks/throughput.py --write`.
"""

Reader = Callable[[str], object]


def make_text(megabytes: float) -> str:
    """Example documents one after the other, their digits varied, cut to the size in UTF-8."""
    documents, _ = read_gold(ROOT / "examples")
    parts: list[str] = []
    size = 0
    for copy in count():
        for document in documents:
            part = re.sub(r"\d", lambda m, c=copy: str((int(m[0]) + c) % 9 + 1), document.text) + "\n\n"  # type: ignore[misc]
            parts.append(part)
            size += len(part.encode())
            if size >= megabytes * MEGABYTE:
                return "".join(parts)
    raise AssertionError


def readers() -> dict[str, Reader]:
    """What is measured, by name; the last one is the peer."""
    rules = vie.load("rules")
    grammar = vie.Pipeline([stage for stage in rules.stages if stage.name in GRAMMAR_STAGES])
    name, peer = peer_reader()
    return {"text + grammar": grammar, "rules, whole pipeline": rules, name: peer}


def peer_reader() -> tuple[str, Reader]:
    try:
        from pyvi import ViTokenizer  # noqa: PLC0415  (optional)
    except ImportError:
        return "re.findall(r'\\w+')", re.compile(r"\w+").findall
    # Line by line, as it is meant to be used: its memory grows with the length of what it is given.
    return "pyvi, words only", lambda text: [ViTokenizer.tokenize(line) for line in text.split("\n")]


def beside_entity_tagger() -> str:
    """A sentence on how the whole pipeline compares with underthesea's entity tagger, if it is installed."""
    try:
        from underthesea import ner  # noqa: PLC0415  (optional)
    except ImportError:
        return ""
    text = make_text(ENTITY_MEGABYTES)
    lines = text.split("\n")
    rules = vie.load("rules")
    times = []
    for read in (rules, lambda _: [ner(line) for line in lines if line.strip()]):
        read(text[:2000])  # models and word lists are read before the clock starts
        times.append(seconds(read, text, 1))
    own, other = times
    return (
        f"On {ENTITY_MEGABYTES:g} MB of it the whole pipeline took {own:.2f} s and underthesea's tagger of\n"
        f"named entities (persons, places, organisations) {other:.1f} s: {other / own:.0f} times as long.\n\n"
    )


def seconds(read: Reader, text: str, runs: int) -> float:
    best = math.inf
    for _ in range(runs):
        start = time.perf_counter()
        read(text)
        best = min(best, time.perf_counter() - start)
    return best


def slope(sizes: Sequence[float], times: Sequence[float]) -> str:
    """Least-squares slope of log time over log size; a dash for one size."""
    if len(sizes) < 2:
        return "–"
    xs, ys = [math.log(s) for s in sizes], [math.log(t) for t in times]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    found = sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)
    return f"{found:.2f}"


def measure(sizes: Sequence[float]) -> list[str]:
    """Return the lines of a Markdown table."""
    texts = {size: make_text(size) for size in sizes}
    head = [f"{size:g} MB" for size in sizes]
    lines = [
        f"| | {' | '.join(head)} | MB/s at {head[-1]} | ratio to peer | slope |",
        f"| --- |{' ---: |' * (len(sizes) + 3)}",
    ]
    table = {}
    for name, read in readers().items():
        read(texts[sizes[0]][:2000])  # word lists are read before the clock starts
        table[name] = [seconds(read, texts[s], 3 if s < REPEAT_BELOW else 1) for s in sizes]
        print(f"{name}: {', '.join(f'{t:.2f} s' for t in table[name])}", flush=True)
    peer = list(table.values())[-1][-1]
    for name, times in table.items():
        speed = len(texts[sizes[-1]].encode()) / MEGABYTE / times[-1]
        seconds_of = [f"{t:.2f} s" for t in times]
        cells = [*seconds_of, f"{speed:.2f}", f"{peer / times[-1]:.1f} ×", slope(sizes, times)]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=float, nargs="+", default=[0.1, 1.0, 10.0], help="megabytes")
    parser.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    args = parser.parse_args()
    lines = measure(sorted(args.sizes))
    entities = beside_entity_tagger()
    print("\n".join(lines), entities, sep="\n\n")
    if args.write:
        page = ABOUT.format(table="\n".join(lines), entities=entities, machine=machine())
        _, heading, rest = PAGE.read_text(encoding="utf-8").partition("\n## ")  # of other benchmarks
        PAGE.write_text(page + heading + rest, encoding="utf-8")


def machine() -> str:
    return f"Python {platform.python_version()}, one core of {platform.machine()}"


if __name__ == "__main__":
    main()
