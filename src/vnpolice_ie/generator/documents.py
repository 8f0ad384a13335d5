"""Annotated documents by the hundred: kinds of documents, their parts, page furniture, corruption."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources
from random import Random
from typing import NamedTuple

from vnpolice_ie.errors import InputError, ResourceError
from vnpolice_ie.generator.cast import Cast
from vnpolice_ie.generator.composer import Composer
from vnpolice_ie.generator.corruption import corrupt
from vnpolice_ie.generator.template import Node, parse
from vnpolice_ie.generator.world import table
from vnpolice_ie.io.gold import GoldDocument
from vnpolice_ie.lexicon.loader import parse_table

SOURCE = "generated; persons and facts are invented"
COMMON = "common"


class Frame(NamedTuple):
    """A frame, and the sets that it belongs to: a document keeps to frames of one set and those of none."""

    nodes: tuple[Node, ...]
    sets: frozenset[str]


@cache
def frames(kind: str) -> dict[str, tuple[Frame, ...]]:
    """The frames of a kind of documents by the part that they are for.

    Raises:
        ResourceError: a frame is not understood.
    """
    file = resources.files(__package__).joinpath("data", "frames", f"{kind}.tsv")
    where = f"generator/data/frames/{kind}.tsv"
    found: dict[str, list[Frame]] = {}
    for row in parse_table(file.read_text(encoding="utf-8"), where):
        nodes = parse(row["frame"], f"{where}: {row['frame'][:60]}")
        found.setdefault(row["part"], []).append(
            Frame(nodes, frozenset(filter(None, row.get("set", "").split("|"))))
        )
    return {part: tuple(those) for part, those in found.items()}


def kinds() -> tuple[str, ...]:
    """The kinds of documents that there are."""
    return tuple(row["kind"] for row in table("outlines"))


def generate(
    count: int, *, seed: int = 0, start: int = 0, kind: str | None = None, clean: bool = False
) -> Iterator[GoldDocument]:
    """Make annotated documents; document i of a seed is the same whatever else is made.

    Args:
        count: how many.
        seed: another seed gives other documents.
        start: number of the first one.
        kind: only documents of this kind (`kinds()`).
        clean: without corruption.

    Raises:
        InputError: there is no such kind, or a number is below zero.
    """
    if kind is not None and kind not in kinds():
        raise InputError(f"there is no kind {kind!r}", remedy=f"The kinds are {', '.join(kinds())}")
    if count < 0 or start < 0:
        raise InputError("a number of documents is not below zero", remedy="Give 0 or more")
    return (_document(number, seed, kind, clean) for number in range(start, start + count))


def _document(number: int, seed: int, kind: str | None, clean: bool) -> GoldDocument:
    rng = Random(f"{seed}:{number}")
    rows = table("outlines")
    row = rng.choices(rows, [float(r["weight"]) for r in rows])[0]
    if kind is not None:
        row = next(r for r in rows if r["kind"] == kind)
    cast = Cast(rng)
    composer = Composer(rng, cast)
    paragraphs = write_parts(composer, row["kind"], row["parts"].split())
    known = rng.random() < 0.5
    document = composer.finish(
        f"generated-{seed}-{number}", SOURCE, cast.world.today.isoformat() if known else None
    )
    return document if clean else corrupt(document, rng, headline=paragraphs)


def write_parts(composer: Composer, kind: str, parts: list[str], kept: frozenset[str] = frozenset()) -> bool:
    """Write the parts one after the other; tell whether the first line is a headline.

    Args:
        composer: where to.
        kind: the kind of document, which has the frames.
        parts: the parts, as in data/outlines.tsv.
        kept: the sets that its frames are of; empty where the first frame with a set decides.
    """
    rng, canvas = composer.rng, composer.canvas
    own, shared = frames(kind), frames(COMMON)
    used: set[int] = set()
    joint = rng.choices(["\n", " "], [7, 3])[0]
    in_one_line = rng.random() < 0.12
    official = "heading" in own
    headed = False
    if not official and rng.random() < 0.25:
        _furniture(composer, "top")
    for part in _drawn(rng, parts):
        options = own.get(part) or shared.get(part)
        if not options:
            raise ResourceError(
                f"no frame is for {part!r}", where=f"generator/data/frames/{kind}.tsv", remedy="Write one"
            )
        free = [f for f in options if id(f) not in used and (not f.sets or not kept or f.sets & kept)]
        if not free:
            continue
        frame = rng.choice(free)
        used.add(id(frame))
        kept = kept & frame.sets or kept or frame.sets
        if canvas.length and not canvas.text_ends("\n"):
            line = official or part in {"head", "close"} or headed or joint == "\n" or rng.random() < 0.3
            canvas.write(" " if in_one_line and not official else "\n" if line else joint)
        composer.write(frame.nodes)
        headed = part in {"head", "heading"}
        if headed and not official:
            canvas.write("" if not in_one_line else rng.choice(["", "."]))
    if not official and rng.random() < 0.25:
        canvas.write("\n")
        _furniture(composer, "bottom")
    return parts[0].startswith("head")


def _drawn(rng: Random, parts: list[str]) -> Iterator[str]:
    for part in parts:
        name, _, times = part.partition("*")
        if name.endswith("?"):
            if rng.random() < 0.5:
                yield name[:-1]
            continue
        low, _, high = times.partition("-")
        for _ in range(rng.randint(int(low or 1), int(high or low or 1))):
            yield name


def _furniture(composer: Composer, part: str) -> None:
    """Lines of the page around the story."""
    rng = composer.rng
    for _ in range(1 if part == "top" else rng.randint(1, 2)):
        composer.write(rng.choice(frames(COMMON)[part]).nodes)
        if part == "top":
            composer.canvas.write("\n")
        elif rng.random() < 0.5:
            break
        else:
            composer.canvas.write("\n")
