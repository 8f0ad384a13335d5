"""Reading of place names, shared by the rules of places and of organisations.

A place is a class word with a name ("tỉnh Vĩnh Phúc", "Q.1", "thôn 3"), or a name of the gazetteer.
All positions are token indices.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from vnpolice_ie.lexicon.loader import Row
from vnpolice_ie.rules.name_lists import all_family_names, common_family_names, context_words
from vnpolice_ie.rules.people.names import is_name_syllable
from vnpolice_ie.rules.places.class_words import ClassWordReader
from vnpolice_ie.text.source import SourceText

# What follows a class word in another word of its own: "tỉnh ủy", "huyện đội".
_NO_NAMES = frozenset({"ủy", "đoàn", "đội", "lỵ", "hội"})
# Class words of areas that bear a person's full name ("phường Nguyễn Cư Trinh").
_NAMED_FOR_PERSONS = frozenset({"phường", "xã", "thị trấn"})
# Class words of places that bear names in capitals: "KCN VSIP", "công viên APEC".
_BEAR_CAPITALS = frozenset(
    {"KCN", "khu công nghiệp", "KĐT", "khu đô thị", "KDC", "khu dân cư", "chung cư", "tòa nhà", "cao ốc"}
    | {"công viên", "khách sạn", "sân golf", "siêu thị", "trung tâm thương mại", "ký túc xá"}
)
# Class words after whose number the road may stand.
_ALLEYS = frozenset({"ngõ", "ngách", "hẻm", "kiệt"})
# The number after the name of one of several places, and what may stand right after it.
_ORDINAL = re.compile(r"[1-9]\d?[A-Z]?")
_CLOSING = frozenset({",", ".", ";", ":", ")", "(", "”", '"', "’", "-", "–"})
_LONGEST_RUN = {"admin": 4, "village": 4, "road": 5, "nature": 4, "site": 6, "country": 6, "bridge": 4}


@dataclass(eq=False, slots=True)
class Place:
    """A place read from token `first` on, to token `last` (exclusive).

    Attributes:
        kind: kind of its class word, or that of the gazetteer's entry.
        named: False for a class word alone ("tỉnh").
        bare: a name without its class word.
        sure: taken as a place wherever it stands.
    """

    first: int
    last: int
    kind: str
    named: bool = True
    bare: bool = False
    sure: bool = True


class PlaceReader(ClassWordReader):
    """Reads places at token positions of one text.

    Args:
        source: the text.
        taken: for each code point of the text whether an earlier stage has taken it; no place runs into one
            that is.
    """

    def __init__(self, source: SourceText, taken: bytes) -> None:
        super().__init__(source, taken)
        self._gazetteer = self.listed.gazetteer.get
        self._places: dict[int, Place | None] = {}

    def known_at(self, i: int) -> Place | None:
        """The longest name of the gazetteer at `i`, with capitals as names have them."""
        found = self._gazetteer(i)
        if found is None:
            return None
        last, entry = found
        if not self.is_free(i, last):
            return None
        words = self.tokens.words
        if not self._capital[last - 1]:
            hyphened = words[i + 1 : i + 2] == ["-"]  # "Ma-rốc"
            if not self._capital[i] or not (hyphened or entry.kind == "region"):
                return None
        if last - i == 1 and not (words[i].isupper() or words[i].istitle()):
            return None
        if not entry.sure and entry.bare and last - i == 1 and self._is_part(last):
            return None
        return Place(i, last, entry.kind, bare=entry.bare, sure=entry.sure)

    def _is_part(self, i: int) -> bool:
        """Tell whether the word at `i` makes another word of a short name: "Mỹ Thuận", "Pháp lệnh"."""
        return self._goes_on(i) or (
            self.follows(i) and self.tokens.folded[i] in context_words("country-part")
        )

    def name_end(self, i: int, longest: int) -> int:
        """Exclusive end of the place name that begins at `i`; `i` if there is none."""
        return self._name_end(i, longest, self.known_at(i))

    def _name_end(self, i: int, longest: int, known: Place | None) -> int:
        if known is None:
            return self.run_end(i, longest)
        if not self._goes_on(known.last):
            return known.last
        return max(self.run_end(i, longest), known.last)

    def _goes_on(self, i: int) -> bool:
        if not self.runs.is_capitalised(i) or not self.follows(i):
            return False
        return self.tokens.words[i] not in common_family_names() and self.tokens.folded[
            i
        ] not in context_words("run-break")

    def run_end(self, i: int, longest: int) -> int:
        """Exclusive end of the run of capitals at `i`, cut where a person's name begins or a class word."""
        if not self.runs.is_capitalised(i) or self.is_taken(i):
            return i
        end = min(self.runs.ends[i], i + longest)
        own = self.tokens.words[i] in common_family_names()
        shouted = self.runs.shouted[i]
        if shouted:
            end = min(end, i + 2)
        for j in range(i + 1, end):
            if self.is_taken(j) or self.tokens.folded[j] in context_words("run-break"):
                return j
            word = self.tokens.words[j]
            if not own and j - i >= 2 and word in common_family_names() and self.runs.ends[i] - j >= 2:
                return j
        return end

    def venue_at(self, i: int) -> Place | None:
        """The building or site with a fixed name at `i`."""
        found = self.listed.venues.get(i)
        if found is None or not self.is_free(i, found[0]):
            return None
        last = found[0]
        rest = self.tokens.words[i + 1 : last]
        capital = self.is_capital(i)
        if not rest:
            entered = capital and i > 0 and self.tokens.folded[i - 1] == "vào"
            return Place(i, last, "venue") if entered else None
        if not any(word[0].isupper() for word in rest) and not (capital and rest):
            return None
        return Place(i, last, "venue")

    def place_at(self, i: int) -> Place | None:
        """The place at `i`: class word with name, class word alone, or name of the gazetteer."""
        if i not in self.listed.class_words:
            return self.known_at(i)
        if i not in self._places:
            self._places[i] = self._read_place(i)
        return self._places[i]

    def _read_place(self, i: int) -> Place | None:
        found = self.class_at(i)
        if found is not None:
            start, row = found
            if row["kind"] == "village" and (known := self.known_at(i)) is not None and known.last > start:
                return known  # "Sóc Trăng", where "sóc" is a hamlet too
            place = self._with_class(i, start, row)
            if place is not None:
                return place
        return self.known_at(i)

    def _with_class(self, i: int, start: int, row: Row) -> Place | None:
        kind = row["kind"]
        if self._near(start) and self._may_begin(start) and not self.is_taken(start):
            if row["number"] and self._number_at(start) and not self._dated(start, row):
                return Place(i, self._after_number(start + 1, row), kind)
            known = self.known_at(start)
            if row["class"] == "tỉnh" and known is not None and known.kind == "province":
                end = known.last  # "Chủ tịch UBND tỉnh Trà Vinh Đồng Văn Kha": its name does not go on
            else:
                end = self._name_end(start, _LONGEST_RUN[kind], known)
            if (
                end > start
                and not (known is None and self._is_other_class(start, row))
                and self._fits_class(start, end, row, known)
            ):
                whole = self._dashed(end) if kind in {"road", "site"} else end
                whole = self._numbered(whole, row)
                # A line has two ends: "tuyến Hà Nội - Lào Cai"; so has a road named for the capital.
                lone = row["class"] == "tuyến" or self.tokens.words[start:end] == ["Hà", "Nội"]
                return None if kind == "road" and lone and whole == end else Place(i, whole, kind)
        if row["generic"]:
            end = start - 1 if self.tokens.words[start - 1] == "." else start
            return Place(i, end, kind, named=False)
        return None

    def _may_begin(self, i: int) -> bool:
        """Tell whether a name or a number may begin at token `i`; most class words stand without one."""
        return self._capital[i] != 0 or i in self.listed.gazetteer or self.tokens.words[i][0].isdigit()

    def _dated(self, i: int, row: Row) -> bool:
        """Tell whether the number at `i` is the day of a date: "mốc 1-7", but "quốc lộ 1-5", "tổ 3/2"."""
        further = i + 2
        return (
            row["kind"] in {"site", "nature"}
            and further < self.count
            and self.tokens.words[i + 1] in {"-", "/"}
            and self.tokens.words[further].isdigit()
            and self._touches(i + 1)
            and self._touches(further)
        )

    def _after_number(self, i: int, row: Row) -> int:
        """Take in the name after a number: "thôn 2 Giang Cao", "ngõ 8 phố Ngọc Hà", "hẻm 5 Bình Giã"."""
        if row["kind"] == "village" and i + 1 < self.count and self.tokens.words[i] == ".":
            part = self._touches(i) and self._touches(i + 1) and self.tokens.words[i + 1].isdigit()
            return i + 2 if part else i  # "tiểu khu 1.204"
        if not self.follows(i):
            return i
        if row["kind"] == "village":
            return self.name_end(i, 3)
        if row["class"] not in _ALLEYS:
            return i
        road = self.place_at(i)
        if road is not None and road.named and not road.bare:
            return road.last if road.kind == "road" else i
        end = self.run_end(i, 5)
        return end if end - i > 1 else i

    def _numbered(self, end: int, row: Row) -> int:
        """Take in the number of one of several places of a name: "khu phố Hòa Bình 2", "phường Tân Sơn 3"."""
        if row["kind"] not in {"village", "site", "nature"} and row["class"] not in _NAMED_FOR_PERSONS:
            return end
        if not self.follows(end) or self.is_taken(end) or _ORDINAL.fullmatch(self.tokens.words[end]) is None:
            return end
        following = end + 1
        ends = (
            not self._near(following)
            or self.tokens.words[following] in _CLOSING
            or self.tokens.folded[following] in context_words("function-word")
            or self.tokens.folded[following] in context_words("verb")
        )
        dated = following + 1 < self.count and self.tokens.words[following + 1][0].isdigit()
        return following if ends and not (dated and self._touches(following + 1)) else end

    def _fits_class(self, start: int, end: int, row: Row, listed: Place | None) -> bool:
        """Tell whether a name goes with its class word; `listed` is what the gazetteer has there."""
        if row["kind"] == "country":
            return listed is not None and listed.kind == "country"
        if listed is None and end == start + 1 and self.tokens.folded[start] in context_words("run-break"):
            return False
        known = listed if listed is not None and listed.last == end else None
        if row["kind"] == "admin" and known is not None and known.kind in {"region", "continent", "country"}:
            return False
        word = self.tokens.words[start]
        if known is None and row["kind"] != "admin" and self.runs.shouted[start - 1]:
            return False  # "TỔ CHỨC", "RỪNG CAO SU": in a headline every word has capitals
        if (
            row["kind"] not in {"admin", "road"}
            and word.isupper()
            and len(word) > 1
            and not self.runs.shouted[start]
            and row["class"] not in _BEAR_CAPITALS
        ):
            return False
        if (
            row["dotted"]
            and self.tokens.words[start - 1] == "."
            and self.runs.joined[start]
            and known is None
        ):
            return False
        if known is None and self._is_holder(start, end, row):
            return False
        if row["class"] == "tỉnh" and listed is None:
            # A province that is in no list (abroad); a person's name after "Chủ tịch tỉnh" is none.
            return self.tokens.words[start] not in common_family_names()
        if row["dotted"] and row["generic"] != "yes":
            return len(word) > 1 and (known is not None or not word.isupper() or self.runs.shouted[start])
        return True

    def _is_holder(self, start: int, end: int, row: Row) -> bool:
        """Tell whether a person's full name stands after a class word: "Chủ tịch UBND TP Trần Văn Bình"."""
        if row["kind"] != "admin" or row["generic"] != "yes":
            return False
        first = start - len(row["class"].split())
        headed = first > 0 and self.tokens.folded[first - 1] in {"tịch", "thư"}  # "Chủ tịch xã Lê Văn Tư"
        if row["class"] in _NAMED_FOR_PERSONS and not headed:
            return False
        return end - start > 2 and self.tokens.words[start] in common_family_names()

    def _is_other_class(self, i: int, row: Row) -> bool:
        # "Tỉnh Ủy", "Huyện Đoàn", "TỈNH THỊ XÃ": another word, not a name.
        if self.tokens.folded[i] in _NO_NAMES and row["class"] not in {"phường", "xã", "thôn"}:
            return row["kind"] == "admin"
        other = self.listed.class_words.get(i)
        admin = other is not None and other[1]["kind"] == "admin" and other[1]["dotted"] == ""
        # "đường Xã Đàn", where the word is the first of the name.
        return admin and not (row["kind"] == "road" and self.tokens.words[i].istitle())

    def _dashed(self, end: int) -> int:
        """Take in the other ends of a road: "Hà Nội - Hải Phòng", "Vĩnh Hảo - Phan Thiết"."""
        words = self.tokens.words
        while end + 1 < len(words) and words[end] == "-" and self.runs.is_capitalised(end + 1):
            if self.tokens.starts[end + 1] - self.tokens.ends[end - 1] > 3:
                break
            further = self.name_end(end + 1, 4)
            if further == end + 1:
                break
            end = further
        return end

    def area_at(self, i: int) -> Place | None:
        """The place at `i` if it may be the area of a body: an administrative unit or a country."""
        place = self.place_at(i)
        if place is None or place.kind in {"road", "site", "nature", "bridge"}:
            return None
        if place.kind == "village" and not (place.named or self.tokens.folded[i] in {"thôn"}):
            return None
        return place

    def unlisted_area_at(self, i: int, *, after_post: bool) -> Place | None:
        """An area of two words in capitals that no list has, where no person's name can begin.

        Args:
            i: where it may begin.
            after_post: the body before it stands in a post, whose holder's name may follow.
        """
        words = self.tokens.words[i : i + 2]
        if len(words) < 2 or not self.is_free(i, i + 2) or not self.follows(i) or self.runs.shouted[i]:
            return None
        followed = self.runs.ends[i] > i + 4 and self.tokens.words[i + 2] in common_family_names()
        if not (followed or self.runs.ends[i] == i + 2) or not all(word.istitle() for word in words):
            return None
        if words[0] in (all_family_names() if after_post and not followed else common_family_names()):
            return None
        if after_post and not followed and all(is_name_syllable(word.lower()) for word in words):
            return None
        if any(self.tokens.folded[j] in context_words("run-break") for j in (i, i + 1)):
            return None
        return Place(i, i + 2, "admin", bare=True, sure=False)
