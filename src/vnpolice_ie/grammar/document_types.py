"""Type nouns of documents (Nghị quyết, Chương trình phối hợp, Công văn) as they stand before a number."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from vnpolice_ie.lexicon.loader import read_table


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A type noun.

    Attributes:
        noun: as the list spells it, `Quyết định khởi tố bị can`.
        base: the noun that the normal form shows, `Quyết định`.
        bare: what may follow it without "số": `number`, `careful`, `symbol` or `never`
            (lexicon/data/document_types.tsv says what each means).
    """

    noun: str
    base: str
    bare: str

    @property
    def words(self) -> str:
        """The noun in lower case."""
        return self.noun.lower()


@cache
def document_types() -> dict[str, DocumentType]:
    """Type nouns by their words in lower case."""
    return {
        row["noun"].lower(): DocumentType(row["noun"], row["base"] or row["noun"], row["bare"])
        for row in read_table("document_types")
    }


@cache
def _by_last_word() -> dict[str, tuple[str, ...]]:
    """Last word → nouns that end in it, the longest first."""
    found: dict[str, list[str]] = {}
    for noun in document_types():
        found.setdefault(noun.rpartition(" ")[2], []).append(noun)
    return {word: tuple(sorted(nouns, key=len, reverse=True)) for word, nouns in found.items()}


_LAST_WORD = re.compile(r"[^\W\d_]+$")
_LONGEST_WORD = 8


def type_before(folded: str, end: int) -> DocumentType | None:
    """The longest type noun that ends at `end` in a folded text."""
    word = _LAST_WORD.search(folded[max(0, end - _LONGEST_WORD) : end])
    for noun in _by_last_word().get(word[0], ()) if word else ():
        start = end - len(noun)
        # A noun of two words or more is one even where a space was lost before it ("cáccông điện số").
        if (
            start >= 0
            and folded.startswith(noun, start)
            and (" " in noun or not start or not folded[start - 1].isalnum())
        ):
            return document_types()[noun]
    return None


@cache
def reference_words(use: str) -> frozenset[str]:
    """One of the lists of single words that decide where a reference ends (reference_words.tsv)."""
    return frozenset(
        word for row in read_table("reference_words") if row["use"] == use for word in row["words"].split()
    )
