"""Codes, numbers and tasks in names of bodies: "PC02", "số 3", "phòng, chống tham nhũng"."""

from __future__ import annotations

import re

from vnpolice_ie.rules.name_lists import context_words
from vnpolice_ie.rules.organisations.lists import unit_codes
from vnpolice_ie.rules.places.reader import PlaceReader

_NUMBER = re.compile(r"\d{1,4}[A-Z]?|[IVX]{1,4}")
_SPLIT_PREFIX = re.compile(r"P[A-Z]")
# A task is at most this long, in tokens.
_LONGEST_TASK = 28


class NumberReader:
    """Reads codes, numbers and tasks at token positions of one text."""

    def __init__(self, places: PlaceReader) -> None:
        self.places = places
        self.tokens = places.tokens
        self.runs = places.runs
        self.listed = places.listed
        self.count = places.count

    def code_at(self, i: int) -> int:
        """Exclusive end of the code of a police unit at `i` ("PC02", "PA 81"); `i` if there is none."""
        words = self.tokens.words
        if i >= len(words) or self.places.is_taken(i):
            return i
        if words[i] in unit_codes():
            return i + 1
        if (
            _SPLIT_PREFIX.fullmatch(words[i])
            and i + 1 < len(words)
            and words[i] + words[i + 1] in unit_codes()
        ):
            return i + 2
        return i

    def number_at(self, i: int) -> int:
        """Exclusive end of "4", "số 3", "1A", "IV", "Y14/141" at `i`; `i` if there is none."""
        words = self.tokens.words
        if not self.places.follows(i) or self.places.is_taken(i):
            return i
        start = i + 1 if self.tokens.folded[i] == "số" and self.places.follows(i + 1) else i
        if start >= len(words) or self.places.is_taken(start):
            return i
        if _NUMBER.fullmatch(words[start]) and not (start == i and words[start][0] == "0"):
            if self.begins_date(start + 1) or self.counts(start):
                return i
            return start + 1
        if start == i and re.fullmatch(r"[A-Z]\d{1,3}", words[i]):
            end = i + 1
            while end + 1 < len(words) and words[end] == "/" and words[end + 1].isdigit():
                end += 2
            return end
        return i

    def begins_date(self, i: int) -> bool:
        """Tell whether the number before token `i` is the day of a date."""
        words = self.tokens.words
        return i + 1 < len(words) and words[i] in {"/", "."} and words[i + 1][0].isdigit()

    def counts(self, i: int) -> bool:
        """Tell whether the number counts something: "Công ty 3 người", "Ban 2 đồng chí"."""
        counted = self.places.follows(i + 1) and self.tokens.folded[i + 1] in context_words("counted")
        return self.tokens.words[i].isdigit() and counted

    def bracketed_at(self, i: int) -> int:
        """Exclusive end of an abbreviation in brackets at `i`: "(UBKT)"; `i` if there is none."""
        words = self.tokens.words
        j = i + 1
        while (
            j < len(words)
            and j - i < 5
            and ((words[j].isupper() and words[j].isalpha()) or words[j] in {"-", "&"})
        ):
            j += 1
        closed = words[i] == "(" and i + 1 < j < len(words) and words[j] == ")"
        return j + 1 if closed else i

    def subject_at(self, i: int) -> int:
        """Exclusive end of the task of a steering committee at `i` ("phòng, chống tham nhũng"), else `i`."""
        words = self.tokens.folded
        if not self.places.follows(i) or words[i] not in context_words("task-opening"):
            return i
        listed = self.listed.fields.get(i)
        j = listed[0] if listed is not None and self.places.is_free(i, listed[0]) else i
        while j < len(words) and j - i < _LONGEST_TASK and not self.places.is_taken(j):
            if (
                (words[j] == "về" and j > i)
                or words[j] in context_words("task-end")
                or (
                    j > i and words[j - 2 : j] == ["trung", "ương"]
                )  # "… Cải cách tư pháp Trung ương | tổ chức"
                or self.places.area_at(j) is not None
            ):
                break
            if words[j] == "," and not self._task_goes_on(j):
                break
            if j > i and words[j] != "," and not self.places.follows(j):
                break
            if not words[j].isalpha() and words[j] not in {",", "-"}:
                break
            j += 1
        if j < len(words) and self.places.is_taken(j):
            return i  # what it runs into is a document, not its task
        while j > i and words[j - 1] in {",", "-", "về", "và"}:
            j -= 1
        return j if j - i > 1 else i

    def _task_goes_on(self, j: int) -> bool:
        # "phòng, chống", "tham nhũng, lãng phí, tiêu cực".
        return self.places.follows(j + 1) and self.tokens.folded[j + 1] in context_words("task-part")
