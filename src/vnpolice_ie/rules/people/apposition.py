"""Titles that stand at a name: before it, after it, or before a list of names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.rules.people import title_gaps
from vnpolice_ie.schema import RelationType

_RELATION: dict[str, RelationType] = {"RANK": "HAS_RANK", "POSITION": "HOLDS"}

_LONGEST_LIST = 60
"""Names and titles in a list of the holders of one post."""


class Apposition:
    """The persons and titles of one sentence.

    Attributes:
        items: persons, ranks and posts in order.
        persons: indices of the persons, in order.
        titles: those of the ranks and posts.
        holders: index of a title → indices of the persons that have it.
    """

    def __init__(self, draft: Draft, items: list[Candidate]) -> None:
        self._draft = draft
        self.items = items
        self.persons = [i for i, item in enumerate(items) if item.label == "PERSON"]
        self.titles = {i for i, item in enumerate(items) if item.label != "PERSON"}
        self.holders: dict[int, list[int]] = {}

    def read(self) -> None:
        """Relate from the surest to the least sure; a title that has its person is not looked at again."""
        for person in self.persons:
            self._claim_before(person)
        for person in self.persons:
            self._claim_after(person)
        for title in sorted(self.titles):
            self._claim_listed(title)
        if self.persons and self.persons[0] - 1 not in self.holders:
            self._claim_addressed(self.persons[0])

    def gap(self, left: int, right: int) -> str | None:
        """Text between two items in lower case; None if it is too long or there is none."""
        if left < 0 or right >= len(self.items):
            return None
        start, end = self.items[left].end, self.items[right].start
        return self._draft.source.folded[start:end] if 0 <= end - start <= title_gaps.LONGEST else None

    def fits(self, pattern: re.Pattern[str], left: int, right: int) -> bool:
        """Tell whether what stands between two items is as the pattern says."""
        gap = self.gap(left, right)
        return gap is not None and pattern.fullmatch(gap) is not None

    def text_before(self, at: int, length: int = 40) -> str:
        """What stands before an item, in lower case."""
        start = self.items[at].start
        return self._draft.source.folded[max(0, start - length) : start]

    def relate(self, person: Candidate, title: int, rule: str) -> None:
        """Give a title to a person."""
        item = self.items[title]
        self.holders.setdefault(title, [])
        self._draft.relate(_RELATION[item.label], person, item, f"person_relations.{rule}")

    def claim(self, person: int, title: int, rule: str) -> None:
        """Give a title to a person of this sentence."""
        self.relate(self.items[person], title, rule)
        self.holders[title].append(person)

    def _claim_before(self, person: int) -> None:
        """Titles right before a name: "Ủy viên Bộ Chính trị, Bộ trưởng Bộ Công an, Đại tướng X"."""
        at = person - 1
        if at not in self.titles or not self.fits(title_gaps.DIRECT, at, person):
            return
        chain = [at]
        while at - 1 in self.titles and self.fits(title_gaps.CHAIN, at - 1, at):
            if ";" in (self.gap(at - 1, at) or "") and self._follows_name(at - 1):
                break
            at -= 1
            if title_gaps.ON_BEHALF.search(self.text_before(at)):
                break
            chain.append(at)
        for title in chain[: self._own_share(chain)]:
            self.claim(person, title, "before-name")

    def _follows_name(self, title: int) -> bool:
        """Tell whether a title stands after a name: "A, nguyên Bí thư Tỉnh ủy; Bí thư Thành ủy B"."""
        return (
            title > 0 and title - 1 not in self.titles and self.fits(title_gaps.APPOSITION, title - 1, title)
        )

    def _own_share(self, chain: list[int]) -> int:
        """How many titles of a chain (from the name backwards) belong to the name after them.

        Where another name with a comma stands before the chain, the titles may be that one's.
        """
        earlier = chain[-1] - 1
        if earlier < 0 or earlier in self.titles or not self.fits(title_gaps.APPOSITION, earlier, chain[-1]):
            return len(chain)
        # A rank begins a new person: "A, Giám đốc Công an tỉnh, Thiếu tá B".
        ranks = [n for n, title in enumerate(chain, 1) if self.items[title].label == "RANK"]
        if ranks:
            return ranks[-1]
        if any(earlier in self.holders.get(title, ()) for title in (earlier - 1, earlier - 2)):
            return len(chain)
        return 1

    def _claim_after(self, person: int) -> None:
        """Titles in apposition after a name, up to those of the next name."""
        at, last = person + 1, person
        pattern = title_gaps.APPOSITION
        while at in self.titles and at not in self.holders and self.fits(pattern, last, at):
            if at + 1 not in self.titles and self.fits(title_gaps.HOLDERS, at, at + 1):
                return
            self.claim(person, at, "after-name")
            at, last, pattern = at + 1, at, title_gaps.CHAIN

    def _claim_listed(self, title: int) -> None:
        """Holders of a title that are listed after it: "hai Phó Bí thư gồm A và B", "Bí thư là ông A"."""
        first = title + 1
        several = self._is_plural(title)
        if title in self.holders:
            if self.holders[title] != [first]:
                return
        elif first not in self.titles and self.fits(title_gaps.HOLDERS, title, first):
            self.claim(first, title, "listed")
            several = several or re.search("các|gồm|ông bà|ông, bà", self.gap(title, first) or "") is not None
        else:
            return
        if several:
            for person in self.list_from(first):
                self.claim(person, title, "listed")

    def _is_plural(self, title: int) -> bool:
        return self.items[title].rule == "positions.plural" or self.text_before(title, 10).endswith(
            ("các ", "hai ", "các đồng chí ")
        )

    def list_from(self, person: int) -> Iterator[int]:
        """Persons after `person` in its list; their own titles may stand between."""
        last, at = person, person + 1
        while at < min(len(self.items), person + _LONGEST_LIST):
            if at in self.titles:
                if self.holders.get(at) not in ([last], [at + 1]):
                    return
            elif self.fits(title_gaps.NAME_LIST, at - 1, at) or self.holders.get(at - 1) == [at]:
                yield at
                last = at
            else:
                return
            at += 1

    def _claim_addressed(self, person: int) -> None:
        """ "Giám đốc Trung tâm, ông X": where the sentence has no earlier name."""
        if person == 0 or title_gaps.OF_TITLE.search(self.text_before(person - 1)):
            return
        if self.items[person - 1].label == "POSITION" and self.fits(title_gaps.ADDRESSED, person - 1, person):
            self.claim(person, person - 1, "addressed")
