"""What stands before a name and tells that it is one: forms of address, ranks, posts, photo credits."""

from __future__ import annotations

from collections.abc import Iterable

from vnpolice_ie.draft import Candidate
from vnpolice_ie.lexicon.loader import column, read_table
from vnpolice_ie.rules.listed import listed_in
from vnpolice_ie.rules.people.adjacency import PhraseBefore, joined
from vnpolice_ie.text.source import SourceText

_SIGNS = frozenset({'"', "'", "“", "‘", "”", ":"})
"""May stand between a name and what tells of an author ("Ảnh:") or an alias."""
_CUES_OF_KIND = {"civil": "after-title", "academic": "after-degree", "weak": "after-word"}


class CueLists:
    """The word lists of cues."""

    def __init__(self) -> None:
        self.titles = PhraseBefore((row["title"], row["kind"]) for row in read_table("person_titles"))
        self.blockers = PhraseBefore((row["word"], row["blocks"]) for row in read_table("name_blockers"))
        self.credits = PhraseBefore((word, True) for word in column("credit_words", "word"))
        self.aliases = PhraseBefore((word, True) for word in column("alias_words", "word"))
        self.last_words = self.titles.last_words | self.aliases.last_words | _SIGNS


class NameCues:
    """Cues of one draft, by the token before which they stand."""

    def __init__(self, lists: CueLists, source: SourceText, titles: Iterable[Candidate]) -> None:
        self._lists = lists
        self._source = source
        self._heads = listed_in(source).title_heads
        self._after = {source.tokens.until(c.end): f"after-{c.label.lower()}" for c in titles}

    def marked(self, tokens: Iterable[int]) -> set[int]:
        """Those of some tokens before which a word of a cue stands."""
        after, last_words, folded = self._after, self._lists.last_words, self._source.tokens.folded
        return {at for at in tokens if folded[at - 1] in last_words or at in after}

    def before(self, first: int) -> str:
        """Name of the cue that stands right before token `first`; empty if there is none."""
        after = self._after.get(first, "")
        if after and joined(self._source, first - 1):
            return after
        words, lists = self._source.tokens.words, self._lists
        sign = words[first - 1] in _SIGNS
        if lists.aliases.find(self._source, self._before_signs(first) if sign else first) is not None:
            return "alias"
        if sign:
            credited = words[first - 1] == ":" and lists.credits.find(self._source, first - 1) is not None
            return "credit" if credited else ""
        title = lists.titles.find(self._source, first)
        return _CUES_OF_KIND[title[1]] if title is not None and not self._inside_run(title[0]) else ""

    def _before_signs(self, first: int) -> int:
        """The first of the signs before token `first`, as quotes; the token itself if there is none."""
        words = self._source.tokens.words
        while first > 0 and words[first - 1] in _SIGNS:
            first -= 1
        return first

    def _inside_run(self, at: int) -> bool:
        """Tell whether a form of address in capitals goes on a run: "Hoàng Anh Tuấn"."""
        words = self._source.tokens.words
        return (
            at > 0 and words[at][0].isupper() and words[at - 1][0].isupper() and joined(self._source, at - 1)
        )

    def opens_title(self, first: int) -> bool:
        """Tell whether a post of two syllables or more begins at a token: "các đồng chí Phó Giám đốc"."""
        tokens = self._source.tokens
        at = first + 1 if tokens.folded[first] == "phó" else first
        return self._heads.get(at, (0, True))[0] - first > 1

    def is_blocked(self, first: int) -> bool:
        """Tell whether a class word of places or bodies stands before token `first`."""
        blocker = self._lists.blockers.find(self._source, first)
        return blocker is not None and blocker[1] == "yes"
