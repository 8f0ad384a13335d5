"""The area at the end of a body's name: "Công an ⟦tỉnh Vĩnh Phúc⟧", "TAND cấp cao ⟦tại Đà Nẵng⟧"."""

from __future__ import annotations

import re
from dataclasses import replace

from vnpolice_ie.rules.name_lists import all_family_names
from vnpolice_ie.rules.organisations.lists import POST_ENDINGS
from vnpolice_ie.rules.organisations.names import BodyName
from vnpolice_ie.rules.places.reader import Place, PlaceReader

# The country after a central body: "Quốc hội nước Cộng hòa …", "Chính phủ Campuchia".
_COUNTRY_KINDS = frozenset({"country"})
# Bodies whose next word in capitals is their area, though no list has it.
SEATED_IN_AREAS = frozenset(
    {"tỉnh ủy", "thành ủy", "huyện ủy", "quận ủy", "thị ủy", "tỉnh đoàn", "huyện đoàn"}
)
# Boards of projects, areas and buildings.
_BOARDS = frozenset({"ban quản lý", "bql", "ban quản lý dự án"})
# Missions, which have their seat abroad after the country that sends them.
_MISSIONS = frozenset(
    {"đại sứ quán", "tổng lãnh sự quán", "lãnh sự quán", "cơ quan đại diện", "phái đoàn thường trực"}
)
_NUMBER = re.compile(r"\d{1,2}|[IVX]{1,4}")
# Full names of persons have so many syllables.
_PERSON_LENGTHS = range(3, 5)


class AreaReader:
    """Reads the areas of bodies at token positions of one text."""

    def __init__(self, places: PlaceReader) -> None:
        self.places = places
        self.tokens = places.tokens
        self._folded = places.tokens.folded
        self.count = places.count

    def seat(self, i: int) -> int:
        """Exclusive end of "tại Đà Nẵng" after a high court."""
        if self.places.follows(i) and self._folded[i] == "tại":
            place = self.places.area_at(i + 1)
            if place is not None and place.named:
                return place.last
        return i

    def area(self, name: BodyName, tail: str) -> BodyName | None:
        """The name with its area, None where none follows or none may.

        Args:
            name: what was read so far.
            tail: what may follow its head (org_heads.tsv), an area ("a") or a country ("v") with it.
        """
        i = name.last
        opening = self._folded[i]
        if (opening == "của" and name.head == "quỹ") or (
            opening == "tại" and (name.head.endswith("cấp cao") or name.head == "phân hiệu")
        ):
            i += 1
        if "x" in tail and name.kind == "company" and not name.specific:
            return None
        if self._folded[i : i + 1] == ["khu"] and (end := self.district(i)) > i:
            return name.to(end, specific=True)
        place = self.places.area_at(i)
        place = self._unlisted(name, i) if place is None else self._before_holder(name, place, i)
        if place is None:
            return None
        if "a" not in tail and place.kind not in _COUNTRY_KINDS:
            return None
        if name.kind == "union":
            place = self._paired(place)
        last = self._abroad(place) if name.head in _MISSIONS else place.last
        told_before = last < self.count and self._folded[last] in {"này", "đó"}
        if name.specific and not place.named and told_before:
            return None  # "Sở Tài chính tỉnh này"
        named = place.named
        # "xã Tịnh Khê TP Quảng Ngãi": the next level up, with its class word.
        for _ in range(2):
            if not self.places.follows(last) or not place.named or self.places.class_at(last) is None:
                break
            above = self.places.area_at(last)
            if above is None or not above.named or above.bare or self._folded[last] == "nước":
                break
            last = above.last
        return name.to(last, specific=named, generic=not named)

    def _unlisted(self, name: BodyName, i: int) -> Place | None:
        """What no list has, but the head tells to be its area; a building may have a board of its own."""
        if name.head in _BOARDS:
            place = self.places.venue_at(i) or self.places.place_at(i)
            if place is not None:
                return place
        if name.head not in SEATED_IN_AREAS or not name.capital:
            return None
        after_post = name.first > 0 and self._folded[name.first - 1] in POST_ENDINGS
        return self.places.unlisted_area_at(i, after_post=after_post)

    def district(self, i: int) -> int:
        """Exclusive end of a district that is none of the State's: "khu vực 3", "khu vực Bắc Hà Giang"."""
        if i >= self.count or self._folded[i] != "khu" or self._folded[i + 1 : i + 2] != ["vực"]:
            return i
        if not self.places.follows(i + 2):
            return i
        j = i + 2
        if _NUMBER.fullmatch(self.tokens.words[j]) and not self.places.is_taken(j):
            end = j + 1
        elif self.places.area_at(j) is not None or self.places.runs.is_capitalised(j):
            if self.tokens.words[j].isupper():
                return i
            end = self.places.name_end(j, 4)
        else:
            return i
        dashed = self.tokens.words[end : end + 1] == ["-"] and self.places.follows(end + 1)
        if dashed and (province := self.places.known_at(end + 1)) is not None and province.sure:
            return province.last
        return end

    def _paired(self, place: Place) -> Place:
        """Take in the other country of a society of friendship: "Hội Hữu nghị Việt Nam - Lào"."""
        if place.kind not in _COUNTRY_KINDS:
            return place
        while self.tokens.words[place.last : place.last + 1] == ["-"]:
            other = self.places.place_at(place.last + 1)
            if other is None or other.kind not in _COUNTRY_KINDS:
                break
            place = replace(place, last=other.last)
        return place

    def _abroad(self, place: Place) -> int:
        """Take in the country of an embassy: "Đại sứ quán Việt Nam tại Lào"."""
        last = place.last
        if self._folded[last : last + 1] != ["tại"]:
            return last
        seat = self.places.place_at(last + 1) if self.places.follows(last + 1) else None
        return seat.last if seat is not None and seat.named else last

    def _before_holder(self, name: BodyName, place: Place, i: int) -> Place:
        """The place; its class word alone where its holder's name follows: "Chủ tịch UBND xã Lò Văn Ún"."""
        after_post = name.first > 0 and self._folded[name.first - 1] in POST_ENDINGS
        if not after_post or not place.named or place.bare or self.places.runs.shouted[i]:
            return place
        found = self.places.class_at(i)
        if found is None or found[1]["kind"] != "admin" or found[1]["generic"] != "yes":
            return place
        start = found[0]
        if self.places.runs.ends[start] - start not in _PERSON_LENGTHS or self.places.known_at(start):
            return place
        if self.tokens.words[start] not in all_family_names():
            return place
        return replace(place, last=start, named=False)
