"""Tell patterns whose time grows faster than their text: tools/patterns.py

Every pattern that the package compiles, when it is imported and when it reads the examples, is tried on
strings made of its own parts, over and over, and must take linear time. Those that the code only matches at a
given place are not searched for. The exit status is 1 where one takes longer.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import math
import pkgutil
import re
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from random import Random
from types import FrameType, MappingProxyType
from typing import Any, Final, NamedTuple

from fuzzing.pumps import Pump, pumps

ROOT: Final = Path(__file__).resolve().parents[1]
SIZES: Final = (500, 4_000)
"""Characters of the strings: eight times as many may take eight times as long."""
MOST: Final = 24
"""How many times as long they may take; a quadratic pattern takes sixty-four times as long."""
SURE: Final = 0.004
"""Seconds below which the clock says little."""
IN_SHORT: Final[Mapping[str, int]] = MappingProxyType({"title_gaps.py": 120, "issue.py": 200})
"""Files whose patterns only see so many characters, cut out of a text."""
SHORT: Final = 0.02
"""Seconds that such a pattern may take for them."""
AGAIN: Final = 5
"""How often one that took too long is tried again."""
ENDLESS: Final = 0.5
"""Seconds after which a pattern is taken to be worse than that."""

Use = Callable[[re.Pattern[str], str], object]
USES: Final[dict[str, Use]] = {
    "match": lambda pattern, text: pattern.match(text),
    "search": lambda pattern, text: sum(1 for _ in pattern.finditer(text)),
}


class Found(NamedTuple):
    """A pattern and the file that compiled it."""

    pattern: re.Pattern[str]
    file: str


class Slow(NamedTuple):
    """A pattern that takes too long."""

    found: Found
    use: str
    pump: Pump
    growth: float

    def __str__(self) -> str:
        words = self.found.pattern.pattern
        return (
            f"{self.found.file}: {self.use}: {self.growth:.0f} times as long on {self.pump!r:.200}: "
            f"{words if len(words) <= 200 else words[:200] + '…'!r}"
        )


class _EndlessError(Exception):
    pass


def collect() -> list[Found]:
    """Import the package and read the examples; return the patterns that were compiled on the way."""
    assert "vnpolice_ie" not in sys.modules, "the package was imported before its patterns could be seen"
    found: dict[tuple[str, int], Found] = {}
    compile_one = re.compile

    def note(pattern: Any, flags: Any = 0) -> Any:
        made = compile_one(pattern, flags)
        frame = inspect.currentframe()
        caller = frame.f_back.f_code.co_filename if frame is not None and frame.f_back is not None else ""
        if "vnpolice_ie" in caller and isinstance(made.pattern, str):
            found.setdefault((made.pattern, made.flags), Found(made, Path(caller).name))
        return made

    re.compile = note
    try:
        _use_the_package()
    finally:
        re.compile = compile_one
    return list(found.values())


def _use_the_package() -> None:
    import vnpolice_ie as vie  # noqa: PLC0415

    for module in pkgutil.walk_packages(vie.__path__, "vnpolice_ie."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    nlp = vie.load()
    for path in sorted((ROOT / "examples").glob("*.txt")):
        nlp(path.read_text(encoding="utf-8"), date="2021-10-09")


def uses_of(found: Found) -> dict[str, Use]:
    """How the code uses a pattern: where it is kept under a name and only matched, it is not searched for."""
    methods: set[str] = set()
    for module in [m for name, m in sys.modules.items() if name.startswith("vnpolice_ie")]:
        names = [name for name, value in vars(module).items() if value is found.pattern]
        for name in names:
            methods.update(_methods(module, name))
    only_matched = methods and methods <= {"match", "fullmatch"}
    return {"match": USES["match"]} if only_matched else USES


def _methods(module: Any, name: str) -> list[str]:
    source = Path(module.__file__).read_text(encoding="utf-8")
    return re.findall(rf"\b{name}\.(\w+)", source)


def slow(found: Found, uses: dict[str, Use], random: Random) -> Slow | None:
    """Return how a pattern takes too long, if it does."""
    size = IN_SHORT.get(found.file)
    for pump in pumps(found.pattern, random):
        for name, use in uses.items():
            tried = partial(use, found.pattern)
            growth = _growth(tried, pump, size)
            if growth > MOST:  # again: other work on the machine disturbs a clock of milliseconds
                growth = min(_growth(tried, pump, size) for _ in range(AGAIN))
            if growth > MOST:
                return Slow(found, name, pump, growth)
    return None


def _growth(use: Callable[[str], object], pump: Pump, size: int | None) -> float:
    """How many times as long the longer string takes; infinite where it does not end.

    With a size, the pattern only sees strings that short: `MOST` stands for `SHORT` seconds.
    """
    if size is not None:
        return MOST / SHORT * min(_seconds(use, pump.text(size)) for _ in range(2))
    short, long = (pump.text(size) for size in SIZES)
    try:
        with _limited(ENDLESS):
            last = _seconds(use, long)
            if last < SURE:
                return 0.0
            # Of a string that ends a match at once, the time says nothing of the others.
            first = max(min(_seconds(use, short) for _ in range(3)), SURE / MOST)
            return min(last, _seconds(use, long)) / first
    except _EndlessError:
        return math.inf


def _seconds(use: Callable[[str], object], text: str) -> float:
    start = time.process_time()
    use(text)
    return time.process_time() - start


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise _EndlessError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def main() -> int:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--seed", type=int, default=0, help="of the strings that are made")
    args = arguments.parse_args()
    found = collect()
    wrong = 0
    for one in found:
        fault = slow(one, uses_of(one), Random(args.seed))
        if fault is not None:
            wrong += 1
            print(fault)
    print(f"{len(found)} patterns, {wrong} of them too slow")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
