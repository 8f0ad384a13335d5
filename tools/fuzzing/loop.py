"""One target, tried over and over: by mutation alone, or guided by coverage with atheris.

Inputs with a new outcome are kept; so are inputs that break something, one for each place where it breaks.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any, Final

from fuzzing.invariants import Broken, without_values
from fuzzing.mutations import mutate
from fuzzing.targets import Target

SLOW: Final = (2.0, 0.0005)
"""Seconds of computing that an input may take: at least, and for each byte."""
LONGEST_GUIDED: Final = 6_000
"""Bytes of an input that coverage guides to, where the seeds are shorter: many short ones tell more than few long ones."""
KEPT: Final = 2_000
"""Inputs of a target that are kept."""
CURRENT: Final = "current.bin"
"""The input that is being tried: what is left where the process dies."""


class TooSlowError(Exception):
    """An input takes longer than it may."""


@dataclass(slots=True)
class Tally:
    """What a run of one target has done.

    Attributes:
        executions: inputs tried.
        kept: inputs that are kept, as they had a new outcome.
        faults: faults found, by the place where they break.
        slowest: seconds of the slowest input, and its bytes.
    """

    executions: int = 0
    kept: int = 0
    faults: dict[str, str] = field(default_factory=dict)
    slowest: tuple[float, int] = (0.0, 0)


class Trial:
    """Tries inputs of one target.

    Args:
        target: the target.
        work: the folder of inputs and faults of all targets.
        scratch: an empty folder.
    """

    def __init__(self, target: Target, work: Path, scratch: Path) -> None:
        self.target = target
        self.tally = Tally()
        self.inputs = target.seeds()
        assert self.inputs, f"{target.name} has no seeds"
        self._seen: set[str] = set()
        name = folder_name(target)
        self._kept, self._faults = work / "inputs" / name, work / "faults" / name
        self._kept.mkdir(parents=True, exist_ok=True)
        self.scratch = scratch
        self._current = scratch / CURRENT
        (scratch / "files").mkdir(parents=True)
        self._attempt: Callable[[bytes], str] = target.open(scratch / "files")

    def begin(self) -> None:
        """Try the seeds, which must be sound, and what was kept of earlier runs."""
        kept = [path.read_bytes() for path in sorted(self._kept.iterdir())[:KEPT]]
        for data in (*self.inputs, *kept):
            self.one(data)
        self.inputs += kept
        self.tally.executions = 0

    def corpus(self) -> Path:
        """The folder of what libFuzzer keeps, with the inputs so far."""
        folder = self._kept.parent / f"{self._kept.name}-guided"
        folder.mkdir(exist_ok=True)
        for data in self.inputs:
            (folder / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
        return folder

    def one(self, data: bytes) -> None:
        """Try one input, and keep it if what comes of it is new."""
        self._current.write_bytes(data)
        start = time.process_time()
        try:
            with _limited((SLOW[0] + SLOW[1] * len(data)) * self.target.patience):
                outcome = self._attempt(data)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # whatever it is, it should not have come
            self._fault(data, error)
            outcome = ""
        spent = time.process_time() - start
        self.tally.executions += 1
        self.tally.slowest = max(self.tally.slowest, (round(spent, 3), len(data)))
        if outcome and outcome not in self._seen:
            self._seen.add(outcome)
            if self.tally.executions > 1 and len(self.inputs) < KEPT:
                self._keep(data)

    def _keep(self, data: bytes) -> None:
        path = self._kept / f"{hashlib.sha256(data).hexdigest()[:16]}.bin"
        if not path.exists():
            path.write_bytes(data)
            self.inputs.append(data)
            self.tally.kept += 1

    def _fault(self, data: bytes, error: BaseException) -> None:
        place = _place(error)
        if place in self.tally.faults:
            return
        self.tally.faults[place] = f"{type(error).__name__}: {error}"[:300]
        self._faults.mkdir(parents=True, exist_ok=True)
        path = self._faults / f"{hashlib.sha256(place.encode()).hexdigest()[:12]}.bin"
        if not path.exists() or path.stat().st_size > len(data):
            path.write_bytes(data)
            words = "".join(traceback.format_exception(error))
            path.with_suffix(".txt").write_text(words, encoding="utf-8", errors="backslashreplace")


def folder_name(target: Target) -> str:
    """The name of a target's folder."""
    return target.name.replace(": ", "-").replace(" ", "-").replace("'", "")


def run(trial: Trial, seconds: float, seed: int, report: Callable[[Tally], None]) -> None:
    """Mutate the inputs of a target for some seconds.

    Args:
        trial: the target, begun.
        seconds: how long.
        seed: of the random numbers.
        report: called now and then with what was done.
    """
    random = Random(seed)
    end = time.monotonic() + seconds
    told = 0.0
    while (now := time.monotonic()) < end:
        data = random.choice(trial.inputs)
        trial.one(mutate(data, trial.target.form, random, trial.inputs))
        if now - told > 2:
            report(trial.tally)
            told = now
    report(trial.tally)


def run_guided(trial: Trial, seconds: float, seed: int, report: Callable[[Tally], None]) -> None:
    """Let atheris choose what to mutate by the lines of code that an input reaches; does not return.

    The arguments are those of `run`. The package has to be imported under `atheris.instrument_imports`. What
    libFuzzer reaches it tells on the standard error.
    """
    import atheris  # noqa: PLC0415  (optional)

    told = [0.0]

    def one(data: bytes) -> None:
        trial.one(data)
        if time.monotonic() - told[0] > 2:
            report(trial.tally)
            told[0] = time.monotonic()

    def change(data: bytes, most: int, number: int) -> bytes:
        random = Random(number)
        if random.random() < 0.3:
            mutated: bytes = atheris.Mutate(data, most)
            return mutated
        return mutate(data, trial.target.form, random, trial.inputs)[:most]

    corpus = trial.corpus()
    most = max(LONGEST_GUIDED, *(2 * len(data) for data in trial.inputs))
    options = (
        f"-max_total_time={seconds:.0f}",
        f"-seed={seed + 1}",
        f"-max_len={most}",
        "-timeout=300",
        "-rss_limit_mb=0",
        f"-artifact_prefix={trial.scratch}/",
    )
    atheris.Setup([sys.argv[0], str(corpus), *options], one, custom_mutator=change)
    atheris.Fuzz()


def write_tally(path: Path, tally: Tally) -> None:
    """Write what was done."""
    part = path.with_suffix(".part")
    part.write_text(json.dumps(asdict(tally), ensure_ascii=True), encoding="ascii")
    part.replace(path)


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Raise TooSlowError after so many seconds of computing."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise TooSlowError(f"more than {seconds:.1f} s")

    before: Any = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _place(error: BaseException) -> str:
    """Where an error comes from: its kind and the innermost lines of the package."""
    frames = [
        f for f in traceback.extract_tb(error.__traceback__) if f"{os.sep}vnpolice_ie{os.sep}" in f.filename
    ]
    inner = " < ".join(f"{Path(f.filename).name}:{f.name}:{f.lineno}" for f in reversed(frames[-2:]))
    words = without_values(str(error))[-60:] if isinstance(error, Broken) else ""
    return (
        f"{type(error).__name__} {words} {inner}"
        if not isinstance(error, TooSlowError)
        else f"TooSlow {inner}"
    )
