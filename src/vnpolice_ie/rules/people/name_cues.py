"""What stands before a name and tells that it is one: forms of address, ranks, posts, photo credits."""

from __future__ import annotations

from collections.abc import Iterable

from vnpolice_ie.draft import Candidate
from vnpolice_ie.lexicon.loader import column, read_table
from vnpolice_ie.rules.listed import listed_in
from vnpolice_ie.rules.name_runs import runs_of
from vnpolice_ie.rules.people.adjacency import PhraseBefore, joined
from vnpolice_ie.text.source import SourceText

_SIGNS = frozenset({'"', "'", "“", "‘", "”", ":"})
"""May stand between a name and the word that tells of an author or an alias."""
_CUES_OF_KIND = {"civil": "after-title", "academic": "after-degree", "weak": "after-word"}


class CueLists:
    """The word lists of cues."""

    def __init__(self) -> None:
        self.titles = PhraseBefore((row["title"], row["kind"]) for row in read_table("person_titles"))
        self.blockers = PhraseBefore((row["word"], row["blocks"]) for row in read_table("name_blockers"))
        self.credits = PhraseBefore((word, True) for word in column("credit_words", "word"))
        self.aliases = PhraseBefore((word, True) for word in column("alias_words", "word"))
        self.last_words = self.titles.last_words | self.aliases.last_words | _SIGNS
        self.before_signs = self.credits.last_words | self.aliases.last_words


class NameCues:
    """Cues of one draft, by the token before which they stand.

    Attributes:
        marked: the tokens with a capital before which a cue or a word of an alias may stand.
    """

    def __init__(self, lists: CueLists, source: SourceText, titles: Iterable[Candidate]) -> None:
        self._lists = lists
        self._source = source
        tokens = source.tokens
        folded = tokens.folded
        self._heads = listed_in(source).title_heads
        self._after = {tokens.until(c.end): f"after-{c.label.lower()}" for c in titles}
        last_words = lists.last_words
        near = [at for at in runs_of(source).capitals if folded[at - 1] in last_words]
        self.marked = {*self._after, *filter(self._may_stand_before, near)}

    def _may_stand_before(self, first: int) -> bool:
        folded = self._source.tokens.folded
        if folded[first - 1] in _SIGNS:
            return folded[self._before_signs(first) - 1] in self._lists.before_signs
        return first > 0

    def _before_signs(self, first: int) -> int:
        """The first of the signs before token `first`, as quotes; the token itself if there is none."""
        words = self._source.tokens.words
        while first > 0 and words[first - 1] in _SIGNS:
            first -= 1
        return first

    def before(self, first: int) -> str:
        """Name of the cue that stands right before token `first`; empty if there is none."""
        words = self._source.tokens.words
        after = self._after.get(first, "")
        if after and joined(self._source, first - 1):
            return after
        title = self._lists.titles.find(self._source, first)
        if title is not None and not self._inside_run(title[0]):
            return _CUES_OF_KIND[title[1]]
        if first > 1 and words[first - 1] == ":" and self._lists.credits.find(self._source, first - 1):
            return "credit"
        return ""

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

    def is_alias(self, first: int) -> bool:
        """Tell whether words such as "tức" or "biệt danh" stand before token `first`, a quote between."""
        return self._lists.aliases.find(self._source, self._before_signs(first)) is not None
