"""Measure one document of 1 KB to 10 MB: time and memory, rules and model.

    python benchmarks/length.py [--model NAME] [--sizes 0.001 0.01 0.1 1 10] [--write]

Each size is read in a process of its own, on one core, after a document of 1 KB: CPU seconds, and by how much
the peak of its memory rises over what it was before. The text is made of the example documents. The slope is
that of time over size on logarithmic scales (1 is linear), between one size and the one before it.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
from collections.abc import Sequence
from typing import NamedTuple

from page import ONE_CORE, publish
from throughput import MEGABYTE, make_text

HEADING = "## Length of a document"
ABOUT = """One document by `load({model})` on one core (CPU seconds), and how far the peak memory of the
process rises over what it holds before ({held:.0f} MB). The slope is that of time over size, from one size to
the next (1 is linear).

| | seconds | MB a second | slope | memory, MB | memory by MB of text |
| --- | ---: | ---: | ---: | ---: | ---: |
{table}

{machine}. Made by `python benchmarks/length.py --write`.
"""

READ = """
import json, resource, sys, time
import vnpolice_ie as vie
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
nlp = vie.load(*sys.argv[1:])
text = sys.stdin.buffer.read().decode()
nlp(text[:1000])
before, start = peak(), time.process_time()
doc = nlp(text)
print(json.dumps({"seconds": time.process_time() - start, "before": before, "memory": peak() - before}))
"""


class Reading(NamedTuple):
    """Size in MB, CPU seconds, MB of memory before, and MB by which the peak rose."""

    size: float
    seconds: float
    before: float
    memory: float


def read(size: float, model: str | None) -> Reading:
    """Read a text of so many MB in a process of its own."""
    text = make_text(size).encode()[: round(size * MEGABYTE)].decode(errors="ignore")
    done = subprocess.run(
        [sys.executable, "-c", READ, *([model] if model else [])],
        input=text.encode(),
        stdout=subprocess.PIPE,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        check=True,
    )
    return Reading(size, **json.loads(done.stdout))


def rows(readings: Sequence[Reading]) -> str:
    """Rows of a Markdown table."""
    lines = []
    for one, before in zip(readings, [None, *readings], strict=False):
        slope = "–"
        if before:
            steps = math.log(one.size / before.size)
            slope = f"{math.log(one.seconds / before.seconds) / steps:.2f}"
        size = f"{one.size:g} MB" if one.size >= 1 else f"{1000 * one.size:g} KB"
        lines.append(
            f"| {size} | {one.seconds:.3f} | {one.size / one.seconds:.3f} | {slope} |"
            f" {one.memory:.0f} | {one.memory / one.size:.0f} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", help="a model folder or the name of a pipeline; by default that of load()")
    parser.add_argument("--sizes", type=float, nargs="+", default=[0.001, 0.01, 0.1, 1.0, 10.0], help="MB")
    parser.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    args = parser.parse_args()
    readings: list[Reading] = []
    for size in sorted(args.sizes):
        readings.append(read(size, args.model))
        print(rows(readings).splitlines()[-1], flush=True)
    body = ABOUT.format(
        model=f'"{args.model}"' if args.model else "",
        held=min(one.before for one in readings),
        table=rows(readings),
        machine=ONE_CORE,
    )
    publish(HEADING, body, write=args.write)


if __name__ == "__main__":
    main()
