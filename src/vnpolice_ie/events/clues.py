"""What stands around an event trigger: the clues that the conditions of lexicon/data/trigger_rules ask for.

A clue is written `kind:value`:

- `adv:past` an adverb or auxiliary of that class stands between the trigger and what is before it;
- `left:PERSON`, `left:pronoun`, `left:start`, … what stands there, dates left out: a candidate of that
  label, words of a class of context_words, the beginning of the sentence (`start`), a comma (`comma`), a mark
  of quotes (`quote`), or `other`; what stands before a bracket, for one that ends there; `apposition` after
  "ông Kha, chủ ghe,";
- `by:ORG` a passive with its doer before the trigger: "bị Công an tỉnh bắt";
- `prev:từ`, `next:từ` the word itself before or after (several words joined by `_`), where it is one
  that conditions ask for;
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

from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import accumulate
from typing import Final

from vnpolice_ie.draft import Candidate
from vnpolice_ie.events.surroundings import CAPTION, HEADLINE, Surroundings

Condition = tuple[tuple[str, frozenset[str]], ...]
"""Of each kind of clue the values, one of which shall hold."""

AGENTS: Final = frozenset({"PERSON", "ORG", "POSITION", "LOC"})
"""Labels of what acts."""
_ADVERBS = frozenset(
    {"past", "future", "passive", "also", "plain", "duty", "habit", "negation", "possible", "wish", "purpose"}
    | {"light", "decide"}
)
_QUOTES = frozenset("\"“”'‘’«»")
_BESIDE = 4  # so many words right before or after a trigger are asked for as a row
_WALK = 12  # tokens that a row of adverbs may have
_SKIPPED = 8  # tokens that may be looked at for what follows a trigger
_NEIGHBOURS = 60  # candidates of the sentence that are looked at on either side
_BRACKET = 25  # tokens that a bracket may have
_APPOSITION = 12  # tokens that an apposition may have
_NEAR = 5  # tokens between a verb and who is near it
_CLAUSE = 14  # tokens of a clause that are looked through for a quotation before it
_NONE: frozenset[str] = frozenset()
_OTHER = frozenset({"other"})


@cache
def _named(label: str) -> frozenset[str]:
    """What a candidate of a label is, where it stands beside a trigger."""
    return frozenset({label, "agent"} if label in AGENTS else {label})


class Clues:
    """The clues of one stretch of tokens [first, last); each kind is read when it is first asked for."""

    __slots__ = ("_around", "_known", "_row", "_stretch", "_tokens", "end", "first", "last", "start")

    def __init__(self, around: Surroundings, first: int, last: int) -> None:
        self._around = around
        self._tokens = around.tokens
        self.first, self.last = first, last
        self.start = self._tokens.starts[first]
        self.end = self._tokens.ends[last - 1]
        self._stretch = around.stretch(self.start)
        self._row = -1  # where the row of adverbs before begins, once they were read
        self._known: dict[str, AbstractSet[str]] = {}

    @property
    def sentence(self) -> int:
        """Index of the sentence."""
        return self._stretch.number

    def has(self, clue: str) -> bool:
        """Tell whether a clue holds.

        Raises:
            ValueError: there is no such kind of clue.
        """
        kind, _, value = clue.partition(":")
        if kind not in _KINDS:
            raise ValueError(f"unknown kind of clue {kind!r}")
        return self.one_of(((kind, frozenset({value})),))

    def one_of(self, condition: Condition) -> bool:
        """Tell whether one of the clues holds.

        Raises:
            KeyError: there is no such kind of clue.
        """
        known = self._known
        for kind, values in condition:  # asked for some hundred clues in a text: no calls that are not needed
            found = known.get(kind)
            if found is None:
                found = known[kind] = _KINDS[kind](self)
            if not values.isdisjoint(found):
                return True
        return False

    def state(self, event_type: str) -> None:
        """Note that the stretch is a trigger of the type, for those after it in the sentence."""
        self._stretch.stated |= {event_type}

    def _adverbs(self) -> AbstractSet[str]:
        return self._read_left()[0]

    def _anchored(self) -> AbstractSet[str]:
        return self._read_left()[1]

    def _read_left(self) -> tuple[AbstractSet[str], AbstractSet[str]]:
        # Both are read together, whichever is asked for first.
        adverbs, self._row, classes = self._row_of_adverbs()
        anchor = self._anchor(self._row, classes)
        self._known.update({"adv": adverbs, "left": anchor})
        return adverbs, anchor

    def _clause_words(self) -> AbstractSet[str]:
        return self._read_words()[0]

    def _sentence_words(self) -> AbstractSet[str]:
        return self._read_words()[1]

    def _read_words(self) -> tuple[AbstractSet[str], AbstractSet[str]]:
        clause, sentence = words = self._around.words_before(self._stretch, self.first)
        self._known.update({"clause": clause, "sent": sentence})
        return words

    def _stated(self) -> AbstractSet[str]:
        return self._stretch.stated

    def _words_before(self) -> AbstractSet[str]:
        words, first = self._tokens.folded, self.first
        if not first or words[first - 1] not in self._around.asked_before:
            return _NONE
        return set(accumulate(reversed(words[max(0, first - _BESIDE) : first]), "{1}_{0}".format))

    def _words_after(self) -> AbstractSet[str]:
        words = self._tokens.folded[self.last : self.last + _BESIDE]
        if not words or words[0] not in self._around.asked_after:
            return _NONE
        return set(accumulate(words, "{}_{}".format))

    def _case(self) -> AbstractSet[str]:
        return {"upper" if self._around.source.text[self.start].isupper() else "lower"}

    def _line(self) -> AbstractSet[str]:
        source = self._around.source
        found = {"head"} if self.start < self._around.head_end else set()
        if self._around.has_captions:
            stop = min(source.sentences[self.sentence][1], self.end + HEADLINE)
            if source.folded.find(CAPTION, self.end, stop) >= 0:
                found.add("caption")
        return found

    def _row_of_adverbs(self) -> tuple[frozenset[str], int, frozenset[str]]:
        """Classes of the adverbs right before, the token they begin at, classes of the words before it."""
        adverbs: frozenset[str] = _NONE
        i = self.first
        while i > self._stretch.floor and self.first - i < _WALK:
            if candidate := self._around.ending.get(self._tokens.ends[i - 1]):
                if candidate.label != "DATE":
                    return adverbs, i, _NONE
                i = self._tokens.at(candidate.start)  # "Tòa án sáng 5-3 tuyên phạt": the court stands there
                continue
            found, begin = self._around.phrase_before(i, self._stretch.floor)
            if _ADVERBS.isdisjoint(found):
                return adverbs, i, found
            adverbs |= found
            i = begin
        return adverbs, i, self._around.phrase_before(i, self._stretch.floor)[0]

    def _doer(self) -> frozenset[str]:
        """The label of who does what a passive tells, and the word of the passive."""
        if self._row < 0:
            self._read_left()
        token = self._row
        opened = self._bracket_before(token)
        candidate = self._candidate_before(token if opened is None else opened)
        if candidate is None:
            return _NONE
        words, floor = self._tokens.folded, self._stretch.floor
        before = self._tokens.at(candidate.start) - 1
        while before >= floor and words[before] in {"ông", "bà", "đồng", "chí"}:
            before -= 1
        if before >= floor and words[before] in {"bị", "được", "do"}:
            return frozenset({candidate.label, words[before]})
        return _NONE

    def _candidate_before(self, token: int) -> Candidate | None:
        return self._around.ending.get(self._tokens.ends[token - 1]) if token > self._stretch.floor else None

    def _anchor(self, token: int, classes: frozenset[str]) -> frozenset[str]:
        """What stands before a token; `classes` are those of the words that end there."""
        if token <= self._stretch.floor:
            return frozenset({"start"})
        if candidate := self._candidate_before(token):
            return _named(candidate.label)
        word = self._tokens.folded[token - 1]
        if word == ",":
            candidate = self._candidate_before(token - 1)
            if candidate and candidate.label in AGENTS:
                return frozenset({"comma", f"{candidate.label},", "agent,"})
            return frozenset({"comma", "apposition"} if self._is_apposition(token - 1) else {"comma"})
        if word in _QUOTES:
            return frozenset({"quote"})
        if word == ")":
            return frozenset({"bracket"}) | self._before_bracket(token)
        if not word[0].isalnum():
            return frozenset({"mark", word})
        if word in {"và", "hoặc"}:
            return frozenset({"and"})
        if token - 2 >= self._stretch.floor and self._tokens.folded[token - 2] in {"ông", "bà", "anh", "chị"}:
            return classes | {"pronoun"}  # "ông Ngữ" whose name no stage has found
        return classes or _OTHER

    def _bracket_before(self, token: int) -> int | None:
        """The token that opens the bracket that ends right before `token`; None if none ends there."""
        words = self._tokens.folded
        if token > self._stretch.floor and words[token - 1] == ")":
            for i in range(token - 2, max(self._stretch.floor, token - _BRACKET) - 1, -1):
                if words[i] in {"(", ")"}:
                    return i if words[i] == "(" else None
        return None

    def _before_bracket(self, token: int) -> frozenset[str]:
        opened = self._bracket_before(token)
        candidate = None if opened is None else self._candidate_before(opened)
        if candidate is None or candidate.label not in AGENTS:
            return frozenset()
        return frozenset({candidate.label, "agent"})

    def _is_apposition(self, comma: int) -> bool:
        """Tell whether a comma ends what is said of a person: "ông Kha, chủ ghe,"."""
        words = self._tokens.folded
        for i in range(comma - 1, max(self._stretch.floor, comma - _APPOSITION) - 1, -1):
            if words[i] == ",":
                before = self._bracket_before(i)
                candidate = self._candidate_before(i if before is None else before)
                return candidate is not None and candidate.label == "PERSON"
            if not words[i][0].isalnum() and words[i] not in {"-", "(", ")"}:
                return False
        return False

    def _near(self) -> frozenset[str]:
        words, floor = self._tokens.folded, self._stretch.floor
        found = _NONE
        for i in range(self.first, max(floor, self.first - _CLAUSE) - 1, -1):
            if self.first - i <= _NEAR and not found and (candidate := self._candidate_before(i)):
                found = _named(candidate.label)
            if i > floor and not words[i - 1][0].isalnum():
                quoted = words[i - 1] in _QUOTES or (
                    words[i - 1] == "," and i - 1 > floor and words[i - 2] in _QUOTES
                )
                return found | {"quoted"} if quoted else found
        return found

    def _right(self) -> frozenset[str]:
        around, words, ceiling = self._around, self._tokens.folded, self._stretch.ceiling
        i = self.last
        skipped = _NONE
        while i < ceiling and i - self.last < _SKIPPED:
            if candidate := around.starting.get(self._tokens.starts[i]):
                return _named(candidate.label) | skipped
            word = words[i]
            if word.isdigit():
                unit = words[i + 1] if i + 1 < ceiling else ""
                return frozenset({"number", "term"} if unit in {"năm", "tháng"} else {"number"}) | skipped
            if not word[0].isalnum():
                kind = "quote" if word in _QUOTES else "colon" if word == ":" else "stop"
                return frozenset({kind}) | skipped
            found, end = around.phrase_at(i, ceiling)
            if "classifier" not in found and "plural" not in found:
                return (found or _OTHER) | skipped
            skipped = frozenset({"skipped"})
            i = end
        return frozenset({"stop"}) | skipped

    def _before(self) -> AbstractSet[str]:
        return self._read_labels()[0]

    def _after(self) -> AbstractSet[str]:
        return self._read_labels()[1]

    def _has(self) -> AbstractSet[str]:
        before, after = self._read_labels()
        return before | after

    def _read_labels(self) -> tuple[set[str], set[str]]:
        near = self._around.near(self._stretch, self.start, _NEIGHBOURS)
        before: set[str] = {c.label for c in near if c.end <= self.start}
        after: set[str] = {c.label for c in near if c.start >= self.end}
        self._known.update({"before": before, "after": after})
        return before, after


_KINDS: Mapping[str, Callable[[Clues], AbstractSet[str]]] = {
    "adv": Clues._adverbs,
    "left": Clues._anchored,
    "by": Clues._doer,
    "right": Clues._right,
    "near": Clues._near,
    "stated": Clues._stated,
    "clause": Clues._clause_words,
    "sent": Clues._sentence_words,
    "before": Clues._before,
    "after": Clues._after,
    "has": Clues._has,
    "prev": Clues._words_before,
    "next": Clues._words_after,
    "case": Clues._case,
    "line": Clues._line,
}
