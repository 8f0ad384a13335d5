"""The word lists of posts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from vnpolice_ie.lexicon.loader import read_table
from vnpolice_ie.lexicon.matcher import Entries


@dataclass(frozen=True, slots=True)
class Head:
    """What lexicon/data/post_heads.tsv says of a head."""

    kind: str
    field: str


# Many heads have one and the same payload.
_head = cache(Head)


def post_heads() -> Entries[Head]:
    """Heads of the names of posts."""
    return ((row["head"], _head(row["kind"], row["field"])) for row in read_table("post_heads"))


def title_heads() -> Entries[bool]:
    """Heads that are posts: without those that only tell that a word is none."""
    return ((row["head"], True) for row in read_table("post_heads") if row["kind"] != "none")


def post_prefixes() -> Entries[str]:
    """What stands before a head: "nguyên", "Phó"."""
    return ((row["prefix"], row["place"]) for row in read_table("post_prefixes"))
