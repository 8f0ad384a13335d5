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
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet

from vnpolice_ie.draft import Candidate
from vnpolice_ie.events.surroundings import HEADLINE, Surroundings

_ADVERBS = frozenset(
    {"past", "future", "passive", "also", "plain", "duty", "habit", "negation", "possible", "wish", "purpose"}
    | {"light", "decide"}
)
_AGENTS = frozenset({"PERSON", "ORG", "POSITION", "LOC"})
_QUOTES = frozenset("\"“”'‘’«»")
_BESIDE = range(1, 5)  # so many words right before or after a trigger are asked for as a row
_WALK = 12  # tokens that a row of adverbs may have
_NEIGHBOURS = 60  # candidates of the sentence that are looked at on either side
_BRACKET = 25  # tokens that a bracket may have
_APPOSITION = 12  # tokens that an apposition may have
_NEAR = 5  # tokens between a verb and who is near it
_CLAUSE = 14  # tokens of a clause that are looked through for a quotation before it


class Clues:
    """The clues of one stretch of tokens [first, last).

    Attributes:
        known: the values of each kind that was read.
    """

    def __init__(self, around: Surroundings, first: int, last: int) -> None:
        self._around = around
        self._tokens = around.tokens
        self.first, self.last = first, last
        self.start = self._tokens.starts[first]
        self.end = self._tokens.ends[last - 1]
        self.sentence = around.source.sentence_index(self.start)
        self._floor, self._ceiling = around.bounds(self.sentence)
        self.known: dict[str, AbstractSet[str]] = {}

    def has(self, clue: str) -> bool:
        """Tell whether a clue holds.

        Raises:
            ValueError: there is no such kind of clue.
        """
        kind, _, value = clue.partition(":")
        found = self.known.get(kind)
        return value in (self.read(kind) if found is None else found)

    def state(self, event_type: str) -> None:
        """Note that the stretch is a trigger of the type, for those after it in the sentence."""
        self._around.state(self.sentence, event_type)

    def read(self, kind: str) -> AbstractSet[str]:
        """The values of a kind of clue, which `known` then has.

        Raises:
            ValueError: there is no such kind of clue.
        """
        read = _KINDS.get(kind)
        if read is None:
            raise ValueError(f"unknown kind of clue {kind!r}")
        found = self.known[kind] = read(self)
        return found

    def _adverbs(self) -> AbstractSet[str]:
        return self._read_left()[0]

    def _anchored(self) -> AbstractSet[str]:
        return self._read_left()[1]

    def _doer(self) -> AbstractSet[str]:
        return self._read_left()[2]

    def _read_left(self) -> tuple[AbstractSet[str], AbstractSet[str], AbstractSet[str]]:
        # The three are read together, whichever is asked for first.
        adverbs, anchor, doer = left = self._left()
        self.known.update({"adv": adverbs, "left": anchor, "by": doer})
        return left

    def _clause_words(self) -> AbstractSet[str]:
        return self._read_words()[0]

    def _sentence_words(self) -> AbstractSet[str]:
        return self._read_words()[1]

    def _read_words(self) -> tuple[AbstractSet[str], AbstractSet[str]]:
        clause, sentence = words = self._around.words_before(self.first, self._floor)
        self.known.update({"clause": clause, "sent": sentence})
        return words

    def _stated(self) -> AbstractSet[str]:
        return self._around.stated(self.sentence)

    def _words_before(self) -> AbstractSet[str]:
        folded, first = self._tokens.folded, self.first
        return {"_".join(folded[first - count : first]) for count in _BESIDE if count <= first}

    def _words_after(self) -> AbstractSet[str]:
        folded, last = self._tokens.folded, self.last
        return {"_".join(folded[last : last + count]) for count in _BESIDE}

    def _case(self) -> AbstractSet[str]:
        return {"upper" if self._around.source.text[self.start].isupper() else "lower"}

    def _line(self) -> AbstractSet[str]:
        source = self._around.source
        stop = min(source.sentences[self.sentence][1], self.end + HEADLINE)
        found = {"caption"} if source.folded.find("ảnh:", self.end, stop) >= 0 else set()
        return found | {"head"} if self.start < self._around.head_end else found

    def _left(self) -> tuple[AbstractSet[str], AbstractSet[str], AbstractSet[str]]:
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
        return adverbs, anchor, doer

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

    def _before(self) -> AbstractSet[str]:
        return self._read_labels()[0]

    def _after(self) -> AbstractSet[str]:
        return self._read_labels()[1]

    def _has(self) -> AbstractSet[str]:
        before, after = self._read_labels()
        return before | after

    def _read_labels(self) -> tuple[set[str], set[str]]:
        inside = self._around.by_sentence.get(self.sentence, [])
        at = bisect_left(inside, self.start, key=lambda c: c.start)
        near = inside[max(0, at - _NEIGHBOURS) : at + _NEIGHBOURS]
        before: set[str] = {c.label for c in near if c.end <= self.start}
        after: set[str] = {c.label for c in near if c.start >= self.end}
        self.known.update({"before": before, "after": after})
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
