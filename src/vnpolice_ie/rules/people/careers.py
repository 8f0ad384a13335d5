"""Posts and ranks that a clause says somebody gains, holds or loses: "được bầu làm …", "từng là …"."""

from __future__ import annotations

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.rules.people import title_gaps
from vnpolice_ie.rules.people.adjacency import PhraseBefore
from vnpolice_ie.rules.people.apposition import Apposition

_REACH = 60
"""Persons and titles that are looked at on either side."""
_WINDOW = 1000
"""Code points of a sentence that are looked at on either side of a title."""


class Careers:
    """Relates what `Apposition` left of one sentence.

    Args:
        draft: the document.
        triggers: the words after which a post stands that is gained, held or lost.
        row: the sentence.
        topic: the person that the sentences before speak of.

    Attributes:
        gainer: who gains, holds or loses something in this sentence; None if nobody does.
    """

    def __init__(
        self, draft: Draft, triggers: PhraseBefore[str], row: Apposition, topic: Candidate | None
    ) -> None:
        self._draft = draft
        self._triggers = triggers
        self._row = row
        self._topic = topic
        self.gainer: Candidate | None = None

    def read(self) -> None:
        """Relate the titles that have no person yet."""
        row = self._row
        for title in sorted(row.titles):
            if title in row.holders:
                continue
            item = row.items[title]
            gained = self._has_trigger(title) if item.label == "POSITION" else self._is_gained_rank(title)
            if gained:
                self._gain(title)
            elif item.label == "POSITION" and self._is_in_life(title):
                self._relate(self._subject(title), title, "life")

    def _relate(self, persons: list[Candidate], title: int, rule: str) -> None:
        for person in persons:
            self._row.relate(person, title, rule)

    def _gain(self, title: int) -> None:
        row = self._row
        persons = self._recipients(title) or self._subject(title)
        self._relate(persons, title, "gained")
        self.gainer = next(iter(persons), self.gainer)
        at = title + 1
        while at in row.titles and at not in row.holders and row.fits(title_gaps.CAREER, at - 1, at):
            self._relate(persons, at, "career")
            at += 1

    def _has_trigger(self, title: int) -> bool:
        tokens = self._draft.source.tokens
        first = tokens.at(self._row.items[title].start)
        if first and tokens.words[first - 1] == ":":
            first -= 1
        trigger = self._triggers.find(self._draft.source, first)
        return trigger is not None and trigger[1] in {"yes", "lost"}

    def _is_gained_rank(self, title: int) -> bool:
        return title_gaps.RANK_GAINED.search(self._row.text_before(title)) is not None

    def _is_in_life(self, title: int) -> bool:
        """Tell whether a post stands in a sentence that tells one person's life."""
        row = self._row
        names = [i for i in range(max(0, title - _REACH), title) if i not in row.titles]
        if len(names) > 1 or title_gaps.IN_LIFE.search(row.text_before(title)) is None:
            return False
        start = self._window(title)[0]
        return title_gaps.LIFE.search(self._draft.source.folded, start, row.items[title].start) is not None

    def _recipients(self, title: int) -> list[Candidate]:
        """Persons after "cho", "đối với" that follow the title, for a rank over their own posts."""
        row = self._row
        after = title + 1
        if row.items[title].label == "POSITION":
            if after in row.titles or not row.fits(title_gaps.RECIPIENT, title, after):
                return []
            return [row.items[after]]
        while after in row.titles and row.items[after].label == "RANK":
            after += 1
        if title_gaps.TOWARDS.match(row.gap(after - 1, after) or "") is None:
            return []
        while after in row.titles and after - title < _REACH:
            after += 1
        if after == len(row.items) or after in row.titles:
            return []
        return [row.items[at] for at in (after, *row.list_from(after))]

    def _subject(self, title: int) -> list[Candidate]:
        """The nearest person before; else the topic, where a pronoun stands; else the next person."""
        row = self._row
        reach = range(title - 1, max(-1, title - _REACH), -1)
        nearest = next((at for at in reach if at not in row.titles), None)
        start, end = self._window(title)
        if nearest is not None:
            between = self._draft.source.folded[max(start, row.items[nearest].end) : row.items[title].start]
            if title_gaps.REPORTS.search(between) and not title_gaps.OF_ONESELF.search(between):
                return []
            return self._with_partners(nearest, title)
        at = row.items[title].start
        folded = self._draft.source.folded
        if self._topic is not None and title_gaps.PRONOUN.search(folded, start, at):
            return [self._topic]
        ahead = range(title + 1, min(len(row.items), title + _REACH))
        following = next((row.items[n] for n in ahead if n not in row.titles), None)
        if following is None and title_gaps.PRONOUN.search(folded, at, end):
            following = self._topic
        return [] if following is None else [following]

    def _with_partners(self, person: int, title: int) -> list[Candidate]:
        """A person with those who do the same: "A và B làm …", "Đại tá A và Thượng tá B được thăng …"."""
        row = self._row
        joint = title_gaps.NAME_LIST if row.items[title].label == "RANK" else title_gaps.AND
        partners = [row.items[person]]
        at = person
        while len(partners) < _REACH:
            start = at
            while row.holders.get(start - 1) == [at]:
                start -= 1
            if start == 0 or start - 1 in row.titles or not row.fits(joint, start - 1, start):
                break
            at = start - 1
            partners.append(row.items[at])
        return partners

    def _window(self, title: int) -> tuple[int, int]:
        """The sentence around a title, as far as it is looked at."""
        item = self._row.items[title]
        start, end = self._draft.source.sentence_at(item.start)
        return max(start, item.start - _WINDOW), min(end, item.end + _WINDOW)
