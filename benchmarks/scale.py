"""Measure `annotate` on many short documents: memory over time, speed, cores, a kill in the middle.

    python benchmarks/scale.py [-n 1000000] [--model rules] [--folder DIR] [--write]

The documents are made on the spot (`short_reports`). Shards tell how far a run is: at 10 %, 50 % and 100 %
the memory of the process and of its workers so far is noted. The speed is that between the first shard and
the last but one, when all processes are at work; what the run takes beside that is told apart. It stands
beside `nlp.pipe` over a list of the same documents, which are not written: one process alone, and two at the
same time, each with a list of its own, which is what two processes can do on this machine. Lists are read
before and after the runs. On a machine that does other work too, the ratios of CPU time count.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import psutil
from in_memory import ENVIRONMENT, SAMPLE, Speed, in_memory
from page import write_section
from short_reports import write_documents

MARKS = (10, 50, 100)
PAUSE = 0.25
"""Seconds between two looks at a run: each walks all processes, which slows what shares a core with it."""


class Moment(NamedTuple):
    """How far a run was: seconds since its beginning, CPU seconds of all its processes, and shards."""

    seconds: float
    cpu: float
    shards: int


@dataclass
class Run:
    """What a run of `annotate` took."""

    seconds: float = 0.0
    cpu: float = 0.0
    memory: dict[int, tuple[float, float]] = field(default_factory=dict)
    """Highest MB of the process and of one worker so far, by percent done."""
    moments: list[Moment] = field(default_factory=list)
    """The moments at which a shard was first seen."""
    shards: list[str] = field(default_factory=list)
    documents: int = 0

    def steady(self, size: int) -> Speed:
        """The speed between the first shard and the last but one.

        Args:
            size: documents of a shard.
        """
        begin, *_, end, _ = self.moments
        documents = size * (end.shards - begin.shards)
        return Speed(documents / (end.seconds - begin.seconds), documents / (end.cpu - begin.cpu))


def annotate(source: Path, out: Path, options: list[str], count: int, size: int, *, kill_at: int = 0) -> Run:
    """Run `annotate` and watch it.

    Args:
        source: the documents.
        out: the folder of shards.
        options: more options.
        count: how many documents there are.
        size: documents of a shard.
        kill_at: percent at which it is killed; 0 for never.
    """
    command = [sys.executable, "-m", "vnpolice_ie", "annotate", str(source), "-o", str(out), *options]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    process = subprocess.Popen(
        command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    run = Run()
    watched, highest, of_worker = psutil.Process(process.pid), 0.0, 0.0
    while process.poll() is None:
        shards = len(list(out.glob("part-*")))
        try:
            family = [watched, *watched.children(recursive=True)]
            highest = max(highest, _memory(watched))
            of_worker = max([of_worker, *map(_memory, family[1:])])
            if shards and (not run.moments or shards > run.moments[-1].shards):
                cpu = sum(sum(one.cpu_times()[:2]) for one in family)
                run.moments.append(Moment(time.perf_counter() - began, cpu, shards))
        except psutil.Error:
            pass
        done = 100 * size * shards / count
        for mark in MARKS:
            if done >= mark and mark not in run.memory:
                run.memory[mark] = highest, of_worker
        if kill_at and done >= kill_at:
            process.send_signal(signal.SIGKILL)
            process.wait()
        time.sleep(PAUSE)
    run.seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    run.cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    if not kill_at and process.returncode:
        raise SystemExit(process.stderr.read() if process.stderr else "annotate failed")
    run.memory[100] = highest, of_worker
    manifest: dict[str, Any] = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    run.shards = [shard["sha256"] for shard in manifest["shards"]]
    run.documents = manifest["documents"]
    return run


def _memory(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 1e6


def measure(folder: Path, count: int, model: str, size: int) -> list[str]:
    """Return the lines of a Markdown section."""
    source = folder / "documents.jsonl"
    characters = write_documents(source, count)
    options = ["--model", model, "--shard-size", str(size)]
    lists = [{n: in_memory(source, model, count, n) for n in (1, 2)}]
    runs: dict[int, Run] = {}
    for processes in (1, 2):
        out = folder / f"out-{processes}"
        runs[processes] = annotate(source, out, [*options, "--processes", str(processes)], count, size)
        shutil.rmtree(out)
        print(f"{processes} processes: {runs[processes].seconds:.0f} s", flush=True)
    lists.append({n: in_memory(source, model, count, n) for n in (1, 2)})
    out = folder / "out-killed"
    killed = annotate(source, out, [*options, "--processes", "2"], count, size, kill_at=50)
    rest = annotate(source, out, ["--model", model, "--resume", "--processes", "2"], count, size)
    same = rest.shards == runs[1].shards == runs[2].shards
    shutil.rmtree(out)
    source.unlink()
    one, two = runs[1], runs[2]
    alone, both = (_mean([found[n] for found in lists]) for n in (1, 2))
    steady = {n: run.steady(size) for n, run in runs.items()}
    lines = [
        "",
        f"{count:,} documents of {characters / count:.0f} characters, pipeline `{model}`, shards of {size:,},"
        f" machine load {os.getloadavg()[1]:.1f}; lists of {min(count, SAMPLE):,}:",
        "",
        "| | documents a second | a second of CPU | beside the list | by CPU |",
        "| --- | ---: | ---: | ---: | ---: |",
        _speeds("`nlp.pipe` over a list", alone, alone),
        _speeds("`annotate`, 1 process", steady[1], alone),
        _speeds("`nlp.pipe` over two lists at the same time", both, both),
        _speeds("`annotate`, 2 processes", steady[2], both),
        "",
        f"Two processes are {steady[2].by_clock / steady[1].by_clock:.2f} × as fast as one. To start and to"
        f" end take {_beside(one, steady[1], count)} and {_beside(two, steady[2], count)}.",
        "",
        "| highest memory so far, MB | " + " | ".join(f"{mark} %" for mark in MARKS) + " |",
        "| --- |" + " ---: |" * len(MARKS),
        _row("1 process", [one.memory[mark][0] for mark in MARKS]),
        _row("2 processes: the process that writes", [two.memory[mark][0] for mark in MARKS]),
        _row("2 processes: the larger worker", [two.memory[mark][1] for mark in MARKS]),
        "",
        f"Killed (`kill -9`) after {killed.seconds:.0f} s, gone on with `--resume` for {rest.seconds:.0f} s,"
        f" against {two.seconds:.0f} s undisturbed: {rest.documents:,} documents,"
        f" shards {'the same to the byte' if same else 'DIFFER'}.",
        "",
        f"Python {platform.python_version()}, {os.cpu_count()} cores of {platform.machine()}.",
    ]
    if not same:
        raise SystemExit("\n".join(lines))
    return lines


def _mean(speeds: list[Speed]) -> Speed:
    return Speed(*(sum(values) / len(values) for values in zip(*speeds, strict=True)))


def _speeds(name: str, speed: Speed, beside: Speed) -> str:
    ratios = (f"{100 * own / other:.0f} %" for own, other in zip(speed, beside, strict=True))
    return f"| {name} | {speed.by_clock:,.0f} | {speed.by_cpu:,.0f} | {' | '.join(ratios)} |"


def _beside(run: Run, steady: Speed, count: int) -> str:
    """What a run took beside its steady speed."""
    seconds, cpu = run.seconds - count / steady.by_clock, run.cpu - count / steady.by_cpu
    return f"{max(0.0, seconds):.1f} s ({max(0.0, cpu):.1f} s of CPU)"


def _row(name: str, values: list[float]) -> str:
    return f"| {name} | {' | '.join(f'{value:.0f}' for value in values)} |"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", "--documents", type=int, default=1_000_000)
    parser.add_argument("--model", default="rules", help="rules, or the name of a model that ships")
    parser.add_argument("--shard-size", type=int, default=0, help="by default a hundredth of the documents")
    parser.add_argument("--folder", type=Path, help="where to work; by default a temporary folder")
    parser.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    args = parser.parse_args()
    size = args.shard_size or max(1, args.documents // 100)
    if args.documents < 4 * size:
        parser.error("there must be four shards at least")
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        lines = measure(Path(folder), args.documents, args.model, size)
    print("\n".join(lines))
    if args.write:
        made = (
            f" Made by `python benchmarks/scale.py -n {args.documents} --shard-size {size}"
            f" --model {args.model} --write`."
        )
        write_section(f"## Many documents by {args.model}", "\n".join(lines) + made)


if __name__ == "__main__":
    main()
