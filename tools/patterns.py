"""Tell patterns whose time grows faster than their text: tools/patterns.py

Every pattern that the package compiles, when it is imported and when it reads the examples, is tried on
strings made of its own parts, over and over, and must take linear time; what looks slow in its parse tree is
tried on longer ones. Those that the code only matches at a given place are not searched for. The exit status
is 1 where one takes longer.
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
from fuzzing.suspicions import suspicions

ROOT: Final = Path(__file__).resolve().parents[1]
SIZES: Final = (500, 4_000)
"""Characters of the strings: eight times as many may take eight times as long."""
SIZES_SUSPECTED: Final = (2_000, 16_000)
"""The same for what looks slow."""
MOST: Final = 24
"""How many times as long they may take; a quadratic pattern takes sixty-four times as long."""
SURE: Final = 0.004
"""Seconds below which the clock says little."""
IN_SHORT: Final[Mapping[str, int]] = MappingProxyType(
    {
        **{"title_gaps.py": 120, "issue.py": 200, "laws._BEFORE": 10, "numbered._DISTANT": 80},
        **{"tokens._BEFORE": 12, "document_types._LAST_WORD": 8},
    }
)
"""Files whose patterns, and patterns that, only see so many characters, cut out of a text."""
SHORT: Final = 0.05
"""Seconds that such a pattern may take for them: what is cubic takes a quarter of it, on a quiet machine."""
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
    methods = {method for module, name in _kept(found.pattern) for method in _methods(module, name)}
    only_matched = methods and methods <= {"match", "fullmatch"}
    return {"match": USES["match"]} if only_matched else USES


def _kept(pattern: re.Pattern[str]) -> list[tuple[Any, str]]:
    """The modules that keep a pattern, and its names there."""
    modules = [module for name, module in sys.modules.items() if name.startswith("vnpolice_ie")]
    return [(module, name) for module in modules for name, value in vars(module).items() if value is pattern]


def _methods(module: Any, name: str) -> list[str]:
    source = Path(module.__file__).read_text(encoding="utf-8")
    return re.findall(rf"\b{name}\.(\w+)", source)


def slow(found: Found, uses: dict[str, Use], random: Random) -> Slow | None:
    """Return how a pattern takes too long, if it does."""
    suspected = dict.fromkeys(suspicion.pump for suspicion in suspicions(found.pattern))
    tried = [(pump, SIZES_SUSPECTED) for pump in suspected]
    tried += [(pump, SIZES) for pump in pumps(found.pattern, random) if pump not in suspected]
    window = window_of(found)
    for pump, sizes in tried:
        texts = _texts(pump, sizes, window)
        for name, use in uses.items():
            one = partial(use, found.pattern)
            growth = _growth(one, texts)
            if growth > MOST:  # again: other work on the machine disturbs a clock of milliseconds
                growth = min(_growth(one, texts) for _ in range(AGAIN))
            if growth > MOST:
                return Slow(found, name, pump, growth)
    return None


def window_of(found: Found) -> int | None:
    """How many characters a pattern sees; None for whole texts."""
    names = [f"{module.__name__.rpartition('.')[2]}.{name}" for module, name in _kept(found.pattern)]
    return next((IN_SHORT[name] for name in (found.file, *names) if name in IN_SHORT), None)


def _texts(pump: Pump, sizes: tuple[int, int], window: int | None) -> tuple[str, ...]:
    """A short string and a long one; a single one for a pattern that sees no more."""
    return (pump.text(window),) if window else tuple(map(pump.text, sizes))


def _growth(use: Callable[[str], object], texts: tuple[str, ...]) -> float:
    """How many times as long the longer string takes; infinite where it does not end.

    Of a single string, `MOST` stands for `SHORT` seconds.
    """
    if len(texts) == 1:
        return MOST / SHORT * min(_seconds(use, texts[0]) for _ in range(2))
    short, long = texts
    times = max(1, len(long) // len(short))
    try:
        with _limited(ENDLESS):
            last = _seconds(use, long)
            if last < SURE:
                return 0.0
            # As often as makes the longer one: some clocks only count in parts of a millisecond.
            first = _seconds(lambda text: [use(text) for _ in range(times)], short) / times
            # Of a string that ends a match at once, the time says nothing of the others.
            return min(last, _seconds(use, long)) / max(first, SURE / MOST)
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
    arguments.add_argument("--list", action="store_true", help="print what looks slow, whether it is or not")
    args = arguments.parse_args()
    found = collect()
    if args.list:
        for one in found:
            for kind in dict.fromkeys(suspicion.kind for suspicion in suspicions(one.pattern)):
                print(f"{one.file}: {kind}: {one.pattern.pattern[:200]!r}")
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
