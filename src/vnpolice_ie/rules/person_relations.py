"""HAS_RANK and HOLDS: which rank and post the text gives to which person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.lexicon.loader import read_table
from vnpolice_ie.rules import title_gaps
from vnpolice_ie.rules.adjacency import PhraseBefore
from vnpolice_ie.schema import RelationType

_RELATION: dict[str, RelationType] = {"RANK": "HAS_RANK", "POSITION": "HOLDS"}


class PersonRelationStage:
    """HAS_RANK and HOLDS."""

    name = "person_relations"

    def __init__(self) -> None:
        self._triggers = PhraseBefore((row["trigger"], row["holds"]) for row in read_table("post_triggers"))

    def __call__(self, draft: Draft) -> None:
        """Relate each rank and post to the person that it stands at, or that gains or loses it."""
        topic: Candidate | None = None
        for items in _sentences(draft):
            reader = _Sentence(draft, self._triggers, items, topic)
            reader.read()
            topic = next((item for item in items if item.label == "PERSON"), topic)


def _sentences(draft: Draft) -> Iterator[list[Candidate]]:
    """Persons, ranks and posts of each sentence that has any, in order."""
    items: list[Candidate] = []
    index = -1
    for candidate in draft.mentions("PERSON", "RANK", "POSITION"):
        here = draft.source.sentence_index(candidate.start)
        if here != index and items:
            yield items
            items = []
        index = here
        items.append(candidate)
    if items:
        yield items


class _Sentence:
    """Relates the persons and titles of one sentence.

    Attributes:
        items: persons, ranks and posts in order.
        holders: index of a title → indices of the persons that have it.
    """

    def __init__(
        self, draft: Draft, triggers: PhraseBefore[str], items: list[Candidate], topic: Candidate | None
    ) -> None:
        self._draft = draft
        self._triggers = triggers
        self._topic = topic
        self.items = items
        self.holders: dict[int, list[int]] = {}

    def read(self) -> None:
        """Relate from the surest to the least sure; a title that has its person is not looked at again."""
        persons = [i for i, item in enumerate(self.items) if item.label == "PERSON"]
        for person in persons:
            self._claim_before(person)
        for person in persons:
            self._claim_after(person)
        for title in range(len(self.items)):
            if self.items[title].label != "PERSON":
                self._claim_listed(title)
        for title, item in enumerate(self.items):
            if item.label == "POSITION" and title not in self.holders:
                self._claim_triggered(title)

    def _gap(self, left: int, right: int) -> str | None:
        """Text between two items in lower case; None if it is too long or there is none."""
        if left < 0 or right >= len(self.items):
            return None
        start, end = self.items[left].end, self.items[right].start
        return self._draft.source.folded[start:end] if 0 <= end - start <= title_gaps.LONGEST else None

    def _fits(self, pattern: re.Pattern[str], left: int, right: int) -> bool:
        gap = self._gap(left, right)
        return gap is not None and pattern.fullmatch(gap) is not None

    def _is_title(self, at: int) -> bool:
        return 0 <= at < len(self.items) and self.items[at].label != "PERSON"

    def _relate(self, person: Candidate, title: int, rule: str) -> None:
        item = self.items[title]
        self._draft.relate(_RELATION[item.label], person, item, f"person_relations.{rule}")

    def _claim(self, person: int, title: int, rule: str) -> None:
        self.holders.setdefault(title, []).append(person)
        self._relate(self.items[person], title, rule)

    def _claim_before(self, person: int) -> None:
        """Titles right before a name: "Ủy viên Bộ Chính trị, Bộ trưởng Bộ Công an, Đại tướng X"."""
        at = person - 1
        if not self._is_title(at) or not self._fits(title_gaps.DIRECT, at, person):
            return
        chain = [at]
        while self._is_title(at - 1) and self._fits(title_gaps.CHAIN, at - 1, at):
            at -= 1
            chain.append(at)
        for title in chain[: self._own_share(chain)]:
            self._claim(person, title, "before-name")

    def _own_share(self, chain: list[int]) -> int:
        """How many titles of a chain (from the name backwards) belong to the name after them.

        Where another name with a comma stands before the chain, the titles may be that one's.
        """
        earlier = chain[-1] - 1
        if earlier < 0 or not self._fits(title_gaps.APPOSITION, earlier, chain[-1]):
            return len(chain)
        # A rank begins a new person: "A, Giám đốc Công an tỉnh, Thiếu tá B".
        ranks = [n for n, title in enumerate(chain, 1) if self.items[title].label == "RANK"]
        if ranks:
            return ranks[-1]
        if any(earlier in held for title, held in self.holders.items() if title < earlier):
            return len(chain)
        return 1

    def _claim_after(self, person: int) -> None:
        """Titles in apposition after a name, up to those of the next name."""
        at, last = person + 1, person
        pattern = title_gaps.APPOSITION
        while self._is_title(at) and at not in self.holders and self._fits(pattern, last, at):
            self._claim(person, at, "after-name")
            at, last, pattern = at + 1, at, title_gaps.CHAIN

    def _claim_listed(self, title: int) -> None:
        """Holders of a title that are listed after it."""
        first = title + 1
        if title in self.holders:
            if not self._is_plural(title) or self.holders[title] != [first]:
                return
        elif not self._is_title(first) and self._fits(title_gaps.HOLDERS, title, first):
            self._claim(first, title, "listed")
        else:
            return
        if self._is_plural(title):
            for person in self._list_from(first):
                self._claim(person, title, "listed")

    def _is_plural(self, title: int) -> bool:
        item = self.items[title]
        if item.rule == "positions.plural":
            return True
        before = self._draft.source.folded[max(0, item.start - 10) : item.start]
        return before.endswith(("các ", "hai ", "các đ/c ", "đồng chí "))

    def _list_from(self, person: int) -> Iterator[int]:
        """Persons after `person` in its list; their own titles may stand between."""
        last, at = person, person + 1
        while at < len(self.items):
            if self._is_title(at):
                if self.holders.get(at) not in ([last], [at + 1]):
                    return
            elif self._fits(title_gaps.NAME_LIST, at - 1, at):
                yield at
                last = at
            elif not (self._is_title(at - 1) and self.holders.get(at - 1) == [at]):
                return
            at += 1

    def _claim_triggered(self, title: int) -> None:
        """A post that somebody gains, holds or loses: "giữ chức …", "được bầu làm …"."""
        person = self._gainer(title)
        if person is None:
            return
        self._relate(person, title, "gained")
        self.holders[title] = []
        at = title + 1
        while self._is_title(at) and at not in self.holders and self._fits(title_gaps.CAREER, at - 1, at):
            if self.items[at].label == "POSITION":
                self._relate(person, at, "career")
                self.holders[at] = []
            at += 1

    def _gainer(self, title: int) -> Candidate | None:
        tokens = self._draft.source.tokens
        first = tokens.at(self.items[title].start)
        if first and tokens.words[first - 1] == ":":
            first -= 1
        trigger = self._triggers.find(self._draft.source, first)
        if trigger is None or trigger[1] not in {"yes", "lost"}:
            return None
        for at in range(title - 1, -1, -1):
            if self.items[at].label == "PERSON":
                return self.items[at]
        for at in range(title + 1, len(self.items)):
            if self.items[at].label == "PERSON":
                return self.items[at]
        return self._topic
