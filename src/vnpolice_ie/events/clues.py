"""What stands around an event trigger: the clues that the conditions of lexicon/data/trigger_rules ask for.

A clue is written `kind:value`:

- `adv:past` an adverb or auxiliary of that class stands between the trigger and what is before it;
- `left:PERSON`, `left:pronoun`, `left:start`, … what stands there: a candidate of that label, words of
  a class of context_words, the beginning of the sentence (`start`), a comma (`comma`), a mark of quotes
  (`quote`), or `other`;
- `by:ORG` a passive with its doer before the trigger: "bị Công an tỉnh bắt";
- `prev:từ`, `next:từ` the word itself before or after (several words joined by `_`);
- `right:DOC_REF`, `right:paper`, `right:number`, `right:stop`, … what follows, classifiers left out;
- `clause:order` a word of that class before the trigger in its clause; `sent:order` in its sentence;
- `has:PERSON` a candidate of that label in the sentence, `before:PERSON`, `after:DOC_REF` on one side;
- `case:upper` a capital; `line:head` the headline, a short first line;
  `line:caption` a caption, "Ảnh:" follows.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from functools import cache, cached_property

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.lexicon import read_table
from vnpolice_ie.text.normal import normalize
from vnpolice_ie.text.tokens import tokenize

_ADVERBS = frozenset(
    {"past", "future", "passive", "also", "plain", "duty", "habit", "negation", "possible", "wish", "purpose"}
    | {"light", "decide"}
)
_QUOTES = frozenset("\"“”'‘’«»")
_LONGEST = 5  # tokens in a phrase of context_words
_WALK = 12  # tokens that a row of adverbs may have
_HEADLINE = 200  # characters that a headline may have
_NEIGHBOURS = 60  # candidates of the sentence that are looked at on either side
_CLAUSE = 40  # tokens that are looked back over for the clause


@cache
def word_classes() -> Mapping[str, frozenset[str]]:
    """Classes of context_words by phrase: its tokens in lower case, joined by single spaces."""
    classes: dict[str, set[str]] = {}
    for row in read_table("context_words"):
        normal = normalize(row["word"])
        key = " ".join(tokenize(normal.text, normal.folded).folded)
        classes.setdefault(key, set()).add(row["class"])
    return {word: frozenset(found) for word, found in classes.items()}


class Surroundings:
    """Indexes of a draft that the clues of all its triggers share."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.source = draft.source
        self.tokens = draft.source.tokens
        self.ending: dict[int, Candidate] = {}
        self.starting: dict[int, Candidate] = {}
        self.by_sentence: dict[int, list[Candidate]] = {}
        for c in draft.mentions():
            # Of nested candidates the outer one comes first by start, and is the longer by end.
            self.starting.setdefault(c.start, c)
            known = self.ending.get(c.end)
            if known is None or c.start < known.start:
                self.ending[c.end] = c
            self.by_sentence.setdefault(self.source.sentence_index(c.start), []).append(c)
        self._before: dict[int, tuple[frozenset[str], int]] = {}
        lines = self.source.lines
        # A text of one line has no headline, and a first line of several sentences is none.
        self.head_end = lines[0][1] if len(lines) > 1 and lines[0][1] - lines[0][0] <= _HEADLINE else 0

    def phrase_before(self, token: int, floor: int) -> tuple[frozenset[str], int]:
        """Classes of the longest known phrase that ends before `token`, and its first token."""
        cached = self._before.get(token)
        if cached is None:
            cached = self._before[token] = self._phrase_before(token, max(0, token - _LONGEST))
        return cached if cached[1] >= floor else self._phrase_before(token, floor)

    def _phrase_before(self, token: int, floor: int) -> tuple[frozenset[str], int]:
        known = word_classes()
        for length in range(min(_LONGEST, token - floor), 0, -1):
            if found := known.get(" ".join(self.tokens.folded[token - length : token])):
                return found, token - length
        return frozenset(), token

    def phrase_at(self, token: int, ceiling: int) -> tuple[frozenset[str], int]:
        """Classes of the longest known phrase that begins at `token`, and its exclusive end."""
        known = word_classes()
        for length in range(min(_LONGEST, ceiling - token), 0, -1):
            if found := known.get(" ".join(self.tokens.folded[token : token + length])):
                return found, token + length
        return frozenset(), token


