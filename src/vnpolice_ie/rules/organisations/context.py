"""What the sentence around a name of a body says of it, and the names that follow from it.

All positions are token indices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vnpolice_ie.rules.name_lists import common_family_names, context_words
from vnpolice_ie.rules.organisations.grammar import BodyReader
from vnpolice_ie.rules.organisations.names import BodyName

# Posts whose plural makes the body behind them one of several.
_POSTS = (
    *(["giám", "đốc"], ["phó", "giám", "đốc"], ["bí", "thư"], ["phó", "bí", "thư"], ["chủ", "tịch"]),
    *(["phó", "chủ", "tịch"], ["trưởng"], ["phó", "trưởng"], ["trưởng", "phó"], ["chánh", "án"]),
)
_LONGEST_POST = 5
# Last words of kinds of bodies in a list: "ban đảng", "đảng đoàn", "huyện ủy", "bộ, ngành".
_BODY_ENDS = frozenset({"ủy", "uỷ", "đảng", "đoàn", "bộ", "ngành", "tỉnh"})
_LONGEST_KIND = 6
_SHORT_HEADS = frozenset({"bộ", "sở", "cục", "trung tâm"})
_SHORT_OPENINGS = frozenset({"bộ", "sở", "cục", "trung"})
# The name of a tower: "tòa HH1", "tòa A".
_CODE = re.compile(r"[A-Z]{1,3}\d{0,2}")
_ABBREVIATION = re.compile(r"[A-ZĐƯ][A-ZĐƯa-zà-ỹ0-9&]*[A-ZĐƯ0-9][A-ZĐƯa-zà-ỹ0-9&]*")


def is_one_body(name: BodyName, reader: BodyReader) -> bool:
    """Tell whether a name means one body here, not a group or a part of another word."""
    tokens = reader.tokens
    before = tokens.folded[name.first - 1] if name.first else ""
    after = tokens.folded[name.last] if name.last < reader.count else ""
    loose = name.alone or name.generic or name.kind == "short"
    if before in context_words("plural") and (loose or not name.capital):
        return False
    if loose and after in context_words("group-after"):
        return False
    if after in {"cấp", "các"} and _is_level(name, reader):
        return False
    if before == ":" and _is_author(name, reader):
        return False
    if " " not in name.head and name.capital and name.first and not reader.runs.shouted[name.first]:
        # The head may be a word of another name.
        if reader.runs.joined[name.first] and _ends_full_name(name.first, reader):
            return False
        if _inside_place(name.first, reader):
            return False
    if (name.generic or name.alone) and not name.capital and _of_several(name, reader):
        return False
    if name.alone and name.kind == "party" and _in_plural_list(name, reader):
        return False
    if after in {"hai", "2"} and tokens.folded[name.last + 1 : name.last + 2] == ["nước"]:
        return False
    if before == "quan" and name.head == "công an" and name.generic:
        return False
    if before == "tổng" and name.head.startswith("kiểm toán"):
        return False
    if after == "địa" and tokens.folded[name.last + 1 : name.last + 2] == ["phương"]:
        return False
    if name.generic and after == "," and _next_level(name, reader):
        return False
    if name.kind == "short" and name.first and tokens.words[name.first - 1] in {"-", "/"}:
        touching = tokens.starts[name.first] == tokens.ends[name.first - 1]
        if touching:
            return False
    if (
        name.head in {"tòa", "tòa án"}
        and name.alone
        and (after in {"nhà", "soạn"} or _is_coded(name.last, reader) or before in {"phiên", "tổ", "luật"})
    ):
        return False
    minister = before == "trưởng" and name.first > 1 and tokens.folded[name.first - 2] in {"bộ", "thứ"}
    return not (minister and name.head == "công an")


def _is_coded(i: int, reader: BodyReader) -> bool:
    return i < len(reader.tokens) and _CODE.fullmatch(reader.tokens.words[i]) is not None


def _is_level(name: BodyName, reader: BodyReader) -> bool:
    """Tell whether a level follows: "UBND cấp tỉnh", "Sở Y tế các tỉnh"; not "UBND huyện cấp giấy"."""
    following = reader.tokens.folded[name.last : name.last + 2]
    if len(following) < 2 or name.kind in {"company", "media", "alias"}:
        return False
    if following[0] == "cấp":
        return following[1] in context_words("level")
    return following[0] == "các" and following[1] in {
        "địa",
        "tỉnh",
        "nước",
        "quận",
        "huyện",
        "cấp",
        "đơn",
        "bộ",
    }


def _of_several(name: BodyName, reader: BodyReader) -> bool:
    """Tell whether a number stands before it or its post: "hai giám đốc công an tỉnh", "120 công an xã"."""
    folded = reader.tokens.folded
    i = name.first - 1
    if i >= 0 and folded[i].isdigit():
        return True
    for j in range(i, max(-1, i - _LONGEST_POST), -1):
        if not reader.places.follows(j + 1) or not folded[j].isalnum():
            return False
        if j < i and (folded[j].isdigit() or folded[j] in context_words("number-word")):
            return folded[j + 1 : i + 1] in _POSTS
    return False


def _in_plural_list(name: BodyName, reader: BodyReader) -> bool:
    """Tell whether it goes on a list of kinds of bodies: "các tỉnh ủy, thành ủy, đảng ủy trực thuộc"."""
    folded = reader.tokens.folded
    i = name.first - 1
    while i > 0 and folded[i] in {",", "và"} and folded[i - 1] in _BODY_ENDS:
        opening = i - 1
        while opening > 0 and opening > i - _LONGEST_KIND and folded[opening - 1] not in {",", "và", ";"}:
            opening -= 1
            if folded[opening] in context_words("plural"):
                return True
        i = opening - 1
    return False


def _is_author(name: BodyName, reader: BodyReader) -> bool:
    """Tell whether a pen name that looks like a school stands at the foot: "Ảnh: Trường Sinh"."""
    if " " in name.head or name.kind == "media" or not 1 < name.last - name.first <= 3 or name.first < 2:
        return False
    tokens = reader.tokens
    told = tokens.folded[name.first - 2] in context_words("caption")
    return told and (name.last == len(tokens) or not reader.places.follows(name.last))


def _ends_full_name(i: int, reader: BodyReader) -> bool:
    """Tell whether the head at `i` goes on a person's name: "Trần Thanh Trường An", "Lý Hội Sèo"."""
    first = i
    while first and reader.runs.joined[first] and reader.runs.is_capitalised(first - 1):
        first -= 1
    if first == i:
        return False
    before = range(first, i)
    named = any(reader.tokens.words[j] in common_family_names() for j in before)
    return named and not any(reader.tokens.words[j].isupper() or reader.places.known_at(j) for j in before)


