"""Where names of bodies may begin and go on: the cheap questions that most often say no.

All positions are token indices.
"""

from __future__ import annotations

from vnpolice_ie.rules.organisations.lists import tail_openings
from vnpolice_ie.rules.organisations.tails import TailReader
from vnpolice_ie.rules.places.reader import PlaceReader

# Words of no list that the areas, terms and branches of bodies begin with: "khóa XV", "tại Lào", "khu vực 3".
_AREA_OPENINGS = frozenset({"khóa", "đơn", "của", "tại", "khu", "chi", "("})


class BodyOpenings:
    """Tells at which tokens of one text names of bodies begin, and where one may go on.

    Attributes:
        beginnings: the tokens at which a name of a body or a paper may begin.
    """

    def __init__(self, places: PlaceReader) -> None:
        self.places = places
        self.tails = TailReader(places)
        self.tokens = places.tokens
        self.runs = places.runs
        self.count = places.count
        self.listed = listed = places.listed
        self._words, self._folded = self.tokens.words, self.tokens.folded
        self._joined, self._capital = self.runs.joined, self.runs.capital
        self._tails = set().union(listed.fields, listed.company_words, self.tails.media)
        self._areas = set().union(listed.ranges, listed.class_words, listed.gazetteer, listed.venues)
        self._areas.update(listed.heads, listed.fixed_names, listed.short_names, listed.codes)
        self.beginnings = self._beginnings()

    def _beginnings(self) -> set[int]:
        listed, capital, folded, count = self.listed, self._capital, self._folded, self.count
        tails, areas, openings = self._tails, self._areas, tail_openings() | _AREA_OPENINGS
        # A head in lower case with nothing behind it names no body, but for a few.
        headed = [
            i
            for i, (end, head) in listed.heads.items()
            if capital[i]
            or head.alone == "yes"
            or end in areas
            or end in tails
            or (end < count and (capital[end] or folded[end] in openings or folded[end][0].isdigit()))
            or capital.find(1, i, end) >= 0
        ]
        return {*headed, *listed.fixed_names, *self.tails.media, *listed.short_names, *listed.codes}

    def has_tail(self, i: int) -> bool:
        """Tell whether a field, a proper name or a number may begin at `i`; most often none does."""
        if i >= self.count:
            return False
        word = self._folded[i]
        return (
            i in self._tails or self._capital[i] != 0 or word in tail_openings() or word[0].isdigit()
        ) and self.may_follow(i)

    def has_area(self, i: int) -> bool:
        """Tell whether an area, a range or a parent body may begin at `i`; most often none does."""
        return (
            i < self.count and (i in self._areas or self._folded[i] in _AREA_OPENINGS) and self.may_follow(i)
        )

    def may_follow(self, i: int) -> bool:
        """Tell whether token `i` stands right behind the one before it and is free, or is a bracket."""
        return (self._joined[i] and not self.places.is_taken(i)) or self._words[i] == "("
