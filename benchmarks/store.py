"""Measure a collection: how fast documents are loaded and merged, and how long questions take.

    python benchmarks/store.py [--documents 100000] [--folder DIR] [--write]

Some hundred generated documents are read by rules; the others are these with other ids, dates, given
names and numbers of documents, all of the same length, so that offsets stay right. CPU time is told beside
the time on the clock, since other work on the machine (its load before) stretches the latter.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from page import write_section

import vnpolice_ie as vie
from vnpolice_ie.generator import generate
from vnpolice_ie.store.collection import Collection

HEADING = "## Collections"
BASE = 300
ASKED = 40


def base_lines() -> list[str]:
    """Generated documents, read by rules, as lines of the output format."""
    nlp = vie.load("rules")
    made = ({"id": d.id, "text": d.text, "date": d.date} for d in generate(BASE, seed=7))
    return [json.dumps(doc.to_dict(), ensure_ascii=False) for doc in nlp.pipe(made)]


def varied(count: int) -> Iterator[str]:
    """As many lines as wanted: the same documents with other names, numbers, dates and ids."""
    lines = base_lines()
    records = [json.loads(line) for line in lines]
    given = [_safe({p["name"].split()[-1] for p in r["people"] if " " in p["name"]}, r) for r in records]
    numbers = [_safe({x["number"] for x in r["references"] if x["number"]}, r) for r in records]
    names: dict[int, list[str]] = defaultdict(list)
    for name in sorted({name for found in given for name in found}):
        names[len(name)].append(name)
    chance = random.Random(11)
    for number in range(count):
        at = number % len(lines)
        line = lines[at]
        swap = {name: chance.choice(names[len(name)]) for name in given[at]}
        swap |= {
            n: str(chance.randrange(10 ** (len(n) - 1), 10 ** len(n))) for n in numbers[at] if n.isdigit()
        }
        if swap:
            line = re.sub(_word("|".join(map(re.escape, swap))), lambda m, s=swap: s[m[0]], line)  # type: ignore[misc]
        line = line.replace(f'{{"id": "{records[at]["id"]}"', f'{{"id": "report-{number}"', 1)
        head, date, tail = line.rpartition('"date": "')
        day = records[at].get("date")
        rest = f'{day[4:]}"}}' if day else tail[4:]  # the day of a text may hold a number that was swapped
        yield f"{head}{date}{chance.randrange(2008, 2025)}{rest}" if date and tail[:4].isdigit() else line


def _word(pattern: str) -> str:
    # A number after `": ` is an offset; the line ends of the text are `\\n` in JSON.
    return rf'(?:(?<!\w)(?<!": )|(?<=\\[nrt]))(?:{pattern})(?!\w)'


def _safe(words: set[str], record: dict[str, Any]) -> list[str]:
    """Those of the words that stand alone in the text wherever they do in a mention."""

    def at(word: str, text: str) -> set[int]:
        return {m.start() for m in re.finditer(_word(re.escape(word)), text)}

    def is_safe(word: str) -> bool:
        everywhere = at(word, record["text"])
        return all(
            {e["start"] + i for i in at(word, e["text"])}
            == {i for i in everywhere if e["start"] <= i < e["end"]}
            for e in record["entities"]
        )

    return sorted(filter(is_safe, words))


def questions(collection: Collection) -> dict[str, list[Callable[[], object]]]:
    """Questions with values that the collection has."""
    chance = random.Random(3)

    def values(query: str) -> list[tuple[object, ...]]:
        rows = list(zip(*(c.to_pylist() for c in collection.sql(query).columns), strict=True))
        return [chance.choice(rows) for _ in range(ASKED)]

    tails = values(
        "SELECT DISTINCT to_key FROM document_relations WHERE relation = 'IMPLEMENTS' ORDER BY 1 LIMIT 5000"
    )
    posts = values(
        "SELECT DISTINCT post, unit FROM posts_held WHERE unit IS NOT NULL ORDER BY ALL LIMIT 5000"
    )
    units = values(
        "SELECT DISTINCT unit, first_year FROM unit_events WHERE NOT is_open ORDER BY ALL LIMIT 5000"
    )
    persons = values("SELECT person_id FROM persons WHERE text_count > 1 ORDER BY 1 LIMIT 5000")
    keys = values("SELECT DISTINCT key FROM legal_documents ORDER BY 1 LIMIT 5000")
    texts = values("SELECT text_id FROM texts ORDER BY 1 LIMIT 5000")
    ask = collection
    return {
        "which documents carry out X": [lambda x=x: ask.relations_to(x) for (x,) in tails],  # type: ignore[misc]
        "who held post P of unit U": [lambda p=p, u=u: ask.holders(p, u) for p, u in posts],  # type: ignore[misc]
        "what did unit U do in year Y": [lambda u=u, y=y: ask.unit_events(u, y) for u, y in units],  # type: ignore[misc]
        "career of a person": [lambda p=p: ask.career(p) for (p,) in persons],  # type: ignore[misc]
        "who cites X": [lambda k=k: ask.citations(k) for (k,) in keys],  # type: ignore[misc]
        "what does a text cite": [lambda t=t: ask.cited_in(t) for (t,) in texts],  # type: ignore[misc]
    }


def measure(count: int, folder: Path) -> list[str]:
    """Return the lines of a Markdown section."""
    source, target = folder / f"{count}.jsonl", folder / "store.duckdb"
    if not source.exists():
        with source.open("w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in varied(count))
    load = os.getloadavg()[0]
    marks: list[tuple[float, float]] = []

    def mark() -> None:
        marks.append((time.perf_counter(), time.process_time()))

    with Collection(target) as collection:
        mark()
        report = collection.load(source, merged=mark)
        mark()
        again = time.perf_counter()
        unchanged = collection.load(source).unchanged
        again = time.perf_counter() - again
        print(report, unchanged, flush=True)
    (start, cpu0), (loaded, cpu1), (merged, cpu2) = marks
    counts = f"{source.stat().st_size / 1e6:,.0f} MB in, {target.stat().st_size / 1e6:,.0f} MB stored"
    lines = [
        f"{count:,} documents ({counts}), machine load {load:.1f} before:",
        "",
        "| | seconds | of them CPU | documents a second | a second of CPU |",
        "| --- |" + " ---: |" * 4,
    ]
    for name, seconds, cpu in (
        ("load", loaded - start, cpu1 - cpu0),
        ("merge", merged - loaded, cpu2 - cpu1),
        ("both", merged - start, cpu2 - cpu0),
    ):
        lines.append(f"| {name} | {seconds:.1f} | {cpu:.1f} | {count / seconds:,.0f} | {count / cpu:,.0f} |")
    lines.append(f"| load again, nothing changed | {again:.1f} | | {count / again:,.0f} | |")
    lines += ["", "| question | median, ms | 95 % below, ms | answers, median |", "| --- |" + " ---: |" * 3]
    with Collection(target, read_only=True) as collection:
        for question, calls in questions(collection).items():
            calls[0]()
            times, sizes = [], []
            for call in calls:
                begin = time.perf_counter()
                answer = call()
                times.append(1000 * (time.perf_counter() - begin))
                sizes.append(len(answer))  # type: ignore[arg-type]
            middle, slow = statistics.median(times), sorted(times)[int(0.95 * len(times))]
            lines.append(f"| {question} | {middle:.0f} | {slow:.0f} | {statistics.median(sizes):.0f} |")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument(
        "--folder", type=Path, help="where the files are kept; by default they are thrown away"
    )
    parser.add_argument("--write", action="store_true", help="write the tables into docs/benchmarks.md")
    args = parser.parse_args()
    folder = args.folder or Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "store.duckdb").unlink(missing_ok=True)
    lines = measure(args.documents, folder)
    if args.folder is None:
        shutil.rmtree(folder)
    print("\n".join(lines))
    if args.write:
        made_by = "Made by `python benchmarks/store.py --write`."
        write_section(HEADING, "\n".join([*lines, "", made_by]))


if __name__ == "__main__":
    main()
