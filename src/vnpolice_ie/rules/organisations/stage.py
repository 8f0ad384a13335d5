"""Organisations (ORG)."""

from __future__ import annotations

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.lexicon.matcher import PhraseMatcher
from vnpolice_ie.rules.organisations.context import (
    abbreviation_after,
    house_named_before,
    is_one_body,
    media_name,
    others_in_list,
)
from vnpolice_ie.rules.organisations.grammar import BodyReader
from vnpolice_ie.rules.organisations.lists import short_names
from vnpolice_ie.rules.organisations.names import BodyName
from vnpolice_ie.rules.organisations.press import dateline_media
from vnpolice_ie.rules.places.reader import PlaceReader

# A short name learned from a full one needs so many letters, unless it is all in capitals.
_SHORTEST_ALIAS = 4


class OrganisationStage:
    """Organisations (ORG)."""

    name = "organisations"

    def __call__(self, draft: Draft) -> None:
        """Add to the draft what this stage can tell."""
        reader = BodyReader(PlaceReader(draft.source, bytes(draft.covered)))
        _Reading(draft, reader).run()


class _Reading:
    """One text under way: the names found, and the short names they teach."""

    def __init__(self, draft: Draft, reader: BodyReader) -> None:
        self.draft = draft
        self.reader = reader
        self.covered = draft.covered  # as it is at any time
        self.starts, self.ends = reader.tokens.starts, reader.tokens.ends
        self.aliases: dict[str, tuple[str, ...]] = {}

    def run(self) -> None:
        for paper in dateline_media(self.reader):
            self._add(paper)
        free = 0
        for i in sorted(self.reader.beginnings):
            if i >= free and self._is_free(i, i + 1):
                free = self._read(i)
        self._find_aliases()

    def _read(self, i: int) -> int:
        """Add the name at `i` with those that follow from it; the token to go on from."""
        reader = self.reader
        name = reader.read(i)
        if name is not None and not is_one_body(name, reader):
            name = None
        if i in reader.tails.media:
            media = media_name(i, reader)
            if media is not None and (name is None or name.last <= media.last):
                name = media
        if name is None and reader.runs.capital[i]:
            name = house_named_before(i, reader)
        if name is None or not self._add(name):
            return i
        last = name.last
        if name.kind == "media":
            return self._further_media(last)
        if last < reader.count and reader.tokens.words[last] == "(":
            short = abbreviation_after(name, reader)
            if short is not None and self._add(short):
                self._learn(short.first, short.last)
                last = short.last
        if name.head in {"bộ", "sở"} and name.last > i + 1:
            for other in others_in_list(name, reader):
                self._add(other)
                last = other.last
        if name.kind == "company" and name.core is not None:
            self._learn(*name.core)
        return last

    def _further_media(self, i: int) -> int:
        """Add the papers that follow in a list: "(theo TTXVN, Dân trí)"."""
        words = self.reader.tokens.words
        while i + 1 < len(words) and words[i] in {",", "/"}:
            end, _ = self.reader.tails.media_at(i + 1)
            if end == i + 1 or self.reader.places.known_at(i + 1) is not None:
                break
            self._add(BodyName(i + 1, end, "media", "", specific=True))
            i = end
        return i

    def _add(self, name: BodyName) -> bool:
        suffix = "alone" if name.alone else "generic" if name.generic and not name.specific else name.kind
        start, end = self.starts[name.first], self.ends[name.last - 1]
        return self.draft.add(Candidate(start, end, "ORG", f"organisations.{suffix}"))

    def _is_free(self, first: int, last: int) -> bool:
        """Tell whether no name, of this stage or one before it, covers a token of [first, last)."""
        return self.covered.find(1, self.starts[first], self.ends[last - 1]) < 0

    def _learn(self, first: int, last: int) -> None:
        tokens = self.reader.tokens
        text = self.draft.source.text[tokens.starts[first] : tokens.ends[last - 1]]
        known = self.reader.places.place_at(first) is not None or first in self.reader.listed.fields
        if known or not text[0].isupper() or text == "Nhà nước" or text in short_names():
            return
        if not all(word[0].isupper() or word[0].isdigit() for word in tokens.words[first:last]):
            return
        if self.reader.tails.is_person(first) and last - first > 1:
            return
        if last - first > 1 or text.isupper() or len(text) >= _SHORTEST_ALIAS:
            self.aliases[text] = tuple(tokens.folded[first:last])

    def _find_aliases(self) -> None:
        tokens = self.reader.tokens
        runs = self.reader.runs
        if not self.aliases:
            return
        matcher = PhraseMatcher((words, True) for words in self.aliases.values())
        openings = {words[0] for words in self.aliases.values()}
        free = 0
        for first in runs.among(openings):
            phrase = matcher.match_at(tokens, first) if first >= free else None
            if phrase is None:
                continue
            free = last = phrase.last
            text = self.draft.source.text[tokens.starts[first] : tokens.ends[last - 1]]
            if (
                text not in self.aliases
                or not self._is_free(first, last)
                or self._follows_class_of_place(first)
            ):
                continue
            before = (
                first > 0
                and runs.joined[first]
                and runs.is_capitalised(first - 1)
                and self._is_free(first - 1, first)
            )
            after = runs.is_capitalised(last) and runs.joined[last] if last < len(tokens) else False
            # "Tổng giám đốc Việt Lộc Phan Quốc Tú": the company, then who runs it.
            after = after and not (last - first > 1 and self.reader.tails.is_person(last))
            if not after and not (before and not text.isupper()):
                self._add(BodyName(first, last, "alias", "", specific=True))

    def _follows_class_of_place(self, i: int) -> bool:
        """Tell whether a class word of place ends at `i`: the company's name is the building's too."""
        places = self.reader.places
        return any((at := places.class_at(j)) is not None and at[0] == i for j in range(max(0, i - 3), i))
