"""Words that carry no mark: subjects, goods, places of everyday, numbers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from random import Random

_FILE = "data/words.txt"


@cache
def word_lists() -> dict[str, tuple[str, ...]]:
    """The lists of words.txt by their names: a line `= name`, then one entry a line."""
    lists: dict[str, list[str]] = {}
    current: list[str] = []
    text = resources.files(__package__).joinpath(_FILE).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("= "):
            current = lists.setdefault(line[2:].strip(), [])
        elif line.strip() and not line.startswith("#"):
            current.append(line.strip())
    return {name: tuple(words) for name, words in lists.items()}


@cache
def word_names() -> frozenset[str]:
    """Names of the lists, without their themes."""
    return frozenset(name.partition(":")[0] for name in word_lists())


def say_number(rng: Random, kind: str, form: str | None, facts: Mapping[str, str]) -> str:
    """A number in figures; the form gives its range, as `5-40`."""
    low, high = _range(form)
    value = rng.randint(low, high)
    if kind == "money":
        return rng.choice(
            [
                f"{value} triệu đồng",
                f"{_grouped(value)}.000.000 đồng",
                f"{value} tỷ đồng",
                f"hơn {value} triệu đồng",
            ]
        )
    if kind == "pct":
        return f"{value},{rng.randint(1, 9)}%"
    if kind == "age":
        return f"{value} tuổi"
    if kind == "grams":
        return rng.choice([f"{value},{rng.randint(1, 9)} gam", f"{value} kg", f"{value}.000 viên"])
    if kind == "plate":
        return f"{rng.randint(11, 99)}{rng.choice('ABCDH')}-{rng.randint(100, 999)}.{rng.randint(10, 99)}"
    return f"{value:02d}" if value < 10 and rng.random() < 0.3 else _grouped(value)


def _range(form: str | None) -> tuple[int, int]:
    if form is None:
        return 2, 60
    low, _, high = form.partition("-")
    return int(low), int(high or low)


def _grouped(value: int) -> str:
    return f"{value:,}".replace(",", ".")