class Clues:
    """The clues of one stretch of tokens [first, last)."""

    def __init__(self, around: Surroundings, first: int, last: int) -> None:
        self._around = around
        self._tokens = around.tokens
        self.first, self.last = first, last
        self.start = self._tokens.starts[first]
        self.end = self._tokens.ends[last - 1]
        self.sentence = around.source.sentence_index(self.start)
        begin, stop = around.source.sentences[self.sentence]
        self._floor = self._tokens.at(begin)
        self._ceiling = self._tokens.until(stop)

    def has(self, clue: str) -> bool:
        """Tell whether a clue holds.

        Raises:
            ValueError: there is no such kind of clue.
        """
        kind, _, value = clue.partition(":")
        match kind:
            case "adv":
                return value in self._left[0]
            case "left":
                return value in self._left[1]
            case "by":
                return value in self._left[2]
            case "right":
                return value in self._right
            case "clause":
                return value in self._clause
            case "sent":
                return value in self._sentence_words
            case "prev":
                words = value.split("_")
                return list(self._tokens.folded[max(0, self.first - len(words)) : self.first]) == words
            case "next":
                words = value.split("_")
                return list(self._tokens.folded[self.last : self.last + len(words)]) == words
            case "has":
                return value in self._labels[0] or value in self._labels[1]
            case "before":
                return value in self._labels[0]
            case "after":
                return value in self._labels[1]
            case "case":
                return self._around.source.text[self.start].isupper() == (value == "upper")
            case "line":
                return self._line(value)
        raise ValueError(f"unknown clue {clue!r}")

    def _line(self, value: str) -> bool:
        if value == "head":
            return self.start < self._around.head_end
        stop = min(self._around.source.sentences[self.sentence][1], self.end + _HEADLINE)
        return self._around.source.folded.find("ảnh:", self.end, stop) >= 0

    @cached_property
    def _left(self) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
        """Classes of the adverbs, what stands before them, and the doer of a passive."""
        adverbs: set[str] = set()
        i = self.first
        while i > self._floor and self.first - i < _WALK:
            if i < self.first and self._candidate_before(i):
                break
            found, begin = self._around.phrase_before(i, self._floor)
            if not found & _ADVERBS:
                break
            adverbs |= found
            i = begin
        anchor = self._anchor(i)
        doer: frozenset[str] = frozenset()
        candidate = self._candidate_before(i)
        if candidate is not None:
            before = self._tokens.at(candidate.start) - 1
            while before >= self._floor and self._tokens.folded[before] in {"ông", "bà", "đồng", "chí"}:
                before -= 1
            if before >= self._floor and self._tokens.folded[before] in {"bị", "được", "do"}:
                doer = frozenset({candidate.label, self._tokens.folded[before]})
        return frozenset(adverbs), anchor, doer

    def _candidate_before(self, token: int) -> Candidate | None:
        return self._around.ending.get(self._tokens.ends[token - 1]) if token > self._floor else None

    def _anchor(self, token: int) -> frozenset[str]:
        if token <= self._floor:
            return frozenset({"start"})
        if candidate := self._candidate_before(token):
            return frozenset({candidate.label, "agent"} if candidate.label in _AGENTS else {candidate.label})
        word = self._tokens.folded[token - 1]
        if word == ",":
            candidate = self._candidate_before(token - 1)
            inner = {f"{candidate.label},", "agent,"} if candidate and candidate.label in _AGENTS else set()
            return frozenset({"comma"} | inner)
        if word in _QUOTES:
            return frozenset({"quote"})
        if word == ")":
            return frozenset({"bracket"})
        if not word[0].isalnum():
            return frozenset({"mark", word})
        if word in {"và", "hoặc"}:
            return frozenset({"and"})
        found, _ = self._around.phrase_before(token, self._floor)
        if token - 2 >= self._floor and self._tokens.folded[token - 2] in {"ông", "bà", "anh", "chị"}:
            found |= {"pronoun"}  # "ông Ngữ" whose name no stage has found
        return found or frozenset({"other"})

    @cached_property
    def _right(self) -> frozenset[str]:
        i = self.last
        skipped: set[str] = set()
        while i < self._ceiling and i - self.last < 8:
            start = self._tokens.starts[i]
            if candidate := self._around.starting.get(start):
                inner = {"agent"} if candidate.label in _AGENTS else set()
                return frozenset({candidate.label} | inner | skipped)
            word = self._tokens.folded[i]
            if word.isdigit():
                return frozenset({"number"} | skipped)
            if not word[0].isalnum():
                kind = "quote" if word in _QUOTES else "colon" if word == ":" else "stop"
                return frozenset({kind} | skipped)
            found, end = self._around.phrase_at(i, self._ceiling)
            if "classifier" in found or "plural" in found:
                skipped.add("skipped")
                i = end
                continue
            return (found or frozenset({"other"})) | skipped
        return frozenset({"stop"} | skipped)

    @cached_property
    def _clause(self) -> frozenset[str]:
        return self._words_before(stop_at_comma=True)

    @cached_property
    def _sentence_words(self) -> frozenset[str]:
        return self._words_before(stop_at_comma=False)

    def _words_before(self, *, stop_at_comma: bool) -> frozenset[str]:
        found: set[str] = set()
        i = self.first
        while i > self._floor and self.first - i < _CLAUSE:
            if candidate := self._candidate_before(i):
                i = max(self._floor, self._tokens.at(candidate.start))
                continue
            if stop_at_comma and self._tokens.folded[i - 1] in {",", ";", ":", "(", "“"}:
                break
            classes, begin = self._around.phrase_before(i, self._floor)
            found |= classes
            i = begin if classes else i - 1
        return frozenset(found)

    @cached_property
    def _labels(self) -> tuple[frozenset[str], frozenset[str]]:
        inside = self._around.by_sentence.get(self.sentence, [])
        at = bisect_left(inside, self.start, key=lambda c: c.start)
        near = inside[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS]
        return (
            frozenset(c.label for c in near if c.end <= self.start),
            frozenset(c.label for c in near if c.start >= self.end),
        )


_AGENTS = frozenset({"PERSON", "ORG", "POSITION", "LOC"})
