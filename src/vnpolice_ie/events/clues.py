"""What stands around an event trigger: the clues that the conditions of lexicon/data/trigger_rules ask for.

A clue is written `kind:value`:

- `adv:past` an adverb or auxiliary of that class stands between the trigger and what is before it;
- `left:PERSON`, `left:pronoun`, `left:start`, … what stands there, dates left out: a candidate of that
  label, words of a class of context_words, the beginning of the sentence (`start`), a comma (`comma`), a mark
  of quotes (`quote`), or `other`; what stands before a bracket, for one that ends there; `apposition` after
  "ông Kha, chủ ghe,";
- `by:ORG` a passive with its doer before the trigger: "bị Công an tỉnh bắt";
- `prev:từ`, `next:từ` the word itself before or after (several words joined by `_`);
- `right:DOC_REF`, `right:paper`, `right:number`, `right:stop`, … what follows, classifiers left out;
  `right:term` for a number of years or months;
- `near:PERSON` a candidate of that label a few small words before the trigger, without a mark in between;
  `near:quoted` the end of a quotation before the words of the clause: '”, người thợ vá xe kể';
- `stated:LEGAL_ACTION` a trigger of that type was found before in the sentence;
- `clause:order` a word of that class before the trigger in its clause; `sent:order` in its sentence;
- `has:PERSON` a candidate of that label in the sentence, `before:PERSON`, `after:DOC_REF` on one side;
- `case:upper` a capital; `line:head` the headline, a short first line;
  `line:caption` a caption, "Ảnh:" follows.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
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
_WITHIN = 40  # tokens before the trigger whose words count
_BRACKET = 25  # tokens that a bracket may have
_APPOSITION = 12  # tokens that an apposition may have
_NEAR = 5  # tokens between a verb and who is near it
_CLAUSE = 14  # tokens of a clause that are looked through for a quotation before it
_CLAUSE_ENDS = frozenset({",", ";", ":", "(", "“"})


@cache
def word_classes() -> Mapping[str, frozenset[str]]:
    """Classes of context_words by phrase: its tokens in lower case, joined by single spaces."""
    classes: dict[str, set[str]] = {}
    for row in read_table("context_words"):
        normal = normalize(row["word"])
        key = " ".join(tokenize(normal.text, normal.folded).folded)
        classes.setdefault(key, set()).add(row["class"])
    return {word: frozenset(found) for word, found in classes.items()}


@cache
def _edge_words() -> tuple[frozenset[str], frozenset[str]]:
    """The first tokens of the phrases of context_words, and the last ones."""
    split = [word.split(" ") for word in word_classes()]
    return frozenset(words[0] for words in split), frozenset(words[-1] for words in split)


@dataclass(slots=True)
class _Reading:
    """How far a sentence has been read.

    Attributes:
        floor: the first token of the sentence, which tells it from others.
        at: the next token to read.
        clause: the token after the last mark that ends a clause.
        words: the last phrases of context_words, each with its first token and its classes.
    """

    floor: int
    at: int
    clause: int
    words: deque[tuple[int, frozenset[str]]] = field(default_factory=deque)


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
        self._bounds: dict[int, tuple[int, int]] = {}
        self._reading = _Reading(-1, -1, -1)
        self._stated: tuple[int, set[str]] = (-1, set())
        lines = self.source.lines
        # A text of one line has no headline, and a first line of several sentences is none.
        self.head_end = lines[0][1] if len(lines) > 1 and lines[0][1] - lines[0][0] <= _HEADLINE else 0

    def state(self, sentence: int, event_type: str) -> None:
        """Note that a trigger of the type was found in the sentence, which is the last so far."""
        if self._stated[0] != sentence:
            self._stated = sentence, set()
        self._stated[1].add(event_type)

    def stated(self, sentence: int) -> set[str]:
        """The types of the triggers noted in the sentence."""
        return self._stated[1] if self._stated[0] == sentence else set()

    def bounds(self, sentence: int) -> tuple[int, int]:
        """The first token of a sentence and its exclusive end."""
        known = self._bounds.get(sentence)
        if known is None:
            start, end = self.source.sentences[sentence]
            known = self._bounds[sentence] = self.tokens.at(start), self.tokens.until(end)
        return known

    def words_before(self, token: int, floor: int) -> tuple[frozenset[str], frozenset[str]]:
        """Classes of the words before a token in its clause and in its sentence, which begins at `floor`.

        Only words close enough count, and names are passed over. A sentence is read on from
        the token that was asked for before, so that asking from left to right reads it once.
        """
        reading = self._reading
        if reading.floor != floor or reading.at > token:
            reading = self._reading = _Reading(floor, floor, floor)
        openings = _edge_words()[0]
        while reading.at < token:
            i = reading.at
            word = self.tokens.folded[i]
            if candidate := self.starting.get(self.tokens.starts[i]):
                reading.at = max(i + 1, self.tokens.at(candidate.end - 1) + 1)
            elif word in _CLAUSE_ENDS:
                reading.at = reading.clause = i + 1
            elif word in openings:
                found, end = self.phrase_at(i, token)
                reading.at = max(i + 1, end)
                if found:
                    reading.words.append((i, found))
            else:
                reading.at = i + 1
        words = reading.words
        while words and words[0][0] < token - _WITHIN:
            words.popleft()
        clause = (found for at, found in words if at >= reading.clause)
        return frozenset().union(*clause), frozenset().union(*(found for _, found in words))

    def phrase_before(self, token: int, floor: int) -> tuple[frozenset[str], int]:
        """Classes of the longest known phrase that ends before `token`, and its first token."""
        known = word_classes()
        if token > floor and self.tokens.folded[token - 1] in _edge_words()[1]:
            for length in range(min(_LONGEST, token - floor), 0, -1):
                if found := known.get(" ".join(self.tokens.folded[token - length : token])):
                    return found, token - length
        return frozenset(), token

    def phrase_at(self, token: int, ceiling: int) -> tuple[frozenset[str], int]:
        """Classes of the longest known phrase that begins at `token`, and its exclusive end."""
        known = word_classes()
        if token < ceiling and self.tokens.folded[token] in _edge_words()[0]:
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
        self._floor, self._ceiling = around.bounds(self.sentence)

    def has(self, clue: str) -> bool:
        """Tell whether a clue holds.

        Raises:
            ValueError: there is no such kind of clue.
        """
        kind, _, value = clue.partition(":")
        return self.has_any(kind, frozenset({value}))

    def state(self, event_type: str) -> None:
        """Note that the stretch is a trigger of the type, for those after it in the sentence."""
        self._around.state(self.sentence, event_type)

    def has_any(self, kind: str, values: frozenset[str]) -> bool:
        """Tell whether a clue of the kind holds with one of the values.

        Raises:
            ValueError: there is no such kind of clue.
        """
        match kind:
            case "adv":
                return not values.isdisjoint(self._left[0])
            case "left":
                return not values.isdisjoint(self._left[1])
            case "by":
                return not values.isdisjoint(self._left[2])
            case "right":
                return not values.isdisjoint(self._right)
            case "near":
                return not values.isdisjoint(self._near)
            case "stated":
                return not values.isdisjoint(self._around.stated(self.sentence))
            case "clause":
                return not values.isdisjoint(self._words[0])
            case "sent":
                return not values.isdisjoint(self._words[1])
            case "before":
                return not values.isdisjoint(self._labels[0])
            case "after":
                return not values.isdisjoint(self._labels[1])
            case "has":
                return not all(map(values.isdisjoint, self._labels))
            case "prev":
                return any(map(self._follows, values))
            case "next":
                return any(map(self._precedes, values))
            case "case":
                return ("upper" if self._around.source.text[self.start].isupper() else "lower") in values
            case "line":
                return any(map(self._line, values))
        raise ValueError(f"unknown kind of clue {kind!r}")

    def _follows(self, value: str) -> bool:
        words = value.split("_")
        return list(self._tokens.folded[max(0, self.first - len(words)) : self.first]) == words

    def _precedes(self, value: str) -> bool:
        words = value.split("_")
        return list(self._tokens.folded[self.last : self.last + len(words)]) == words

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
            if candidate := self._candidate_before(i):
                if candidate.label != "DATE":
                    break
                i = self._tokens.at(candidate.start)  # "Tòa án sáng 5-3 tuyên phạt": the court stands there
                continue
            found, begin = self._around.phrase_before(i, self._floor)
            if not found & _ADVERBS:
                break
            adverbs |= found
            i = begin
        anchor = self._anchor(i)
        doer: frozenset[str] = frozenset()
        opened = self._bracket_before(i)
        candidate = self._candidate_before(i if opened is None else opened)
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
            if not inner and self._is_apposition(token - 1):
                inner = {"apposition"}
            return frozenset({"comma"} | inner)
        if word in _QUOTES:
            return frozenset({"quote"})
        if word == ")":
            return frozenset({"bracket"}) | self._before_bracket(token)
        if not word[0].isalnum():
            return frozenset({"mark", word})
        if word in {"và", "hoặc"}:
            return frozenset({"and"})
        found, _ = self._around.phrase_before(token, self._floor)
        if token - 2 >= self._floor and self._tokens.folded[token - 2] in {"ông", "bà", "anh", "chị"}:
            found |= {"pronoun"}  # "ông Ngữ" whose name no stage has found
        return found or frozenset({"other"})

    def _bracket_before(self, token: int) -> int | None:
        """The token that opens the bracket that ends right before `token`; None if none ends there."""
        words = self._tokens.folded
        if token > self._floor and words[token - 1] == ")":
            for i in range(token - 2, max(self._floor, token - _BRACKET) - 1, -1):
                if words[i] in {"(", ")"}:
                    return i if words[i] == "(" else None
        return None

    def _before_bracket(self, token: int) -> frozenset[str]:
        opened = self._bracket_before(token)
        candidate = None if opened is None else self._candidate_before(opened)
        if candidate is None or candidate.label not in _AGENTS:
            return frozenset()
        return frozenset({candidate.label, "agent"})

    def _is_apposition(self, comma: int) -> bool:
        """Tell whether a comma ends what is said of a person: "ông Kha, chủ ghe,"."""
        words = self._tokens.folded
        for i in range(comma - 1, max(self._floor, comma - _APPOSITION) - 1, -1):
            if words[i] == ",":
                before = self._bracket_before(i)
                candidate = self._candidate_before(i if before is None else before)
                return candidate is not None and candidate.label == "PERSON"
            if not words[i][0].isalnum() and words[i] not in {"-", "(", ")"}:
                return False
        return False

    @cached_property
    def _near(self) -> frozenset[str]:
        words = self._tokens.folded
        found: frozenset[str] = frozenset()
        for i in range(self.first, max(self._floor, self.first - _CLAUSE) - 1, -1):
            if self.first - i <= _NEAR and not found and (candidate := self._candidate_before(i)):
                found = frozenset(
                    {candidate.label, "agent"} if candidate.label in _AGENTS else {candidate.label}
                )
            if i > self._floor and not words[i - 1][0].isalnum():
                quoted = words[i - 1] in _QUOTES or (
                    words[i - 1] == "," and i - 1 > self._floor and words[i - 2] in _QUOTES
                )
                return found | {"quoted"} if quoted else found
        return found

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
                unit = self._tokens.folded[i + 1] if i + 1 < self._ceiling else ""
                return frozenset({"number"} | ({"term"} if unit in {"năm", "tháng"} else set()) | skipped)
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
    def _words(self) -> tuple[frozenset[str], frozenset[str]]:
        return self._around.words_before(self.first, self._floor)

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
