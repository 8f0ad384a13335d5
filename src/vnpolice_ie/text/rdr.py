"""Word segmentation by ripple-down rules: an interpreter of RDRSegmenter's rule files.

A sentence is first cut by longest matching against a vocabulary; then a tree of exception rules
(single classification ripple-down rules, SCRDR) corrects the tag of each syllable, B for the first of a
word and I for the others, by the words and tags around it.

Source: Nguyen, Nguyen, Vu, Dras and Johnson, "A Fast and Accurate Vietnamese Word Segmenter", LREC 2018,
sections 2 and 3. The files `Model.RDR` and `vocabulary.txt` are the user's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from vnpolice_ie.errors import InputError, ResourceError
from vnpolice_ie.lexicon.loader import column
from vnpolice_ie.text.normal import normalize
from vnpolice_ie.text.tokens import sentences

RULES_FILE = "Model.RDR"
VOCABULARY_FILE = "vocabulary.txt"
_LONGEST = 4  # syllables that longest matching puts together at most

# What the rules see as one syllable: numbers, dates and codes, addresses, abbreviations, words, signs.
_SYLLABLE = re.compile(
    r"[0-9][^\W_]*+(?:[.,/:-][^\W_]++)*+%?|[^\W\d_]{1,4}\.(?=[^\W\d_])|[^\W_]+|\.{2,}|[^\s\w]|_"
)
_WINDOW = ("prevWord2", "prevWord1", "word", "nextWord1", "nextWord2")
_TAGS = ("prevTag2", "prevTag1", "tag", "nextTag1", "nextTag2")
_ATTRIBUTES = frozenset(_WINDOW + _TAGS)
_CONDITION = re.compile(r'object\.([A-Za-z0-9]+) == "([^"]*)"')
_RULE = re.compile(r'(\t*)([^\t].*?) : object\.conclusion = "([^"]*)"\s*')


@dataclass(slots=True)
class _Node:
    """A rule: when all its conditions hold, its conclusion does, unless one of its exceptions holds."""

    conditions: tuple[tuple[str, str], ...]
    conclusion: str
    exceptions: list[_Node] = field(default_factory=list)
    # One condition of each exception → the exceptions that need it, by their place in order.
    by_condition: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def add(self, exception: _Node) -> None:
        # A word says more than a tag.
        key = min(exception.conditions, key=lambda condition: condition[0] in _TAGS, default=("", ""))
        self.by_condition.setdefault(key, []).append(len(self.exceptions))
        self.exceptions.append(exception)

    def exception(self, window: Mapping[str, str]) -> _Node | None:
        """The first exception whose conditions hold."""
        places: list[int] = list(self.by_condition.get(("", ""), ()))
        for condition in window.items():
            places += self.by_condition.get(condition, ())
        for place in sorted(places):
            node = self.exceptions[place]
            if all(window[attribute] == value for attribute, value in node.conditions):
                return node
        return None


class RuleTree:
    """A tree of exception rules.

    Args:
        lines: the rule file: one rule a line, `object.word == "a" and object.tag == "B" :
            object.conclusion = "I"`, an exception one tab deeper than its rule; the root is `True`.
        name: what errors call the file.

    Raises:
        InputError: a line is no rule, or has no rule to be an exception to.
    """

    def __init__(self, lines: Iterable[str], name: str = "rules") -> None:
        root: _Node | None = None
        path: list[_Node] = []
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            depth, node = _parse_rule(line, f"{name}, line {number}")
            if depth > len(path) or (depth == 0) != (root is None):
                raise InputError(
                    "the rule is no exception to the one above it",
                    where=f"{name}, line {number}",
                    remedy="Indent it by one tab more than its rule; only the first line has none",
                )
            del path[depth:]
            if path:
                path[-1].add(node)
            else:
                root = node
            path.append(node)
        if root is None:
            raise InputError("there are no rules", where=name, remedy=f"Give RDRSegmenter's {RULES_FILE}")
        self._root = root

    def conclude(self, window: Mapping[str, str]) -> str:
        """Conclusion of the last rule that holds, from the root down.

        Args:
            window: value of each attribute (`word`, `prevTag1`, …); empty beyond the sentence.
        """
        node = self._root
        while (deeper := node.exception(window)) is not None:
            node = deeper
        return node.conclusion


def _parse_rule(line: str, where: str) -> tuple[int, _Node]:
    match = _RULE.fullmatch(line)
    if match is not None:
        if match[2] == "True":
            return len(match[1]), _Node((), match[3])
        conditions = [_CONDITION.fullmatch(part) for part in match[2].split(" and ")]
        parsed = tuple(
            (c[1], normalize(c[2]).text) for c in conditions if c is not None and c[1] in _ATTRIBUTES
        )
        if len(parsed) == len(conditions):
            return len(match[1]), _Node(parsed, match[3])
    raise InputError(
        f"{line.strip()[:60]!r} is no rule",
        where=where,
        remedy='Write it like object.word == "a" and object.tag == "B" : object.conclusion = "I"',
    )


class RdrSegmenter:
    """Segments text by a rule tree and a vocabulary, both in the library's normal form.

    Args:
        rules: the tree; its conclusions are B and I.
        vocabulary: words of several syllables, the syllables parted by spaces, in lower case.
    """

    name = "rdr"

    def __init__(self, rules: RuleTree, vocabulary: Iterable[str]) -> None:
        self._rules = rules
        self._vocabulary = frozenset(vocabulary)
        self._heads = frozenset(column("name_heads", "word"))

    @classmethod
    def from_folder(cls, folder: str | Path) -> RdrSegmenter:
        """Read `Model.RDR` and `vocabulary.txt` (one word a line) from a folder.

        Raises:
            ResourceError: a file is not there.
            InputError: the rules cannot be read.
        """
        rules, vocabulary = (_read(Path(folder) / name) for name in (RULES_FILE, VOCABULARY_FILE))
        where = str(Path(folder) / RULES_FILE)
        return cls(RuleTree(rules, where), (" ".join(normalize(line).folded.split()) for line in vocabulary))

    def __call__(self, text: str) -> list[tuple[int, int]]:
        """Offsets of the words of a text in normal form, in order; a word has no space at its edges."""
        out: list[tuple[int, int]] = []
        for start, end in sentences(text):
            spans = [match.span() for match in _SYLLABLE.finditer(text, start, end)]
            words = self.words([text[a:b] for a, b in spans])
            out += [(spans[first][0], spans[last - 1][1]) for first, last in words]
        return out

    def words(self, syllables: Sequence[str]) -> list[tuple[int, int]]:
        """Ranges [first, last) of the words of one sentence that is given as syllables."""
        tags = self._tags(syllables)
        starts = [i for i, tag in enumerate(tags) if i == 0 or tag == "B"]
        return [*zip(starts, [*starts[1:], len(tags)], strict=True)] if starts else []

    def _tags(self, syllables: Sequence[str]) -> list[str]:
        folded = [syllable.lower() for syllable in syllables]
        tags = self._initial_tags(syllables, folded)
        padded_words = ["", "", *folded, "", ""]
        padded_tags = ["", "", *tags, "", ""]
        out: list[str] = []
        for i in range(len(syllables)):
            window = dict(zip(_WINDOW, padded_words[i : i + 5], strict=True))
            window.update(zip(_TAGS, padded_tags[i : i + 5], strict=True))
            out.append(self._rules.conclude(window))
        return out

    def _initial_tags(self, syllables: Sequence[str], folded: Sequence[str]) -> list[str]:
        """Longest matching from the left; a run of capitalised syllables outside the vocabulary is a name."""
        tags: list[str] = []
        i = 0
        while i < len(syllables):
            last = self._vocabulary_word(syllables, folded, i) or self._name(syllables, folded, i)
            tags += ["B"] + ["I"] * (last - i - 1)
            i = last
        return tags

    def _vocabulary_word(self, syllables: Sequence[str], folded: Sequence[str], first: int) -> int:
        """End of the longest vocabulary word at `first`; 0 if there is none of several syllables."""
        if not syllables[first].isalpha():
            return 0
        if first + 1 < len(syllables) and syllables[first].islower() and syllables[first + 1][:1].isupper():
            return 0
        for last in range(min(first + _LONGEST, len(syllables)), first + 1, -1):
            if " ".join(folded[first:last]) in self._vocabulary:
                return last
        return 0

    def _name(self, syllables: Sequence[str], folded: Sequence[str], first: int) -> int:
        """End of the name at `first`: capitalised syllables up to the next vocabulary word."""
        last = first + 1
        if not _may_be_name(syllables[first]) or folded[first] in self._heads:
            return last
        while (
            last < min(first + _LONGEST, len(syllables))
            and _may_be_name(syllables[last])
            and not self._vocabulary_word(syllables, folded, last)
        ):
            last += 1
        return last


def _may_be_name(syllable: str) -> bool:
    # Two or more capitals are an abbreviation (UBND, TNHH).
    return syllable.isalpha() and syllable[0].isupper() and not (len(syllable) > 1 and syllable.isupper())


def _read(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except OSError:
        raise ResourceError(
            f"there is no file {path.name}",
            where=str(path.parent),
            remedy=f"Put RDRSegmenter's {RULES_FILE} and {VOCABULARY_FILE} into that folder",
        ) from None
