"""Estimate what ten million documents cost on a Ray cluster, from what is measured here.

    python benchmarks/cluster.py [--documents 2000] [--price 0.04] [--cores 64] [--write]

Measured, for each pipeline, on short documents (`short_reports`): documents a second of CPU of
`nlp.pipe` over a list, and of `vie.ray.annotate` on a local cluster of one worker, all of its processes
counted (driver, scheduler, object store, worker). The cost of starting is taken out: only the difference
between a run of that many documents and one of a third of them counts.

Reckoned: core hours = documents / (documents a second of CPU with Ray) / 3600; hours = core hours / cores, if
the cores are kept busy; price = core hours × price of a core hour. Documents of another length cost in
proportion.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from in_memory import ENVIRONMENT, in_memory
from page import write_section
from short_reports import write_documents

HEADING = "## Ten million documents on a cluster"
WANTED = 10_000_000

ON_RAY = """
import json, logging, sys, threading, time, warnings
from pathlib import Path
import psutil, ray
import vnpolice_ie as vie

warnings.filterwarnings("ignore")
source, folder, model, count = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
ray.init(num_cpus=2, include_dashboard=False, logging_level="error", log_to_driver=False)
ray.data.DataContext.get_current().enable_progress_bars = False
logging.disable(logging.CRITICAL)
seen, ended = {}, threading.Event()


def watch():
    me = psutil.Process()
    while not ended.wait(0.2):
        for process in [me, *me.children(recursive=True)]:
            try:
                times = process.cpu_times()
            except psutil.Error:
                continue
            seen[process.pid] = times.user + times.system


threading.Thread(target=watch, daemon=True).start()
rows = [json.loads(line) for _, line in zip(range(count), source.open(encoding="utf-8"))]
used = []
for part in (rows[:20], rows[: count // 3], rows):  # the first one starts all that lives on
    time.sleep(0.5)
    before = sum(seen.values())
    report = vie.ray.annotate(ray.data.from_items(part), folder / str(len(part)), model=model, workers=1)
    assert report.documents == len(part)
    time.sleep(0.5)
    used.append(sum(seen.values()) - before)
ended.set()
print((len(rows) - count // 3) / (used[2] - used[1]))
"""


def on_ray(source: Path, folder: Path, model: str, count: int) -> float:
    """Documents a second of CPU on a local cluster."""
    done = subprocess.run(
        [sys.executable, "-c", ON_RAY, str(source), str(folder), model, str(count)],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return float(done.stdout.split()[-1])


def estimate(count: int, models: list[str], price: float, cores: int) -> list[str]:
    """Return the lines of a Markdown section."""
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "documents.jsonl"
        characters = write_documents(source, count)
        for model in models:
            first = in_memory(source, model, count).by_cpu
            with_ray = on_ray(source, folder / model, model, count)
            alone = (first + in_memory(source, model, count).by_cpu) / 2
            hours = WANTED / with_ray / 3600
            rows.append(
                f"| `{model}` | {alone:,.0f} | {with_ray:,.0f} | {100 * with_ray / alone:.0f} %"
                f" | {hours:,.1f} | {hours / cores:.2f} | {hours * price:,.2f} |"
            )
            print(rows[-1], flush=True)
    return [
        "",
        f"{WANTED:,} documents of {characters / count:.0f} characters, {cores} cores, {price:g} for a core"
        f" hour; measured on {count:,} documents, machine load {os.getloadavg()[1]:.1f}:",
        "",
        "| pipeline | documents a second of CPU, in memory | with Ray | ratio | core hours"
        f" | hours on {cores} cores | price |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        *rows,
        "",
        "Core hours are documents / (documents a second of CPU with Ray) / 3600. With Ray all of its"
        " processes are counted, and the writing of the output; what starting costs is not. Cores that wait"
        " for input and a file system that is slower than the cores come on top; documents of another length"
        " cost in proportion.",
        "",
        f"Python {platform.python_version()}, {platform.machine()}. Made by"
        " `python benchmarks/cluster.py --write`; `--price` and `--cores` take others.",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("-n", "--documents", type=int, default=2_000, help="documents to measure on")
    parser.add_argument("--models", nargs="+", default=["rules", "compact"])
    parser.add_argument("--price", type=float, default=0.04, help="of a core hour, in any currency")
    parser.add_argument("--cores", type=int, default=64)
    parser.add_argument("--write", action="store_true", help="write the table into docs/benchmarks.md")
    args = parser.parse_args()
    lines = estimate(args.documents, args.models, args.price, args.cores)
    print("\n".join(lines))
    if args.write:
        write_section(HEADING, "\n".join(lines))


if __name__ == "__main__":
    main()
