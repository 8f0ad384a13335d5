"""Fuzz the readers: tools/fuzz.py --minutes 60

Each target is tried in turn in a process of its own, for some seconds, over and over until the time is up.
What was found and how much was tried is kept in a folder, from which a later call goes on.

    fuzz.py --minutes 60                  all targets, by mutation
    fuzz.py --minutes 60 --guided         guided by coverage (pip install atheris)
    fuzz.py --only brat --minutes 5       one target
    fuzz.py --again                       try every kept fault again
    fuzz.py --table                       print what was done so far

The exit status is 1 if a fault was found.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

SECONDS: Final = 30
"""One turn of a target with a share of 1."""
SECONDS_GUIDED: Final = 90
"""The same where coverage guides: a process takes some ten seconds to be instrumented."""
MEMORY: Final = 12 << 30
"""Bytes of address space of a process."""
TOOL: Final = Path(__file__).resolve()
_REACHED: Final = re.compile(rb"\b(INITED|pulse|NEW|REDUCE|RELOAD|DONE) +cov: (\d+) ft: (\d+)")
"""What libFuzzer tells of edges and features."""


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=0)
    parser.add_argument("--work", type=Path, default=Path("out/fuzz"), help="folder of inputs and faults")
    parser.add_argument("--only", action="append", help="name of a target")
    parser.add_argument("--guided", action="store_true", help="choose inputs by coverage, with atheris")
    parser.add_argument("--again", action="store_true", help="try the kept faults again")
    parser.add_argument("--table", action="store_true", help="print what was done so far")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--seconds", type=float, default=SECONDS, help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--scratch", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        return child(args)
    args.work.mkdir(parents=True, exist_ok=True)
    done = Done(args.work)
    if args.minutes:
        fuzz(args, done)
    if args.again:
        again(args.work)
    print(done.table())
    return 1 if done.faults() else 0


class Done:
    """What was done in all runs in a folder.

    Args:
        work: the folder.
    """

    def __init__(self, work: Path) -> None:
        self._path = work / "done.json"
        self.turns: dict[str, dict[str, Any]] = {}
        if self._path.is_file():
            self.turns = json.loads(self._path.read_text(encoding="utf-8"))

    def add(self, name: str, tally: dict[str, Any], seconds: float, died: str) -> None:
        """Add one turn of a target."""
        turn = self.turns.setdefault(
            name, {"turns": 0, "executions": 0, "seconds": 0, "kept": 0, "slowest": [0, 0], "faults": {}}
        )
        turn["turns"] += 1
        turn["seconds"] = round(turn["seconds"] + seconds)
        turn["executions"] += tally.get("executions", 0)
        turn["kept"] += tally.get("kept", 0)
        turn["slowest"] = max(turn["slowest"], tally.get("slowest", [0, 0]))
        if reached := tally.get("reached"):
            first, edges, features = turn.get("reached", reached)
            turn["reached"] = [first, max(edges, reached[1]), max(features, reached[2])]
        turn["faults"] |= tally.get("faults", {})
        if died:
            turn["faults"][died] = "the process died"
        self._path.write_text(json.dumps(self.turns, indent=1, ensure_ascii=False), encoding="utf-8")

    def faults(self) -> int:
        """How many faults were found."""
        return sum(len(turn["faults"]) for turn in self.turns.values())

    def table(self) -> str:
        """What was done, as a table in Markdown, and the faults below it."""
        rows = [
            "| target | inputs | kept | minutes | slowest, s | edges: seeds | at last | features | faults |",
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        ]
        total = [0, 0, 0, 0]
        for name, turn in self.turns.items():
            values = (turn["executions"], turn["kept"], turn["seconds"], len(turn["faults"]))
            total = [a + b for a, b in zip(total, values, strict=True)]
            slowest = f"{turn['slowest'][0]:.2f}"
            reached = turn.get("reached", ("", "", ""))
            rows.append(_row(name, *values[:3], slowest=slowest, reached=reached, faults=values[3]))
        rows.append(_row("all", *total[:3], slowest="", reached=("", "", ""), faults=total[3]))
        for name, turn in self.turns.items():
            rows += [f"{name}: {place}: {said}" for place, said in turn["faults"].items()]
        return "\n".join(rows)


def _row(
    name: str,
    tried: int,
    kept: int,
    seconds: float,
    *,
    slowest: str,
    reached: Sequence[object],
    faults: int,
) -> str:
    cells = (name, f"{tried:,}", f"{kept:,}", f"{seconds / 60:.1f}", slowest, *reached, faults)
    return "| " + " | ".join(map(str, cells)) + " |"


def fuzz(args: argparse.Namespace, done: Done) -> None:
    from fuzzing.targets import TARGETS  # noqa: PLC0415  (loads every reader)

    targets = [TARGETS[name] for name in args.only or TARGETS]
    end = time.monotonic() + args.minutes * 60
    # A short run gives each target its part; a long one goes round and round, so that it can be stopped.
    longest = SECONDS_GUIDED if args.guided else SECONDS
    unit = min(longest, args.minutes * 60 / sum(target.share for target in targets))
    while time.monotonic() < end - 1:
        for target in sorted(targets, key=lambda t: done.turns.get(t.name, {}).get("seconds", 0) / t.share):
            left = end - time.monotonic()
            if left <= 1:
                break
            seconds = min(left, unit * target.share)
            died, tally = turn(args, target.name, seconds, done.turns.get(target.name, {}).get("turns", 0))
            done.add(target.name, tally, seconds, died)
            tried, faults = tally.get("executions", 0), len(tally.get("faults", {}))
            print(f"{target.name}: {tried:,} inputs, {faults} faults {died}", flush=True)


def turn(args: argparse.Namespace, name: str, seconds: float, number: int) -> tuple[str, dict[str, Any]]:
    """Run one target in a process of its own; return how it died, if it did, and what it did."""
    with TemporaryDirectory(prefix="fuzz-") as scratch:
        command = [
            sys.executable,
            str(TOOL),
            "--child",
            name,
            "--seconds",
            str(seconds),
            "--work",
            str(args.work),
        ]
        command += ["--seed", str(number), "--scratch", scratch, *(["--guided"] if args.guided else [])]
        environment = os.environ | {"PYTHONFAULTHANDLER": "1", "TQDM_DISABLE": "1", "OMP_NUM_THREADS": "1"}
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        try:
            _, said = process.communicate(timeout=seconds + 300)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGABRT)
            _, said = process.communicate()
        except BaseException:
            process.kill()
            raise
        tally = Path(scratch) / "tally.json"
        found = json.loads(tally.read_text(encoding="ascii")) if tally.is_file() else {}
        if steps := _REACHED.findall(said):
            found["reached"] = [int(steps[0][1]), *(int(number) for number in steps[-1][1:])]
        if process.returncode == 0:
            return "", found
        return _keep_death(args.work, name, Path(scratch), process.returncode, said), found


def _keep_death(work: Path, name: str, scratch: Path, status: int, said: bytes) -> str:
    """Keep the input that a process died of, and what it said."""
    folder = work / "faults" / name.replace(": ", "-").replace(" ", "-").replace("'", "")
    folder.mkdir(parents=True, exist_ok=True)
    count = len(list(folder.glob("died-*.txt")))
    path = folder / f"died-{count}.bin"
    if (scratch / "current.bin").is_file():
        path.write_bytes((scratch / "current.bin").read_bytes())
    path.with_suffix(".txt").write_bytes(said[-20_000:])
    return f"died with {status}, see {path}"


def child(args: argparse.Namespace) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with _instrumented() if args.guided else nullcontext():
        from fuzzing import loop  # noqa: PLC0415
        from fuzzing.targets import TARGETS  # noqa: PLC0415  (loads every reader)

        trial = loop.Trial(TARGETS[args.child], args.work, args.scratch)
        trial.begin()  # what the package imports only when it is needed is instrumented too
        run = loop.run_guided if args.guided else loop.run
        run(
            trial, args.seconds, args.seed, lambda tally: loop.write_tally(args.scratch / "tally.json", tally)
        )
    return 0


def _instrumented() -> AbstractContextManager[object]:
    """What is imported of the package tells which of its lines are reached."""
    import atheris  # noqa: PLC0415  (optional)

    entered: AbstractContextManager[object] = atheris.instrument_imports(
        include=["vnpolice_ie"], enable_loader_override=False
    )
    return entered


def again(work: Path) -> None:
    """Try every kept fault again, and forget those that are mended."""
    from fuzzing import loop  # noqa: PLC0415
    from fuzzing.targets import TARGETS  # noqa: PLC0415

    for target in TARGETS.values():
        faults = sorted((work / "faults" / loop.folder_name(target)).glob("*.bin"))
        if not faults:
            continue
        with TemporaryDirectory(prefix="fuzz-") as scratch:
            trial = loop.Trial(target, work, Path(scratch))
            for path in faults:
                before = len(trial.tally.faults)
                trial.one(path.read_bytes())
                mended = len(trial.tally.faults) == before
                print(f"{path}: {'mended' if mended else list(trial.tally.faults)[-1]}")


if __name__ == "__main__":
    sys.exit(main())
