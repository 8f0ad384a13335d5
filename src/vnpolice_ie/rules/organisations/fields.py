"""Fields of work and proper names after the head noun of a body."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from vnpolice_ie.rules.name_lists import common_family_names, context_words
from vnpolice_ie.rules.organisations.lists import FIELD_LINKS, BodyHead, deeds, field_stops, field_words
from vnpolice_ie.rules.organisations.numbers import NumberReader

_JOINTS = frozenset({"-", "&"})
# A Vietnamese syllable without its tone and vowel marks.
_SYLLABLE = re.compile(
    r"(?:ngh?|nh|gh?|gi|kh|ph|th|tr|ch|qu|[bcdhklmnprstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?"
)
_REMEMBERED = 5_000  # words
# A field or company name is at most this long, in tokens.
LONGEST_FIELD = 28
# Heads of these kinds after a dash begin a body of their own, not the second half of a field.
_OWN_BODIES = frozenset({"police", "party", "people", "ministry", "court", "military", "union"})
# A proper name without lower case is at most this long.
_LONGEST_RUN = 5
_PERSON_LENGTHS = range(2, 5)
# So many tokens of a field may be in no list.
_LONGEST_REST = 8
# Marks with a space before them that end a name.
_CLOSING = frozenset('(–“"')


@lru_cache(_REMEMBERED)
def _is_syllable(word: str) -> bool:
    """Tell whether a word is one Vietnamese syllable, not a foreign or coined name."""
    bare = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))
    return _SYLLABLE.fullmatch(bare.replace("đ", "d")) is not None


class FieldReader(NumberReader):
    """Reads fields of work and proper names at token positions of one text."""

    def field_at(self, i: int, *, weak: bool) -> tuple[int, bool, bool]:
        """Read the field of work or proper name at `i`.

        Args:
            i: where it may begin; that token is free.
            weak: take fields in lower case too that alone are no sign of a name.

        Returns:
            its exclusive end (`i` if there is none), whether it holds a capital, and whether it is of the
            kind that is taken in lower case.
        """
        j = last = i
        capital = lower = False
        if i < self.count and self.tokens.folded[i] == "trưởng":
            return i, False, False  # "CỤC TRƯỞNG", who signs
        while j < self.count and j - i < LONGEST_FIELD:
            if j > i and (not self.continues(j) or self.places.is_taken(j)):
                break
            found = self.listed.fields.get(j)
            anchored = self.places.is_capital(j)
            if found is not None and self.places.is_free(j, found[0]):
                if not anchored and j > i and self.tokens.words[j - 1] not in _JOINTS:
                    break
                if not anchored and j == i and not (found[1] or weak):
                    break
                j = last = found[0]
                capital |= anchored
                lower |= found[1]
            elif anchored and self._is_proper(j) and (j == i or self.tokens.words[j - 1] in _JOINTS):
                j = last = self.word_end(self.run_end(j), j)
                capital = True
            else:
                break
            if j + 1 < self.count and self.tokens.words[j] in _JOINTS and self._joint_ok(j):
                j += 1
                continue
            further = self._second_field(j)
            if further == j or not capital:
                break
            j = last = further
        return last, capital, lower

    def rest_at(self, i: int) -> int:
        """Take in words in lower case that only a name has there, up to where it surely ends.

        "Phòng Cảnh sát điều tra tội phạm ⟦về trật tự⟧ (PC45)", "Cục Quản lý khoa học ⟦và môi trường⟧,".
        """
        words, folded = self.tokens.words, self.tokens.folded
        j = i
        while (
            j < self.count
            and j - i < _LONGEST_REST
            and self.places.follows(j)
            and not self.places.is_taken(j)
        ):
            short = words[j].isupper() and words[j].isalpha() and not self.runs.shouted[j]
            if not short and (words[j] != folded[j] or folded[j] not in field_words()):
                break
            j += 1
        if j == i or not field_stops().isdisjoint(folded[i:j]) or folded[j - 1] in FIELD_LINKS:
            return i
        if folded[i] in context_words("verb"):
            return i
        if folded[i] == "về" and not (
            words[i + 1].isupper() or folded[i + 1] in context_words("crime-field")
        ):
            return i
        if any(deeds().match_at(self.tokens, k) is not None for k in range(i, j)):
            return i
        if self.places.class_at(i) is not None or self.places.class_at(j - 1) is not None:
            return i
        if j < self.count and self.places.follows(j) and words[j] not in _CLOSING:
            return j if words[j] not in _JOINTS and self._ends_name(j) else i
        return j

    def is_abbreviation(self, i: int) -> bool:
        """Tell whether a field is given by its initials: "Vụ TCNH"."""
        word = self.tokens.words[i]
        return word.isupper() and len(word) > 2 and word.isalpha() and not self.runs.shouted[i]

    def _is_proper(self, i: int) -> bool:
        """Tell whether the capital at `i` says something: not in a headline, not the Party's."""
        return self.runs.is_capitalised(i) and not self.runs.shouted[i] and self.tokens.words[i] != "Đảng"

    def _second_field(self, i: int) -> int:
        """Exclusive end of a field that goes on without a joint ("Kinh tế Tổng hợp"), else `i`."""
        found = self.listed.fields.get(i) if self.places.follows(i) else None
        if found is None or not self.places.is_free(i, found[0]) or self.head_at(i) is not None:
            return i
        if self.places.known_at(i) is not None or self.tokens.words[i] in common_family_names():
            return i
        if self.places.is_capital(i):
            return found[0]
        # In lower case a second field looks like what the body does: it must end the name.
        verb = self.tokens.folded[i] in context_words("verb")
        return i if verb or not found[1] or not self._ends_name(found[0]) else found[0]

    def _ends_name(self, i: int) -> bool:
        if i >= self.count or not self.places.follows(i):
            return True
        return self.head_at(i) is not None or self.places.area_at(i) is not None

    def run_at(self, i: int) -> int:
        """Exclusive end of a proper name after a field ("Đội CSGT Bàn Cờ"), else `i`."""
        if not self.runs.is_capitalised(i) or self.runs.shouted[i] or self.head_at(i) is not None:
            return i
        if self.tokens.words[i] in common_family_names() or self.tokens.words[i].isupper():
            return i
        return min(self.run_end(i), i + 3)

    def word_end(self, end: int, start: int) -> int:
        """Take in the second syllable of a word that is in no list: "Ban Bồi thường"."""
        if end - start > 1 or not self.places.follows(end) or self.places.is_taken(end):
            return end
        first, second = self.tokens.words[start : end + 1]
        joined = (
            second.islower()
            and len(first) > 1
            and not first.isupper()
            and second not in context_words("function-word")
            and second not in context_words("verb")
            and _is_syllable(first)
            and _is_syllable(second)
        )
        return end + 1 if joined else end

    def continues(self, j: int) -> bool:
        """Tell whether token `j`, which is not the first, goes on from the one before it."""
        return self.runs.joined[j] or self.tokens.starts[j] == self.tokens.ends[j - 1]

    def head_at(self, i: int) -> BodyHead | None:
        """The head noun with a capital at `i`."""
        found = self.listed.heads.get(i)
        return found[1] if found is not None and self.places.is_capital(i) else None

    def _joint_ok(self, j: int) -> bool:
        # After a dash only a field goes on; another head begins another body, a post another title.
        if self.tokens.folded[j + 1 : j + 3] in (["phó", "trưởng"], ["phó", "ban"]):
            return False
        head = self.head_at(j + 1)
        if head is not None and (head.several or head.kind in _OWN_BODIES):
            return False
        return self.places.is_capital(j + 1) and self.continues(j) and self.continues(j + 1)

    def run_end(self, i: int) -> int:
        """End of a proper name at `i`, without a person's name or an area that follows it."""
        end = i + 1
        while end < min(self.runs.ends[i], i + _LONGEST_RUN) and not self.places.is_taken(end):
            if self.person_begins(i, end) or self.places.known_at(end) is not None:
                break
            if self.tokens.folded[end] in context_words("run-break"):
                break
            found = self.places.class_at(end)
            if found is not None and found[1]["kind"] == "admin":
                break
            end += 1
        return end

    def person_begins(self, first: int, j: int) -> bool:
        """Tell whether a person's name begins at `j` inside a run that began at `first`."""
        return (
            self.tokens.words[j] in common_family_names()
            and self.tokens.words[first] not in common_family_names()
            and self.runs.ends[j] - j in _PERSON_LENGTHS
        )

    def is_person(self, i: int) -> bool:
        """Tell whether the run at `i` looks like a person's name."""
        return self.tokens.words[i] in common_family_names() and self.runs.ends[i] - i in _PERSON_LENGTHS