def _inside_place(i: int, reader: BodyReader) -> bool:
    """Tell whether the head at `i` is part of a place's name: "phường Đội Cung", "xã Trường Thọ"."""
    known = reader.places.known_at(i - 1)
    earlier = reader.places.known_at(i - 2)
    # "Hải Phòng", but not "ở Việt Nam Bộ Y tế", where the country ends first.
    if known is not None and known.last > i and (earlier is None or earlier.last != i):
        return True
    for first in (i - 1, i - 2):
        place = reader.places.place_at(first)
        if place is not None and place.named and not place.bare and place.last > i:
            return True
    return False


def _next_level(name: BodyName, reader: BodyReader) -> bool:
    """Tell whether a list of class words follows: "UBND tỉnh, thành phố trực thuộc"."""
    place = reader.places.place_at(name.last + 1) if name.last + 1 < len(reader.tokens) else None
    return place is not None and not place.named


def media_name(i: int, reader: BodyReader) -> BodyName | None:
    """The newspaper or portal at `i`, if its name or its place says so."""
    end, bare = reader.tails.media_at(i)
    if end == i:
        return None
    tokens = reader.tokens
    before = tokens.folded[i - 1] if i else ""
    after = tokens.folded[end] if end < len(tokens) else ""
    capital_before = (
        i > 0
        and reader.runs.joined[i]
        and reader.runs.is_capitalised(i - 1)
        and before not in context_words("paper-before")
    )
    behind = tokens.folded[i - 2] if i > 1 else ""
    place = reader.places.known_at(i) is not None or (before == "viên" and behind != "phóng")
    reporter = before == "pv" or (before == "viên" and behind == "phóng")
    if reader.tails.is_common_paper(i, end) and not reporter:
        return None
    dateline = before == "(" and after == ")" and not place
    told = before in {":", "-"} and behind in {"ảnh", "nguồn", "video"} and not place
    told |= before == "lời" and not place and all(word[0].isupper() for word in tokens.words[i:end])
    told |= before in {"với", "lời"} and after == "," and not place
    cited = told or (before in context_words("paper-before") and not place and not _is_field_of(i, reader))
    if dateline or cited or (bare and not capital_before):
        return BodyName(i, end, "media", "", specific=True)
    return None


