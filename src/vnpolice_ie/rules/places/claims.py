"""Places that take back what stages before them found: a seat its body, a venue and a road their parts."""

from __future__ import annotations

import re

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.lexicon.search import apart
from vnpolice_ie.rules.places.reader import PlaceReader

# The day of a road, square or stadium that is named for one: "đường 3/2", "quảng trường 30 tháng 4".
_DAY = re.compile(r"\d{1,2}(?:[/-]| tháng )\d{1,2}(?![/.-]?\d| năm)")
# The seat of who signs a document has a name of so many words.
_LONGEST_SEAT = 5
# More than so many spaces part columns.
_WIDEST_GAP = 2


class Claims:
    """Places that override candidates of earlier stages.

    Args:
        draft: what was found so far.
        places: the reader of places of its text.
    """

    def __init__(self, draft: Draft, places: PlaceReader) -> None:
        self._draft = draft
        self._places = places
        self._tokens = places.tokens

    def take(self) -> None:
        """Add these places to the draft and remove what they hold."""
        self._take_venues()
        self._take_seats()
        self._take_roads()
        self._take_datelines()

    def _take_venues(self) -> None:
        """ "Nhà Quốc hội": the building, not the body in its name."""
        if not self._places.listed.venues:
            return
        tokens = self._tokens
        bodies = {c.end: c for c in self._draft.mentions("ORG")}
        for phrase in apart(self._places.listed.venues):
            body = bodies.get(tokens.ends[phrase.last - 1])
            if body is None or not tokens.starts[phrase.first] < body.start:
                continue
            if tokens.words[phrase.first][0].isupper():
                self._draft.remove(body)
                self._add(phrase.first, phrase.last, "venue")

    def _take_seats(self) -> None:
        """Join "trụ sở" and the body after it to one place."""
        if not self._places.listed.seats:
            return
        bodies = {c.start: c for c in self._draft.mentions("ORG")}
        for phrase in apart(self._places.listed.seats):
            if not self._places.follows(phrase.last) or not self._places.is_free(phrase.first, phrase.last):
                continue
            body = bodies.get(self._tokens.starts[phrase.last])
            if body is not None and any(map(str.isupper, self._draft.text_of(body))):
                self._draft.remove(body)
                self._add(phrase.first, self._tokens.until(body.end), "seat")
                continue
            place = self._places.place_at(phrase.last)
            if place is not None and place.named:
                self._add(phrase.first, place.last, "seat")

    def _take_roads(self) -> None:
        """ "đường 3/2", "quảng trường 1 tháng 5": a road named for a day."""
        folded, tokens = self._draft.source.folded, self._tokens
        for first, (last, place) in self._places.listed.before_numbers.items():
            if place != "day" or tokens.gaps[last : last + 1] != [" "]:
                continue
            day = _DAY.match(folded, tokens.starts[last])
            if day is None:
                continue
            for date in self._draft.overlapping(*day.span()):
                if date.label == "DATE" and (date.start, date.end) == day.span():
                    self._draft.remove(date)
            self._draft.add(Candidate(tokens.starts[first], day.end(), "LOC", "places.road"))

    def _take_datelines(self) -> None:
        """ "Hòa Sơn, ngày 5 tháng 3 năm 2019" at the head of a document: where it was signed."""
        tokens = self._tokens
        for date in self._draft.mentions("DATE"):
            last = tokens.at(date.start) - 1
            if last < 1 or tokens.words[last] != "," or tokens.folded[last + 1] != "ngày":
                continue
            first = last
            while first and last - first < _LONGEST_SEAT and self._places.runs.is_capitalised(first - 1):
                first -= 1
                if not self._places.runs.joined[first]:
                    break
            gap = tokens.gaps[first]
            opens = not first or "\n" in gap or "\t" in gap or len(gap) > _WIDEST_GAP
            if opens and first < last:
                self._add(first, last, "dateline")

    def _add(self, first: int, last: int, rule: str) -> None:
        start, end = self._tokens.starts[first], self._tokens.ends[last - 1]
        self._draft.add(Candidate(start, end, "LOC", f"places.{rule}"))
