"""Measure where the rules spend their time, and what memory a long document takes.

    python benchmarks/stages.py [--texts FILE] [--sizes 1 3 10] [--rounds 3] [--write]

Seconds of CPU a megabyte (UTF-8) of each stage, the best of several rounds, on the example documents, on
generated ones, on short texts, on one long document and on text as dense with events as can be; with --texts
also on the texts of a JSONL file. Memory is what the process grows to, each size in a process of its own
(Linux).
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from page import write_section
from throughput import MEGABYTE, machine, make_text, slope

import vnpolice_ie as vie
from vnpolice_ie.draft import Draft
from vnpolice_ie.garbage import uncollected
from vnpolice_ie.generator import generate
from vnpolice_ie.io.gold_files import read_gold
from vnpolice_ie.scores import rule_scores
from vnpolice_ie.text.source import SourceText

ROOT = Path(__file__).resolve().parents[1]
HEADING = "## Stages of the rules"
DENSE = "đã bắt và khởi tố "
GENERATED = 100  # documents
SHORT = 300  # code points
DENSE_BYTES = 200_000

ABOUT = """Seconds of CPU for a megabyte of text (UTF-8) on one core: the example documents, {generated}
generated ones, the examples cut into texts of {short} characters, one document of 1 MB made of the
examples, and "đã bắt và khởi tố" over and over{own}.

{stages}

One document, its time and how much the process grew for it:

{lengths}

Slope of time over size: {slope} (1 is linear).

{machine}. Made by `python benchmarks/stages.py --write`.
"""


def text_sets(own: Path | None) -> dict[str, list[str]]:
    """The texts that are measured, by what they are."""
    texts = [document.text for document in read_gold(ROOT / "examples")[0]]
    sets = {
        "examples": texts,
        "generated": [document.text for document in generate(GENERATED, seed=1)],
        "short": [text[at : at + SHORT] for text in texts for at in range(0, len(text), SHORT)],
        "1 MB": [make_text(1)],
        "dense": [DENSE * (DENSE_BYTES // len(DENSE.encode()))],
    }
    if own is not None:
        lines = own.read_text(encoding="utf-8").splitlines()
        sets[own.stem] = [json.loads(line)["text"] for line in lines]
    return sets


def stage_times(rules: vie.Pipeline, texts: Sequence[str]) -> dict[str, float]:
    """Seconds of CPU that each step takes for all the texts."""
    times: dict[str, float] = {}

    def lap(name: str, since: float) -> float:
        now = time.process_time()
        times[name] = times.get(name, 0.0) + now - since
        return now

    for text in texts:
        now = time.process_time()
        source = SourceText(text)
        now = lap("normal form, tokens", now)
        assert source.sentences is not source.lines
        now = lap("sentences, lines", now)
        draft = Draft(source)
        with uncollected(len(text)):
            for stage in rules.stages:
                stage(draft)
                now = lap(stage.name, now)
            draft.finish(rule_scores())
            lap("document", now)
    return times


def best_times(rules: vie.Pipeline, texts: Sequence[str], rounds: int) -> dict[str, float]:
    """Seconds of CPU a megabyte, of each step its best round."""
    size = sum(len(text.encode()) for text in texts) / MEGABYTE
    found = [stage_times(rules, texts) for _ in range(rounds)]
    return {name: min(times[name] for times in found) / size for name in found[0]}


def piped_speed(rules: vie.Pipeline, texts: Sequence[str], rounds: int) -> float:
    """MB (UTF-8) for a second of CPU where `pipe` reads the texts, in the best round."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        read = sum(len(doc.text.encode()) for doc in rules.pipe(texts))
        times.append(time.process_time() - start)
    return read / MEGABYTE / min(times)


def stage_table(columns: Mapping[str, Mapping[str, float]], piped: Mapping[str, float]) -> list[str]:
    """Return the lines of a Markdown table."""
    lines = [f"| | {' | '.join(columns)} |", f"| --- |{' ---: |' * len(columns)}"]
    for name in next(iter(columns.values())):
        lines.append(f"| {name} | {' | '.join(f'{times[name]:.3f}' for times in columns.values())} |")
    totals = [sum(times.values()) for times in columns.values()]
    lines.append(f"| all | {' | '.join(f'{total:.2f}' for total in totals)} |")
    lines.append(f"| MB/s, one by one | {' | '.join(f'{1 / total:.2f}' for total in totals)} |")
    return [*lines, f"| MB/s by `pipe` | {' | '.join(f'{piped[name]:.2f}' for name in columns)} |"]


def length_of(megabytes: float) -> tuple[float, int]:
    """Seconds of CPU and bytes of memory for one document of this size, in this process."""
    rules = vie.load("rules")
    rules(make_text(0.05))
    text = make_text(megabytes)
    before = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    start = time.process_time()
    doc = rules(text)
    spent = time.process_time() - start
    assert doc.text == text
    return spent, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before


def length_table(sizes: Sequence[float]) -> tuple[list[str], str]:
    """Return the lines of a Markdown table and the slope of time over size."""
    lines = ["| | seconds | seconds a MB | memory, MB for each MB |", "| --- | ---: | ---: | ---: |"]
    times: list[float] = []
    for size in sizes:
        command = [sys.executable, __file__, "--one", str(size)]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        spent, grown = json.loads(output)
        times.append(spent)
        lines.append(f"| {size:g} MB | {spent:.2f} | {spent / size:.2f} | {grown / MEGABYTE / size:.0f} |")
    return lines, slope(sizes, times)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--texts", type=Path, help="a JSONL file with `text` in each line")
    parser.add_argument("--sizes", type=float, nargs="+", default=[1.0, 3.0, 10.0], help="megabytes")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--one", type=float, help=argparse.SUPPRESS)
    parser.add_argument("--write", action="store_true", help="write the tables into docs/benchmarks.md")
    args = parser.parse_args()
    if args.one:
        print(json.dumps(length_of(args.one)))
        return
    rules = vie.load("rules")
    columns: dict[str, dict[str, float]] = {}
    piped: dict[str, float] = {}
    sets = text_sets(args.texts)
    for name, texts in sets.items():
        rules(texts[0][:2000])  # word lists are read before the clock starts
        columns[name] = best_times(rules, texts, args.rounds)
        piped[name] = piped_speed(rules, texts, args.rounds)
        print(f"{name}: {sum(columns[name].values()):.2f} s a MB, {piped[name]:.2f} MB/s", flush=True)
    stages = stage_table(columns, piped)
    print("\n".join(stages), flush=True)
    lengths, grown = length_table(sorted(args.sizes))
    print("\n".join(lengths), f"slope {grown}", sep="\n")
    if args.write:
        own = f"; {args.texts.stem}: {len(sets[args.texts.stem])} texts, no two alike" if args.texts else ""
        body = ABOUT.format(
            generated=GENERATED,
            short=SHORT,
            own=own,
            stages="\n".join(stages),
            lengths="\n".join(lengths),
            slope=grown,
            machine=machine(),
        )
        write_section(HEADING, body)


if __name__ == "__main__":
    main()