def _is_field_of(i: int, reader: BodyReader) -> bool:
    # "của Thanh tra", "theo Kiểm tra": words that are more often something else.
    return reader.read(i) is not None


def abbreviation_after(name: BodyName, reader: BodyReader) -> BodyName | None:
    """The abbreviation or short name in the brackets that open right after a name."""
    tokens = reader.tokens
    words = tokens.words
    last = first = name.last + 1
    while last < len(words) and last - first < 5 and words[last] not in {")", ",", ";", ":", "("}:
        last += 1
    if last == first or last >= len(words) or words[last] != ")" or not reader.places.is_free(first, last):
        return None
    text = reader.places.source.text[tokens.starts[first] : tokens.ends[last - 1]]
    if reader.places.place_at(first) is not None or not words[first][0].isupper():
        return None
    if not _ABBREVIATION.match(words[first]) and name.kind != "company":
        return None
    if words[first] in common_family_names() and last - first > 1:
        return None
    if last - first > 3 or "." in text or len(text) < 2:
        return None
    return BodyName(first, last, "bracket", "", specific=True)


def others_in_list(name: BodyName, reader: BodyReader) -> Iterator[BodyName]:
    """Further ministries or departments that share the head of a name: "Bộ Y tế, Tài chính và Tư pháp"."""
    tokens = reader.tokens
    i = name.last
    while i + 1 < len(tokens) and tokens.folded[i] in {",", "và", ";"} and reader.places.is_capital(i + 1):
        last, lower = reader.listed.fields.get(i + 1, (0, False))
        if not lower or not reader.places.is_free(i + 1, last):
            return
        other = reader.read(i + 1)
        if other is not None or (reader.places.follows(last) and reader.runs.is_capitalised(last)):
            return
        yield BodyName(i + 1, last, "listed", "", specific=True)
        i = last


def house_named_before(i: int, reader: BodyReader) -> BodyName | None:
    """ "Bộ", "Sở", the capital at `i`, for the one named before, as the object of a post or of belonging."""
    tokens = reader.tokens
    if tokens.folded[i] not in _SHORT_OPENINGS or not i:
        return None
    if not reader.places.follows(i) or reader.places.is_taken(i):
        return None
    last = i + 2 if tokens.folded[i] == "trung" and tokens.folded[i + 1 : i + 2] == ["tâm"] else i + 1
    if " ".join(tokens.folded[i:last]) not in _SHORT_HEADS or tokens.folded[i - 1] not in context_words(
        "belonging"
    ):
        return None
    if tokens.folded[i] == "sở" and tokens.folded[i - 1] == "đạo":
        return None
    if reader.places.follows(last) and (reader.places.is_capital(last) or last in reader.listed.fields):
        return None
    return BodyName(i, last, "house", "", specific=True)
