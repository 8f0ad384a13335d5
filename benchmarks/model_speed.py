"""Measure rules and model: the way to the first document, memory, and what a second core brings.

    python benchmarks/model_speed.py [--model FOLDER] [--documents 192] [--write]

The texts are cut from the example documents, 600 syllables each. Speed is that of documents in a row, while
all processes are at work: by one process on one core, by one process with a thread for each core, and by a
process for each core. It is wall time, so nothing else should run on the machine; the CPU time of a document,
the start of its process counted, is printed beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import version

from page import write_section
from short_texts import SYLLABLES, documents

HEADING = "## Rules and model"
BATCH = 8
ABOUT = """Documents of {syllables} syllables on up to {cores} cores, in batches of {batch}.

| | documents a second | of one core | CPU milliseconds a document |
| --- | ---: | ---: | ---: |
{table}

| | |
| --- | ---: |
{facts}

{machine}, onnxruntime {onnxruntime}; machine load {load:.1f} before. Made by
`python benchmarks/model_speed.py --write`.
"""

# What is measured in a process of its own, so that nothing that was read before counts.
FIRST = """
import json, resource, sys, time
start = time.perf_counter()
import vnpolice_ie as vie
nlp = vie.load(*sys.argv[1:])
loaded = time.perf_counter()
texts = json.load(sys.stdin)
read = time.perf_counter()
nlp(texts[0])
first = time.perf_counter()
nlp(texts[0])
again = time.perf_counter()
for _ in nlp.pipe(texts):
    pass
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
times = {"load": loaded - start, "first": loaded - start + first - read, "again": again - first}
print(json.dumps(times | {"peak": peak}))
"""
# Beside what counts, so many documents before and behind it that all processes are at work all the time.
ROW = """
import itertools, json, os, sys, time
import vnpolice_ie as vie

def main():
    processes, batch, model = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    texts = json.load(sys.stdin)
    beside = 8 * batch * processes
    total = len(texts) + 2 * beside
    found = vie.load(*model).pipe(
        itertools.islice(itertools.cycle(texts), total), processes=processes, batch_size=batch
    )
    for _ in range(beside):
        next(found)
    start = time.perf_counter()
    for _ in texts:
        next(found)
    seconds = time.perf_counter() - start
    for _ in found:
        pass
    cpu = sum(os.times()[:4])  # of this process and of the others, which have ended
    print(json.dumps({"speed": len(texts) / seconds, "cpu": cpu / total}))

if __name__ == "__main__":
    main()
"""


def measured(
    program: str, texts: Sequence[str], arguments: Sequence[object], threads: int
) -> dict[str, float]:
    """Run a program in a process of its own, the texts on its standard input."""
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)],
        input=json.dumps(texts),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env={**os.environ, "OMP_NUM_THREADS": str(threads)},
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", help="a model folder or the name of a pipeline; by default that of load()")
    parser.add_argument("--documents", type=int, default=192)
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="write the tables into docs/benchmarks.md")
    args = parser.parse_args()
    load = os.getloadavg()[0]
    cores = sorted(os.sched_getaffinity(0))[: args.cores]
    os.sched_setaffinity(0, cores)
    model = [args.model] if args.model else []
    texts = documents(args.documents)
    ways = {
        "one process, one thread": (1, 1),
        f"one process, {len(cores)} threads": (1, len(cores)),
        f"{len(cores)} processes": (len(cores), 1),
    }
    speeds = {
        name: measured(ROW, texts, [processes, BATCH, *model], threads)
        for name, (processes, threads) in ways.items()
    }
    firsts = [measured(FIRST, texts[:32], model, len(cores)) for _ in range(3)]
    body = _page(speeds, min(firsts, key=lambda one: one["first"]), len(cores), load)
    print(body)
    if args.write:
        write_section(HEADING, body)


def _page(speeds: dict[str, dict[str, float]], first: dict[str, float], cores: int, load: float) -> str:
    base = next(iter(speeds.values()))["speed"]
    facts = {
        "`import` and `load`": f"{first['load']:.2f} s",
        "`import`, `load` and the first document": f"{first['first']:.2f} s",
        "the same document again": f"{1000 * first['again']:.0f} ms",
        "peak memory of the process": f"{first['peak']:.0f} MB",
    }
    return ABOUT.format(
        syllables=SYLLABLES,
        cores=cores,
        batch=BATCH,
        table="\n".join(
            f"| {name} | {row['speed']:.1f} | {row['speed'] / base:.2f} × | {1000 * row['cpu']:.1f} |"
            for name, row in speeds.items()
        ),
        facts="\n".join(f"| {name} | {value} |" for name, value in facts.items()),
        machine=f"Python {platform.python_version()}, {platform.machine()}",
        onnxruntime=version("onnxruntime"),
        load=load,
    )


if __name__ == "__main__":
    main()
