"""The speed of `nlp.pipe` over a list in memory, in one process or in several at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "OMP_NUM_THREADS": "1"}
SAMPLE = 2_000
"""Documents of the list at most."""

READ = """
import json, sys, time
import vnpolice_ie as vie
texts = [json.loads(line) for _, line in zip(range(int(sys.argv[2])), open(sys.argv[1], encoding="utf-8"))]
nlp = vie.load(sys.argv[3])
list(nlp.pipe(texts[:64]))
print("ready", flush=True)
sys.stdin.readline()
clock, cpu = time.perf_counter(), time.process_time()
for _ in nlp.pipe(texts):
    pass
print(len(texts) / (time.perf_counter() - clock), len(texts) / (time.process_time() - cpu))
"""


class Speed(NamedTuple):
    """Documents a second of all processes together, and a second of CPU."""

    by_clock: float
    by_cpu: float


def in_memory(source: Path, model: str, count: int, processes: int = 1) -> Speed:
    """Measure reading, when all is loaded and some documents were read.

    Args:
        source: JSON Lines.
        model: the pipeline.
        count: documents to read, each process all of them; at most `SAMPLE`.
        processes: how many read at the same time.
    """
    command = [sys.executable, "-c", READ, str(source), str(min(count, SAMPLE)), model]
    readers = [
        subprocess.Popen(
            command, env=ENVIRONMENT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )
        for _ in range(processes)
    ]
    for reader in readers:
        assert reader.stdout is not None
        if reader.stdout.readline() != "ready\n":
            raise SystemExit("nlp.pipe cannot be measured")
    # All are loaded: they begin together.
    found = [Speed(*map(float, told.split())) for told in _begun(readers)]
    return Speed(sum(one.by_clock for one in found), len(found) / sum(1 / one.by_cpu for one in found))


def _begun(readers: list[subprocess.Popen[str]]) -> list[str]:
    for reader in readers:
        assert reader.stdin is not None
        reader.stdin.write("\n")
    return [reader.communicate()[0] for reader in readers]
