"""Places (LOC)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import filterfalse

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.lexicon.matcher import PhraseMatcher
from vnpolice_ie.rules.name_lists import all_family_names, common_family_names, context_words
from vnpolice_ie.rules.people.names import family_names
from vnpolice_ie.rules.places.claims import Claims
from vnpolice_ie.rules.places.reader import Place, PlaceReader

_TOWERS = frozenset(
    {"tower", "plaza", "city", "center", "centre", "building", "resort", "hotel", "complex", "mall"}
)
_HOUSE = re.compile(r"[A-Z]{0,2}\d{1,4}[A-Z]?")
_KILOMETRE = re.compile(r"[Kk][Mm]\d{1,4}")
_ROAD = re.compile(r"(?:QL|TL|ĐT|DT|HL)\d{1,3}[A-Z]?")
# With what the two before begin, in lower case.
_CODES = frozenset({"km", "ql", "tl", "đt", "dt", "hl"})
_SHORTEST_NAME = 2
_FULL_NAMES = range(3, 5)
_QUOTES = frozenset("\"“”'‘’")


class PlaceStage:
    """Places (LOC)."""

    name = "places"

    def __call__(self, draft: Draft) -> None:
        """Add to the draft what this stage can tell."""
        _Reading(draft).run()


class _Reading:
    """One text under way: places found, and names that a class word has shown to be places."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.places = PlaceReader(draft.source, bytes(draft.covered))
        self.tokens = self.places.tokens
        self.runs = self.places.runs
        self.learned: dict[str, str] = {}  # with their first words in lower case
        self.landmarks: set[tuple[str, ...]] = set()
        self.last = -1
        # Letters and a digit in one token: "QL1A", "Km5".
        codes = {word for word in filterfalse(str.isalpha, self.runs.lowered) if word[:2] in _CODES}
        self.coded = set(self.runs.among(codes))
        self.towers = {i for i in self.runs.among(_TOWERS) if self.tokens.words[i].istitle()}
        self.special = self._special()
        self._given_names: frozenset[str] | None = None

    def run(self) -> None:
        Claims(self.draft, self.places).take()
        if self.draft.covered != self.places.taken:
            self.places = PlaceReader(self.draft.source, bytes(self.draft.covered))
        free = 0
        for i in self._beginnings():
            if i >= free and not self.places.is_taken(i):
                free = self._read(i)
        self._reuse()

    def _is_given_name(self, word: str) -> bool:
        """Tell whether what looks like a full name of a person in this text ends with a word."""
        if self._given_names is None:
            words, runs = self.tokens.words, self.runs
            self._given_names = frozenset(
                words[runs.ends[first] - 1]
                for first in runs.among(family_names().keys())
                if runs.ends[first] - first in _FULL_NAMES
                and runs.begins(first)
                and words[first] in all_family_names()
            )
        return word in self._given_names

    def _beginnings(self) -> list[int]:
        """The tokens at which a place may begin, in order."""
        words, capital, count = self.tokens.words, self.runs.capital, len(self.tokens)
        listed = self.places.listed
        found = {i for i, (last, _) in listed.gazetteer.items() if capital[i] or capital[last - 1]}
        found |= {
            i
            for i, (last, row) in listed.class_words.items()
            if last < count
            and (
                capital[last]
                or last in listed.gazetteer
                or words[last][0].isdigit()
                or (words[last] == "." and row["dotted"])
            )
        }
        if self.towers:
            found.update(first for first, last in self.runs.maximal() if last - 1 in self.towers)
        return sorted(found | self.special)

    def _special(self) -> set[int]:
        """The tokens of venues, kilometres, numbered roads, addresses and crossings."""
        words, listed = self.tokens.words, self.places.listed
        found = {*listed.venues, *self.coded}
        for i, (last, place) in listed.before_numbers.items():
            if place == "address":
                if last < len(words) and not words[last].isalpha():
                    found.add(last)
            elif place != "day":
                found.add(i)
        return found

    def _read(self, i: int) -> int:
        """Add the place at `i`, from the surest reading on; the token to go on from."""
        last = self._read_special(i) if i in self.special else i
        if last == i and self.towers:
            last = self._tower(i)
        if last == i and i in self.places.listed.class_words:
            last = self._classed(i)
        if last == i and i in self.places.listed.gazetteer:
            last = self._known(i)
        return last

    def _read_special(self, i: int) -> int:
        word = self.tokens.folded[i]
        last = self._venue(i) if i in self.places.listed.venues else i
        if last == i and (word == "km" or i in self.coded):
            last = self._kilometre(i)
            if last == i:
                last = self._numbered_road(i)
        if last == i:
            last = self._address(i)
        return self._crossing(i) if last == i and word == "ngã" else last

    def _venue(self, i: int) -> int:
        place = self.places.venue_at(i)
        return i if place is None else self._add(i, place.last, "venue")

    def _numbered_road(self, i: int) -> int:
        """ "QL1A", "ĐT741", "TL 8": class word and number in one token."""
        road = _ROAD.fullmatch(self.tokens.words[i]) is not None
        return self._add(i, i + 1, "road") if road else i

    def _kilometre(self, i: int) -> int:
        """ "Km 488+700 QL1A"."""
        words = self.tokens.words
        if i + 1 >= len(words):
            return i
        if not self.places.is_capital(i) and words[i + 2 : i + 3] != ["+"]:
            return i
        last = i + 1 if _KILOMETRE.fullmatch(words[i]) else i + 2
        if last == i + 2 and (self.tokens.folded[i] != "km" or not words[i + 1].isdigit()):
            return i
        if last + 1 < len(words) and words[last] == "+" and words[last + 1].isdigit():
            last += 2
        if self.places.follows(last) and _ROAD.fullmatch(words[last]):
            return self._add(i, last + 1, "kilometre")
        road = self.places.place_at(last) if self.places.follows(last) else None
        return self._add(i, road.last if road is not None and road.kind == "road" else last, "kilometre")

    def _address(self, i: int) -> int:
        """House number and road: "số 5 Trần Thánh Tông", "tại 86 Triệu Việt Vương"."""
        folded = self.tokens.folded
        first = i
        marked = False
        if folded[i] == "số":
            marked = True
            i += 2 if folded[i + 1 : i + 2] == ["nhà"] else 1
        elif not i or folded[i - 1] not in context_words("address-before"):
            return first
        if i >= len(folded) or not _HOUSE.fullmatch(self.tokens.words[i]) or self.places.is_taken(i):
            return first
        i += 1
        # "39-39B", "12/4".
        while i + 1 < len(folded) and folded[i] in {"-", "/"} and _HOUSE.fullmatch(self.tokens.words[i + 1]):
            i += 2
        if marked and i < len(folded) and folded[i] == ",":
            i += 1
        if i >= len(folded) or not self.places.follows(i):
            return first
        last = self._road(i)
        return self._add(first, last, "address") if last > i else first

    def _road(self, i: int) -> int:
        place = self.places.place_at(i)
        if place is not None and place.named and not place.bare:
            return place.last if place.kind == "road" else i
        end = self.places.run_end(i, 5)
        return end if end - i >= _SHORTEST_NAME else i

    def _crossing(self, i: int) -> int:
        """ "ngã 3 đường Việt Đức": a crossing named by its road."""
        if self.tokens.folded[i] != "ngã" or not self.places.follows(i + 1) or not self.places.follows(i + 2):
            return i
        if self.tokens.folded[i + 1] not in context_words("ways"):
            return i
        road = self.places.place_at(i + 2)
        return self._add(i, road.last, "crossing") if road is not None and road.kind == "road" else i

    def _tower(self, i: int) -> int:
        if not self.runs.begins(i):
            return i
        last = self.runs.ends[i]
        first = i + 1 if self.tokens.folded[i] in context_words("headline-opening") else i
        named = last - first >= _SHORTEST_NAME and last - 1 in self.towers
        return self._add(first, last, "tower") if named and self.places.is_free(first, last) else i

    def _classed(self, i: int) -> int:
        place = self.places.place_at(i)
        if place is None or place.bare or not place.named:
            return i
        last = place.last
        found = self.places.class_at(i)
        if found is None:
            return i
        if place.kind in {"admin", "country"} and self._is_one_of_several(i, last):
            # "3 tỉnh Phú Thọ, Vĩnh Phúc": the class word belongs to all of them.
            return self._add(found[0], last, "listed")
        if place.kind == "village" and self.places.follows(last):
            further = self.places.place_at(last)
            if further is not None and further.named and not further.bare:
                last = further.last
        if place.kind == "nature" and self.tokens.words[i].islower():
            self.landmarks.add(tuple(self.tokens.folded[i:last]))
        if self._add(i, last, place.kind) > i and place.kind in {"admin", "village", "nature"}:
            self._learn(found[0], place.last)
        return last

    def _is_one_of_several(self, i: int, last: int) -> bool:
        if not i or not self.places.follows(i) or self.tokens.words[i].isupper():
            return False
        if self.tokens.folded[i] not in {"tỉnh", "nước"}:
            return False
        before = self.tokens.folded[i - 1]
        listed = last + 1 < len(self.tokens) and self.tokens.words[last] in {",", "và", "-"}
        return before in context_words("several") or (
            before.isdigit() and listed and self.places.is_capital(last + 1)
        )

    def _learn(self, first: int, last: int) -> None:
        text = self.draft.source.text[self.tokens.starts[first] : self.tokens.ends[last - 1]]
        if last - first >= _SHORTEST_NAME and text[0].isupper():
            self.learned[text] = self.tokens.folded[first]

    def _known(self, i: int) -> int:
        place = self.places.known_at(i)
        if place is None or not place.bare or not self._stands_free(i, place.last):
            return i
        before = self.tokens.folded[i - 1] if i else ""
        if before in context_words("no-place-before") and self.places.follows(i):
            return i
        if place.last == i + 1 and before in context_words("address-form"):
            return i
        if place.last == i + 1 and self._is_given_name(self.tokens.words[i]) and not self._is_cued(i):
            return i  # "Vinh" in a text on Phan Văn Vinh
        if place.sure:
            return self._add(i, place.last, "gazetteer")
        if place.kind == "country":
            listed = before in {",", "và", "-"} and self.last != i - 1
            shown = before in context_words("country-before") and not listed
            last = self._add(i, place.last, "country") if shown else i
            if last > i and (word := self.tokens.words[i]) != "Anh":
                self.learned[word] = self.tokens.folded[i]  # "Mỹ" is the country all over this text
            return last
        return self._add(i, place.last, "beside") if self._beside(place) else i

    def _is_cued(self, i: int) -> bool:
        """Tell whether a place is to be expected at `i`, from the word before or the province behind."""
        if i and self.places.follows(i) and self.tokens.folded[i - 1] in context_words("near-place-before"):
            return True
        further = self.places.place_at(i + 2) if self.tokens.words[i + 1 : i + 2] in ([","], ["("]) else None
        return further is not None and further.named

    def _stands_free(self, first: int, last: int) -> bool:
        """Tell whether the name is a run of its own, not a part of a person's or a company's name."""
        if self.runs.shouted[first]:
            return True
        before = first > 0 and self.runs.joined[first] and self.runs.is_capitalised(first - 1)
        if before and not self.places.is_taken(first - 1) and not self._opens_sentence(first - 1):
            return False
        if last >= len(self.tokens) or not self.runs.joined[last] or not self.runs.is_capitalised(last):
            return True
        word = self.tokens.words[last]
        known = self.places.known_at(first)
        if known is not None and known.kind == "country" and self.tokens.words[first] not in {"Việt", "VN"}:
            return True
        if self.tokens.folded[last] in context_words("run-break"):
            return True
        return (
            self.places.is_taken(last)
            or word in common_family_names()
            or self.places.place_at(last) is not None
        )

    def _opens_sentence(self, i: int) -> bool:
        word = self.tokens.folded[i]
        return word in context_words("sentence-opening") or word in context_words("run-break")

    def _beside(self, place: Place) -> bool:
        """Tell whether a district's name has its province beside it, or a word of place before it."""
        words = self.tokens.words
        before = self.tokens.folded[place.first - 1] if place.first else ""
        if before in {",", "và"} and self.last == place.first - 1 and place.last - place.first > 1:
            return True  # "huyện Yên Phong, Gia Bình": a list of places goes on
        if self._heads_news(place):
            return True
        if place.last + 1 < len(words) and words[place.last] in {",", "("}:
            other = self.places.place_at(place.last + 1)
            if other is not None and other.named and other.kind in {"province", "admin"}:
                return True
        studio = self.tokens.folded[max(0, place.first - 2) : place.first] == ["điểm", "cầu"]
        return (
            studio or before in context_words("near-place-before")
        ) and place.last - place.first >= _SHORTEST_NAME

    def _heads_news(self, place: Place) -> bool:
        """Tell whether the name opens a line of news from there: "TÂN HÒA: Ngày 5-3, …"."""
        after = self.tokens.words[place.last : place.last + 1]
        opens = not place.first or "\n" in self.tokens.gaps[place.first]
        return opens and after == [":"] and place.last - place.first >= _SHORTEST_NAME

    def _is_nickname(self, first: int, last: int) -> bool:
        """Tell whether the words, a quote before them, are a nickname behind a name: Tư “Cầu Muối”."""
        words = self.tokens.words
        quoted = last < len(words) and words[last] in _QUOTES
        return quoted and self.runs.is_capitalised(first - 2) and self.runs.joined[first - 1]

    def _add(self, first: int, last: int, rule: str) -> int:
        if first > 1 and self.tokens.words[first - 1] in _QUOTES and self._is_nickname(first, last):
            return first
        start, end = self.tokens.starts[first], self.tokens.ends[last - 1]
        if not self.draft.add(Candidate(start, end, "LOC", f"places.{rule}")):
            return first
        self.last = last
        return last

    def _reuse(self) -> None:
        """Take names that stood with their class word as places where they stand bare."""
        if self.landmarks:
            matcher = PhraseMatcher((name, True) for name in self.landmarks)
            for i in self.places.listed.class_words:
                # "Hồ Tà Pạ" at the head of a sentence is no person where the text also has "hồ Tà Pạ".
                if not self.places.is_taken(i) and (phrase := matcher.match_at(self.tokens, i)) is not None:
                    self._add(i, phrase.last, "learned")
        if self.learned:
            for first, last in self._learned_again():
                before = self.tokens.folded[first - 1] if first else ""
                if before in context_words("no-place-before") or before in context_words("address-form"):
                    continue
                if self.draft.is_free(self.tokens.starts[first], self.tokens.ends[last - 1]):
                    self._add(first, last, "learned")

    def _learned_again(self) -> Iterator[tuple[int, int]]:
        """The runs of capitals that are learned names."""
        text, tokens, runs = self.draft.source.text, self.tokens, self.runs
        for first in runs.among(set(self.learned.values())):
            last = runs.ends[first]
            if runs.begins(first) and text[tokens.starts[first] : tokens.ends[last - 1]] in self.learned:
                yield first, last
