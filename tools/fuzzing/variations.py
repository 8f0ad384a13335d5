"""Readings that stay sound while their words, names, numbers and dates are others: what gets past every check of form."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from random import Random
from typing import Any, Final

from fuzzing.pieces import HORRORS, SIGNS, WORDS

Record = dict[str, Any]
_CELLS: Final = (
    "=1+1",
    "@SUM(A1)",
    "+84",
    "-5",
    "\t=1",
    "'; DROP TABLE texts; --",
    "%",
    "_",
    "<script>",
    "]]>",
    "${x}",
    "{{x}}",
)
_DATES: Final = (
    "2021",
    "2021-10",
    "2021-10-08",
    "--10-08",
    "2013/2018",
    "0001-01-01",
    "9999-12-31",
    "---05",
    None,
)


def varied(records: Sequence[Record], random: Random, count: int) -> Iterator[Record]:
    """Yield documents, each with some words changed; ids come twice now and then."""
    for number in range(count):
        record = deepcopy(random.choice(records))
        for _ in range(random.choice((0, 1, 2, 5))):
            random.choice(_CHANGES)(record, random)
        record["id"] = f"{_words(random)}{number if random.random() < 0.95 else ''}"
        yield record


def dump(record: Record) -> bytes:
    """A line of JSON."""
    return json.dumps(record).encode("ascii") + b"\n"


def _words(random: Random) -> str:
    kind = random.choice((WORDS, WORDS, HORRORS, SIGNS, _CELLS))
    return random.choice(("", " ")).join(random.choice(kind) for _ in range(random.choice((1, 1, 2, 3))))


def _mention(record: Record, random: Random) -> None:
    """A mention in which no other stands has other words; what stands behind it moves."""
    inner = [
        e
        for e in record["entities"]
        if not any(
            e is not o and e["start"] <= o["start"] and o["end"] <= e["end"] for o in record["entities"]
        )
    ]
    if not inner:
        return
    chosen = random.choice(inner)
    start, end, new = chosen["start"], chosen["end"], _words(random).strip() or "a"
    text = record["text"][:start] + new + record["text"][end:]
    longer = len(new) - (end - start)
    for entity in record["entities"]:
        if entity["start"] >= end:
            entity["start"] += longer
        if entity["end"] >= end:
            entity["end"] += longer
        entity["text"] = text[entity["start"] : entity["end"]]
    record["text"] = text


def _person(record: Record, random: Random) -> None:
    if record["people"]:
        person = random.choice(record["people"])
        person["name"] = random.choice(
            (_words(random), "Phan Văn Hiệu", "Võ Hoàng Sang", person["name"].upper())
        )
        person["rank"] = random.choice(("Đại tá", None, _words(random)))
        person["positions"] = [_words(random) for _ in range(random.randrange(3))]


def _reference(record: Record, random: Random) -> None:
    if record["references"]:
        reference = random.choice(record["references"])
        name = random.choice(("key", "type", "number", "symbol", "issuer", "title", "term"))
        reference[name] = random.choice((_words(random), "48-CT/TW", reference["key"]))
        reference["date"] = random.choice(_DATES)


def _date(record: Record, random: Random) -> None:
    record["date"] = random.choice(("2021-10-09", "1930-02-03", "9999-12-31"))
    dates = [e for e in record["entities"] if e["label"] == "DATE"]
    if dates:
        random.choice(dates)["normalized"] = random.choice(_DATES)


def _event(record: Record, random: Random) -> None:
    """An event has other parties of the same kinds."""
    label_of = {e["id"]: e["label"] for e in record["entities"]}
    for event in record["events"]:
        for argument in event["arguments"]:
            same = [name for name, label in label_of.items() if label == label_of[argument["entity"]]]
            argument["entity"] = random.choice(same)
        random.shuffle(event["arguments"])


def _gone(record: Record, random: Random) -> None:
    record[random.choice(("relations", "events", "references", "people"))] = []


_CHANGES: Final[tuple[Callable[[Record, Random], None], ...]] = (
    _mention, _mention, _person, _reference, _date, _event, _gone,
)  # fmt: skip
