"""What stands after the head noun in the name of a body: field of work, company name, number, code."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from vnpolice_ie.lexicon.loader import Row, read_table
from vnpolice_ie.lexicon.matcher import PhraseMatcher
from vnpolice_ie.rules.place_names import PlaceReader, context_words, family_names

_CONNECTORS = (" ", " và ", " - ", ", ", " & ")
_JOINTS = frozenset({"-", "&"})
_NUMBER = re.compile(r"\d{1,4}[A-Z]?|[IVX]{1,4}")
_CODE = re.compile(r"P[A-Z]\d{2}|[A-Z]\d{2}[A-Z]?")
_SPLIT_PREFIX = re.compile(r"P[A-Z]")
# A Vietnamese syllable without its tone and vowel marks.
_SYLLABLE = re.compile(
    r"(?:ngh?|nh|gh?|gi|kh|ph|th|tr|ch|qu|[bcdhklmnprstvx])?[aeiouy]{1,3}(?:ng|nh|ch|[cmnpt])?"
)
# A field or company name is at most this long, in tokens.
_LONGEST_FIELD = 28
_LONGEST_TASK = 18
# Heads of these kinds after a dash begin a body of their own, not the second half of a field.
_OWN_BODIES = frozenset({"police", "party", "people", "ministry", "court", "military", "union"})
_NO_HEAD: Row = {"kind": ""}
_PERSON_LENGTHS = range(2, 5)


def _is_syllable(word: str) -> bool:
    """Tell whether a word is one Vietnamese syllable, not a foreign or coined name."""
    bare = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))
    return _SYLLABLE.fullmatch(bare.replace("đ", "d")) is not None


def _spread(phrase: str) -> list[str]:
    """The forms of a phrase whose asterisks stand for one of several connectors."""
    forms = [""]
    for n, part in enumerate(phrase.split(" * ")):
        forms = [f"{form}{c}{part}" for form in forms for c in (_CONNECTORS if n else ("",))]
    return forms


@cache
def heads() -> PhraseMatcher[Row]:
    """Head nouns with their rows of org_heads.tsv."""
    return PhraseMatcher((row["head"], row) for row in read_table("org_heads"))


@cache
def _media() -> PhraseMatcher[Row]:
    return PhraseMatcher((row["name"], row) for row in read_table("media"))


@cache
def _media_names() -> frozenset[str]:
    return frozenset(row["name"] for row in read_table("media"))


@cache
def fields() -> PhraseMatcher[bool]:
    """Fields of work; the payload tells whether a field is taken wholly in lower case."""
    return PhraseMatcher(
        (form, row["lower"] == "yes") for row in read_table("org_fields") for form in _spread(row["field"])
    )


@cache
def company_words() -> PhraseMatcher[bool]:
    """Words of trade; the payload tells whether one is a legal form."""
    return PhraseMatcher(
        (form, row["form"] == "yes") for row in read_table("company_words") for form in _spread(row["word"])
    )


@cache
def _codes() -> frozenset[str]:
    return frozenset(
        f"{row['prefix']}{number:02d}"
        for row in read_table("police_units")
        for number in range(int(row["first"]), int(row["last"]) + 1)
    )


class TailReader:
    """Reads the parts of a name after its head, at token positions of one text."""

    def __init__(self, places: PlaceReader) -> None:
        self.places = places
        self.tokens = places.tokens
        self.runs = places.runs

    def code_at(self, i: int) -> int:
        """Exclusive end of the code of a police unit at `i` ("PC02", "PA 81"); `i` if there is none."""
        words = self.tokens.words
        if i >= len(words) or self.places.blocked[i]:
            return i
        if words[i] in _codes():
            return i + 1
        if _SPLIT_PREFIX.fullmatch(words[i]) and i + 1 < len(words) and words[i] + words[i + 1] in _codes():
            return i + 2
        return i

    def number_at(self, i: int) -> int:
        """Exclusive end of "4", "số 3", "1A", "IV", "Y14/141" at `i`; `i` if there is none."""
        words = self.tokens.words
        if not self.places.follows(i) or self.places.blocked[i]:
            return i
        start = i + 1 if self.tokens.folded[i] == "số" and self.places.follows(i + 1) else i
        if start >= len(words) or self.places.blocked[start]:
            return i
        if _NUMBER.fullmatch(words[start]) and not (start == i and words[start][0] == "0"):
            if self._begins_date(start + 1) or self._counts(start):
                return i
            return start + 1
        if start == i and re.fullmatch(r"[A-Z]\d{1,3}", words[i]):
            end = i + 1
            while end + 1 < len(words) and words[end] == "/" and words[end + 1].isdigit():
                end += 2
            return end
        return i

    def _begins_date(self, i: int) -> bool:
        words = self.tokens.words
        return i + 1 < len(words) and words[i] in {"/", "."} and words[i + 1][0].isdigit()

    def _counts(self, i: int) -> bool:
        """Tell whether the number counts something: "Công ty 3 người", "Ban 2 đồng chí"."""
        counted = self.places.follows(i + 1) and self.tokens.folded[i + 1] in context_words("counted")
        return self.tokens.words[i].isdigit() and counted

    def field_at(self, i: int, *, weak: bool) -> tuple[int, bool, bool]:
        """Read the field of work or proper name at `i`.

        Args:
            i: where it may begin.
            weak: take fields in lower case too that alone are no sign of a name.

        Returns:
            its exclusive end (`i` if there is none), whether it holds a capital, and whether it is of the
            kind that is taken in lower case.
        """
        j = last = i
        capital = lower = False
        while j < len(self.tokens) and j - i < _LONGEST_FIELD:
            if self.places.blocked[j] or not self._continues(i, j):
                break
            phrase = fields().match_at(self.tokens, j)
            anchored = self.places.is_capital(j)
            if phrase is not None and self.places.is_free(j, phrase.last):
                if not anchored and j > i and self.tokens.words[j - 1] not in _JOINTS:
                    break
                if not anchored and j == i and not (phrase.payload or weak):
                    break
                j = last = phrase.last
                capital |= anchored
                lower |= phrase.payload
            elif (
                anchored
                and self.runs.is_capitalised(j)
                and (j == i or self.tokens.words[j - 1] in {"-", "&"})
            ):
                j = last = self._word_end(self._run(j), j)
                capital = True
            else:
                break
            if j + 1 < len(self.tokens) and self.tokens.words[j] in _JOINTS and self._joint_ok(j):
                j += 1
                continue
            further = self._second_field(j)
            if further == j or not capital:
                break
            j = last = further
        return last, capital, lower

    def _second_field(self, i: int) -> int:
        """Exclusive end of a field that goes on without a joint ("Kinh tế Tổng hợp"), else `i`."""
        phrase = fields().match_at(self.tokens, i) if self.places.follows(i) else None
        if phrase is None or not self.places.is_free(i, phrase.last) or self._head_at(i) is not None:
            return i
        if self.places.known_at(i) is not None or self.tokens.words[i] in family_names():
            return i
        if self.places.is_capital(i):
            return phrase.last
        # In lower case a second field looks like what the body does: it must end the name.
        verb = self.tokens.folded[i] in context_words("verb")
        return i if verb or not phrase.payload or not self._ends_name(phrase.last) else phrase.last

    def _ends_name(self, i: int) -> bool:
        if i >= len(self.tokens) or not self.places.follows(i):
            return True
        return self._head_at(i) is not None or self.places.area_at(i) is not None

    def run_at(self, i: int) -> int:
        """Exclusive end of a proper name after a field ("Đội CSGT Bàn Cờ"), else `i`."""
        if not self.runs.is_capitalised(i) or self.runs.shouted[i] or self._head_at(i) is not None:
            return i
        if self.tokens.words[i] in family_names() or self.tokens.words[i].isupper():
            return i
        return min(self._run(i), i + 3)

    def _word_end(self, end: int, start: int) -> int:
        """Take in the second syllable of a word that is in no list: "Ban Bồi thường"."""
        lone = (
            end - start == 1 and len(self.tokens.words[start]) > 1 and _is_syllable(self.tokens.words[start])
        )
        if not lone or not self.places.follows(end) or self.places.blocked[end]:
            return end
        word = self.tokens.words[end]
        second = word.islower() and _is_syllable(word) and word not in context_words("function-word")
        return end + 1 if second else end

    def _continues(self, first: int, j: int) -> bool:
        return j == first or self.runs.joined[j] or self.tokens.starts[j] == self.tokens.ends[j - 1]

    def _head_at(self, i: int) -> Row | None:
        phrase = heads().match_at(self.tokens, i)
        return phrase.payload if phrase is not None and self.places.is_capital(i) else None

    def _joint_ok(self, j: int) -> bool:
        # After a dash only a field goes on; another head begins another body.
        return (
            self.places.is_capital(j + 1)
            and self._continues(0, j)
            and self._continues(0, j + 1)
            and (self._head_at(j + 1) or _NO_HEAD)["kind"] not in _OWN_BODIES
        )

    def _run(self, i: int) -> int:
        """End of a proper name at `i`, without a person's name or an area that follows it."""
        end = i + 1
        while end < self.runs.ends[i] and not self.places.blocked[end]:
            if self._person_begins(i, end) or self.places.known_at(end) is not None:
                break
            if self.tokens.folded[end] in context_words("run-break"):
                break
            found = self.places.class_at(end)
            if found is not None and found[1]["kind"] == "admin":
                break
            end += 1
        return min(end, i + 5)

    def _person_begins(self, first: int, j: int) -> bool:
        return (
            self.tokens.words[j] in family_names()
            and self.tokens.words[first] not in family_names()
            and self.runs.ends[j] - j in _PERSON_LENGTHS
        )

    def subject_at(self, i: int) -> int:
        """Exclusive end of the task of a steering committee at `i` ("phòng, chống tham nhũng"), else `i`."""
        words = self.tokens.folded
        if not self.places.follows(i) or words[i] not in context_words("task-opening"):
            return i
        j = i
        while j < len(words) and j - i < _LONGEST_TASK and not self.places.blocked[j]:
            if (
                (words[j] == "về" and j > i)
                or words[j] in context_words("task-end")
                or self.places.area_at(j) is not None
            ):
                break
            if words[j] == "," and not self._task_goes_on(j):
                break
            if j > i and words[j] != "," and self.tokens.starts[j] - self.tokens.ends[j - 1] != 1:
                break
            if not words[j].isalpha() and words[j] not in {",", "-"}:
                break
            j += 1
        if j < len(words) and self.places.blocked[j]:
            return i  # what it runs into is a document, not its task
        while j > i and words[j - 1] in {",", "-", "về", "và"}:
            j -= 1
        return j if j - i > 1 else i

    def _task_goes_on(self, j: int) -> bool:
        # "phòng, chống", "tham nhũng, lãng phí, tiêu cực".
        return self.places.follows(j + 1) and self.tokens.folded[j + 1] in context_words("task-part")

    def company_at(self, i: int) -> tuple[int, tuple[int, int] | None]:
        """Read the name of a company, school or hospital after its class word.

        Returns:
            its exclusive end (`i` if there is none), and the token range of its proper name.
        """
        j = last = i
        core: tuple[int, int] | None = None
        while j < len(self.tokens) and j - i < _LONGEST_FIELD and not self.places.blocked[j]:
            if j > i and not self._continues(i, j) and not self.places.follows(j):
                break
            phrase = company_words().match_at(self.tokens, j)
            word = self.tokens.words[j]
            capital = self.places.is_capital(j)
            if phrase is not None and self.places.is_free(j, phrase.last):
                if (
                    core is not None
                    and not capital
                    and not phrase.payload
                    and not self._leads_on(phrase.last)
                ):
                    break
                j = phrase.last
                if capital:
                    last = j
            elif capital and (self.runs.is_capitalised(j) or word.isalnum()):
                if j > i and (self._other_body(j) or (core is not None and self._is_person(j))):
                    break
                end = self._company_run(j)
                if core is None or not self._is_area(j):
                    core = (j, end)
                j = last = end
            elif (
                word.isdigit()
                and j > i
                and len(word) <= 4
                and not self._begins_date(j + 1)
                and not self._counts(j)
            ):
                j = last = j + 1
            elif word in {"-", "&", "và", ","} and j > i and self._joins_trades(j):
                j += 1
            else:
                break
        return last, core

    def _is_person(self, i: int) -> bool:
        return self.tokens.words[i] in family_names() and self.runs.ends[i] - i in _PERSON_LENGTHS

    def _leads_on(self, j: int) -> bool:
        return self.places.follows(j) and self.places.is_capital(j)

    def _joins_trades(self, j: int) -> bool:
        if j + 1 >= len(self.tokens):
            return False
        before = self.tokens.starts[j] - self.tokens.ends[j - 1] <= 1
        after = self.tokens.starts[j + 1] - self.tokens.ends[j] <= 1
        phrase = company_words().match_at(self.tokens, j + 1)
        word = self.tokens.words[j]
        if word == "-" and self._other_body(j + 1):
            return False
        if word in {"-", "&"}:
            return before and after and (self.places.is_capital(j + 1) or phrase is not None)
        if word == "và":
            return phrase is not None
        # A comma joins two trades only where the name goes on after the second.
        return phrase is not None and self._goes_on_after(phrase.last)

    def _other_body(self, i: int) -> bool:
        row = self._head_at(i)
        return (
            row is not None and row["kind"] != "company" and company_words().match_at(self.tokens, i) is None
        )

    def _goes_on_after(self, j: int) -> bool:
        return (j < len(self.tokens) and self.tokens.words[j] in {"và", "&"}) or (
            self.places.follows(j) and self.places.is_capital(j)
        )

    def _company_run(self, i: int) -> int:
        if not self.runs.is_capitalised(i):
            return i + 1
        end = i + 1
        while end < self.runs.ends[i] and not self.places.blocked[end] and end - i < 6:
            if (
                self._other_body(end)
                or self._person_begins(i, end)
                or company_words().match_at(self.tokens, end) is not None
            ):
                break
            end += 1
        return end

    def media_at(self, i: int) -> tuple[int, bool]:
        """Read the name of a newspaper or portal at `i`.

        Returns:
            its exclusive end (`i` if there is none), and whether it is one wherever it stands.
        """
        phrase = _media().match_at(self.tokens, i) if i < len(self.tokens) else None
        if phrase is None or not self.places.is_free(i, phrase.last):
            return i, False
        words = self.tokens.words
        text = self.places.source.text[self.tokens.starts[i] : self.tokens.ends[phrase.last - 1]]
        if text not in _media_names():
            return i, False
        bare = phrase.payload["bare"] == "yes"
        if self._goes_on(phrase.last) and not bare and not words[i].isupper():
            return i, False
        return phrase.last, bare

    def _goes_on(self, i: int) -> bool:
        """Tell whether a run of capitals goes on at `i`, not a new sentence that lacks its full stop."""
        if not self.places.follows(i) or not self.runs.is_capitalised(i):
            return False
        return self.tokens.folded[i] not in context_words("run-break")

    def press_name_at(self, i: int) -> int:
        """Exclusive end of the name after "báo": one of the list or a run of capitals, else `i`."""
        end, _ = self.media_at(i)
        if end > i or not self.places.follows(i) or self.places.blocked[i] or not self.runs.is_capitalised(i):
            return end
        if self.tokens.folded[i] in context_words("run-break"):
            return i
        run = min(self._run(i), i + 4)
        return self._word_end(run, i)

    def _is_area(self, i: int) -> bool:
        return self.places.known_at(i) is not None
