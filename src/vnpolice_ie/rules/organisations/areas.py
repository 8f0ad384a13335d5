"""The area at the end of a body's name: "Công an ⟦tỉnh Vĩnh Phúc⟧", "TAND cấp cao ⟦tại Đà Nẵng⟧"."""

from __future__ import annotations

from dataclasses import replace

from vnpolice_ie.rules.organisations.lists import POST_ENDINGS
from vnpolice_ie.rules.organisations.names import BodyName
from vnpolice_ie.rules.places.reader import PlaceReader

# The country after a central body: "Quốc hội nước Cộng hòa …", "Chính phủ Campuchia".
_COUNTRY_KINDS = frozenset({"country"})
# Bodies whose next word in capitals is their area, though no list has it.
_SEATED_IN_AREAS = frozenset(
    {"tỉnh ủy", "thành ủy", "huyện ủy", "quận ủy", "thị ủy", "tỉnh đoàn", "huyện đoàn"}
)


class AreaReader:
    """Reads the areas of bodies at token positions of one text."""

    def __init__(self, places: PlaceReader) -> None:
        self.places = places
        self.tokens = places.tokens
        self.count = places.count

    def seat(self, i: int) -> int:
        """Exclusive end of "tại Đà Nẵng" after a high court."""
        if self.places.follows(i) and self.tokens.folded[i] == "tại":
            place = self.places.area_at(i + 1)
            if place is not None and place.named:
                return place.last
        return i

    def area(self, name: BodyName, tail: str) -> BodyName | None:
        """The name with its area, None where none follows or none may."""
        if not set(tail) & set("av"):
            return None
        i = name.last
        if self.tokens.folded[i] == "của" and name.head == "quỹ":
            i += 1
        if self.tokens.folded[i] == "tại" and (name.head.endswith("cấp cao") or name.head == "phân hiệu"):
            i += 1
        if "x" in tail and name.kind == "company" and not name.specific:
            return None
        place = self.places.area_at(i)
        if place is None and name.head in {"ban quản lý", "bql", "ban quản lý dự án"}:
            place = self.places.venue_at(i) or self.places.place_at(i)
        if place is None and name.head in _SEATED_IN_AREAS and name.capital:
            after_post = name.first > 0 and self.tokens.folded[name.first - 1] in POST_ENDINGS
            place = self.places.unlisted_area_at(i, after_post=after_post)
        if place is None:
            return None
        if "a" not in tail and place.kind not in _COUNTRY_KINDS:
            return None
        last = place.last
        told_before = last < self.count and self.tokens.folded[last] in {"này", "đó"}
        if name.specific and not place.named and told_before:
            return None  # "Sở Tài chính tỉnh này"
        further = place
        # "xã Tịnh Khê TP Quảng Ngãi": the next level up, with its class word.
        for _ in range(2):
            if not self.places.follows(last) or not place.named or self.places.class_at(last) is None:
                break
            above = self.places.area_at(last)
            if above is None or not above.named or above.bare or self.tokens.folded[last] == "nước":
                break
            last, further = above.last, above
        return replace(name, last=last, specific=name.specific or further.named, generic=not further.named)
