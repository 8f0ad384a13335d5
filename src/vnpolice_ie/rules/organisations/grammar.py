"""The grammar of names of bodies: head noun, field of work, number or code, area, parent body.

The longest reading wins, so that a chain without commas is one name: "Đội 3 Phòng Cảnh sát hình sự
Công an tỉnh". All positions are token indices.
"""

from __future__ import annotations

from vnpolice_ie.rules.name_lists import common_family_names, context_words, head_compounds
from vnpolice_ie.rules.organisations.areas import SEATED_IN_AREAS, AreaReader
from vnpolice_ie.rules.organisations.lists import POST_ENDINGS, BodyHead, short_names
from vnpolice_ie.rules.organisations.names import BodyName
from vnpolice_ie.rules.organisations.openings import BodyOpenings
from vnpolice_ie.rules.places.reader import PlaceReader

# Bodies inside bodies: more than this is not a name any more.
_DEEPEST = 4
# Bodies at the top: they have no other body in front of their name but their own office.
_TOP = frozenset({"quốc hội", "chính phủ", "bộ chính trị", "ban bí thư"})
# What may follow a head that a word of range may follow too.
_RANGED = frozenset("apfxt")
# Offices that bear the name of a place in lower case too: "đồn Phó Bản".
_POSTS_OF_PLACES = frozenset({"đồn", "trạm csgt", "đội"})


def _longer(one: BodyName | None, other: BodyName | None) -> BodyName | None:
    """The one that reaches further; the first of two that end at one token."""
    if one is None or (other is not None and other.last > one.last):
        return other
    return one


class BodyReader(BodyOpenings):
    """Reads names of bodies at token positions of one text; they begin at its `beginnings` only."""

    def __init__(self, places: PlaceReader) -> None:
        super().__init__(places)
        self.areas = AreaReader(places)
        self._memory: dict[int, BodyName | None] = {}

    def read(self, i: int) -> BodyName | None:
        """The longest name of a body at token `i`; none where a known building stands."""
        name = self._read(i, 0)
        if name is None or (i in self.listed.venues and self.places.venue_at(i)):
            return None
        place = self.places.known_at(i) if i in self.listed.gazetteer else None
        return None if place is not None and place.last - i > 1 else name

    def _read(self, i: int, depth: int) -> BodyName | None:
        if i in self._memory:
            return self._memory[i]
        if i not in self.beginnings:
            return None
        self._memory[i] = None  # a body is not its own parent
        name = self._memory[i] = self._longest(i, depth)
        return name

    def _longest(self, i: int, depth: int) -> BodyName | None:
        """The longest reading; of two, that of the surer list."""
        listed = self.listed
        best = self._fixed(i, depth) if i in listed.fixed_names else None
        if i in listed.heads:
            best = _longer(best, self._headed(i, depth))
        if i in listed.short_names:
            best = _longer(best, self._short(i, depth))
        if i in listed.codes:
            best = _longer(best, self._code(i, depth))
        return best

    def _fixed(self, i: int, depth: int) -> BodyName | None:
        last, row = self.listed.fixed_names[i]
        if not self.places.is_free(i, last):
            return None
        if i and self.places.follows(i) and self._words[i - 1] in common_family_names():
            return None
        words = self._words[i:last]
        capitals = sum(word[0].isupper() for word in words)
        if not words[0][0].isupper() and not (row["lower"] or 2 * capitals >= len(words)):
            return None
        if len(words) == 1 and words[0] != row["name"]:
            return None
        name = BodyName(
            i,
            last,
            "name",
            " ".join(self._folded[i:last]),
            specific=True,
            capital=words[0][0].isupper(),
        )
        return self._extended(name, row["tail"], depth)

    def _short(self, i: int, depth: int) -> BodyName | None:
        words = self._words
        row = short_names().get(words[i])
        last = i + 1
        if row is None and i + 1 < len(words) and self.runs.joined[i + 1]:
            row = short_names().get(f"{words[i]} {words[i + 1]}")
            last = i + 2
        if row is None or not self.places.is_free(i, last):
            return None
        name = BodyName(i, last, "short", self._folded[i], specific=True)
        return self._extended(name, row["tail"], depth)

    def _code(self, i: int, depth: int) -> BodyName | None:
        end = self.tails.code_at(i)
        if end == i:
            return None
        return self._extended(BodyName(i, end, "code", "", specific=True), "ap", depth)

    def _headed(self, i: int, depth: int) -> BodyName | None:
        end, head = self.listed.heads[i]
        if not self.places.is_free(i, end) or (head.abbreviated and self._words[i] != head.name):
            return None
        capital = self._capital.find(1, i, end) >= 0
        if not self._may_begin(i, head, capital):
            return None
        name = BodyName(i, end, head.kind, head.folded, capital=capital)
        lower = False
        if self.has_tail(end):
            name, lower = self._own_tail(name, head.tail, depth)
        own = name.last
        if own < self.count and self._folded[own] == "viên" and self._joined[own]:
            return None
        name = self._extended(name, head.tail, depth)
        if own > end and not lower and name.last == own and name.core is None:
            return None
        if name.last == end:
            return self._alone(name, head)
        if not capital and not self._may_be_small(name, head, own, lower=lower):
            return None
        if self._is_common(name):
            return None
        if "s" in head.tail and (task := self.tails.subject_at(name.last)) > name.last:
            return name.to(task, specific=True)
        return name

    @staticmethod
    def _alone(name: BodyName, head: BodyHead) -> BodyName | None:
        """The head as a name by itself, if it may be one."""
        name.alone = head.alone == "yes" or (head.alone == "capital" and name.capital)
        return name if name.alone else None

    @staticmethod
    def _may_be_small(name: BodyName, head: BodyHead, own: int, *, lower: bool) -> bool:
        """Tell whether a name may stand in lower case whose own tail ends at token `own`."""
        end = name.first + head.words
        if head.small == "no" or not (lower or name.last > own or name.specific):
            return False
        if head.name == "Thanh tra" and own > end:
            return False
        return own > end or not head.name.startswith("Tổ ")

    def _is_common(self, name: BodyName) -> bool:
        """ "công ty Nhà nước", "ngân hàng Việt Nam": all of a kind, not one."""
        if name.capital or self._folded[name.last - 2 : name.last] not in (["nhà", "nước"], ["việt", "nam"]):
            return False
        return name.last - name.first <= len(name.head.split()) + 2

    def _may_begin(self, i: int, head: BodyHead, capital: bool) -> bool:
        """Tell whether the words before allow a name to begin with this head."""
        before = self._folded[i - 1] if self._joined[i] else ""
        if before in head.not_after:
            return False
        if head.standing:
            return True
        if before and capital and not head.several and self._words[i - 1] in common_family_names():
            return False
        if capital and not (i and self.runs.shouted[i]):
            return True
        if before in head_compounds().get(head.folded, ()):
            return False
        if head.folded in {"bộ", "khoa"} and self.places.is_capital(i + 1):
            return i + 1 in self.listed.fields
        return capital or head.small != "post" or before in POST_ENDINGS

    def _own_tail(self, name: BodyName, tail: str, depth: int) -> tuple[BodyName, bool]:
        """Read what belongs to the head itself: company name, field, number, code; one may begin behind it.

        The second value tells whether it is enough for a name without an area or a parent.
        """
        lower = False
        for _ in range(3):
            i = name.last
            if self._words[i] == "(":
                i = self.tails.bracketed_at(i)
                if not self.places.follows(i) or self.places.is_taken(i):
                    break
            step = self._tail_step(i, tail, name, depth)
            if step is None:
                break
            name, with_lower, used = step
            lower |= with_lower
            tail = tail.replace(used, "")
            if not tail or not self.has_tail(name.last):
                break
        return name, lower

    def _tail_step(self, i: int, tail: str, name: BodyName, depth: int) -> tuple[BodyName, bool, str] | None:
        if "m" in tail and (end := self.tails.press_name_at(i)) > i:
            return name.to(end, specific=True), True, "m"
        if "c" in tail and (end := self.tails.code_at(i)) > i:
            return name.to(end, specific=True), True, "c"
        if "x" in tail and not name.capital and self.tails.is_full_name(i) and self._after_post(name):
            return None  # "giám đốc lâm trường Đặng Hữu Tư", who runs it
        if "x" in tail and name.core is None:
            end, core = self.tails.company_at(i)
            if "f" in tail and (further := self.tails.field_at(i, weak=False))[0] > end:
                return name.to(further[0], specific=True), True, "x"
            if end > i:
                company = name.to(end, specific=True, core=core or (i, end))
                return company, core is not None or name.capital, "x"
        if "n" in tail and (end := self.tails.number_at(i)) > i:
            return name.to(end, specific=True), self._may_be_numbered(name, i), "n"
        if "s" in tail and (end := self.tails.subject_at(i)) > i:
            return name.to(end, specific=True), True, "s"
        if "f" in tail:
            end, capital, strong = self.tails.field_at(i, weak=name.capital)
            if (
                capital
                and not strong
                and not name.head.startswith("trường")
                and name.kind != "school"
                and self._is_person(i)
            ):
                return None
            if not capital and not strong and name.specific:
                return None
            if self._folded[i:end] == ["tổ", "chức"] and name.head == "ban":
                strong = capital = False  # the organisers of an event, unless a parent follows
            listed = i in self.listed.fields or self.tails.is_abbreviation(i)
            if not listed and (name.kind == "ministry" or name.head in {"sở", "vụ"}):
                return None
            if (
                not listed
                and name.kind == "office"
                and not name.capital
                and name.head not in _POSTS_OF_PLACES
            ):
                return None
            if name.head == "quỹ" and self._folded[i] not in context_words("verb"):
                strong |= name.capital
            if end > i and not self._is_other(i, end) and not self._is_parent(i, end, tail, depth):
                if capital and name.kind == "office" and name.head != "ban":
                    end = self.tails.rest_at(end)
                return name.to(end, specific=True), strong or capital, "f"
        if "r" in tail and "f" not in tail and (end := self.tails.run_at(i)) > i:
            return name.to(end, specific=True), True, "r"
        return None

    def _after_post(self, name: BodyName) -> bool:
        return name.first > 0 and self._folded[name.first - 1] in POST_ENDINGS

    def _may_be_numbered(self, name: BodyName, i: int) -> bool:
        """Tell whether a number alone makes a name of the head: "Đội 4", "đội số 4", "quân đoàn 3"."""
        return name.capital or name.kind == "military" or self._folded[i] == "số"

    def _is_person(self, i: int) -> bool:
        return self._words[i] in common_family_names() and self.runs.ends[i] - i > 1

    def _is_other(self, i: int, end: int) -> bool:
        """Tell whether the words at `i` are an area or a range rather than a field that ends at `end`."""
        listed = self.listed.fields.get(i)
        known = listed[0] if listed is not None else i
        area = self.places.area_at(i)
        word = self.listed.ranges.get(i)
        return (area is not None and area.last >= known) or (word is not None and word[0] >= known)

    def _is_parent(self, i: int, end: int, tail: str, depth: int) -> bool:
        """Tell whether the words at `i` are another body, not a field that ends at `end`."""
        if "p" not in tail or depth >= _DEEPEST:
            return False
        parent = self._read(i, depth + 1)
        return parent is not None and parent.last >= end

    def _extended(self, name: BodyName, tail: str, depth: int) -> BodyName:
        """Take in words of range, the area and the parent."""
        if "t" in tail:
            name = self._with_term(name)
        for _ in range(3):
            i = name.last
            if i >= self.count or not (self.has_area(i) or self._has_unlisted_area(name)):
                return name
            if self._words[i] == "(":
                return self._behind_bracket(name, tail, depth) if tail else name
            further = self._range(name, tail) if i in self.listed.ranges else None
            if "a" in tail or "v" in tail:
                further = _longer(further, self.areas.area(name, tail))
            if i in self.beginnings:
                further = _longer(further, self._parent(name, tail, depth))
            if self._folded[i] == "chi":
                further = _longer(further, self._branch(name))
            if further is None:
                return name
            name = further
            if not name.kind.startswith("+"):
                return name
            name.kind = name.kind[1:]
        return name

    def _has_unlisted_area(self, name: BodyName) -> bool:
        return name.head in SEATED_IN_AREAS and self.may_follow(name.last)

    def _behind_bracket(self, name: BodyName, tail: str, depth: int) -> BodyName:
        """Take in an abbreviation where the name goes on after it: "Ủy ban Kiểm tra (UBKT) Trung ương"."""
        after = self.tails.bracketed_at(name.last)
        if after == name.last or not self.places.follows(after):
            return name
        inner = self._extended(name.to(after), tail, depth)
        return inner if inner.last > after else name

    def _branch(self, name: BodyName) -> BodyName | None:
        """Take in the branch of a bank or company: "BIDV chi nhánh Gia Lai"."""
        i = name.last
        if self._folded[i + 1 : i + 2] != ["nhánh"]:
            return None
        office = name.head.startswith(("ngân hàng", "văn phòng đăng ký"))
        if not (office or name.kind in {"company", "short"}):
            return None
        place = self.places.area_at(i + 2) if self.places.follows(i + 2) else None
        end = place.last if place is not None and place.named else self.areas.district(i + 2)
        end = end if end > i + 2 else self.tails.run_at(i + 2)
        return name.to(end) if end > i + 2 else None

    def _with_term(self, name: BodyName) -> BodyName:
        """Take in the term inside a name: "Đoàn đại biểu Quốc hội khóa XV tỉnh Thái Bình"."""
        i = name.last
        if self.places.follows(i + 1) and self._folded[i] == "khóa" and self.places.area_at(i + 2):
            return name.to(i + 2)
        if self.places.follows(i) and self._folded[i] == "đơn" and self.places.known_at(i + 2):
            return name.to(i + 2)
        return name

    def _range(self, name: BodyName, tail: str) -> BodyName | None:
        i = name.last
        if _RANGED.isdisjoint(tail):
            return None
        last = self.listed.ranges[i][0]
        if not self.places.is_free(i, last):
            return None
        words = self._words[i:last]
        text = " ".join(self._folded[i:last])
        if text == "và cộng sự" and name.kind != "company":
            return None
        if text in {"bộ", "sở"}:
            return self._own_house(name, i)
        if text == "cấp cao":
            return name.to(self.areas.seat(last), specific=True)
        if text.startswith("của"):
            allowed = name.kind in {"body", "office"} and name.specific
        elif any(word[0].isupper() for word in words):
            allowed = True
        elif name.kind == "health" and text == "trung ương":
            return name.to(max(last, self.tails.number_at(last)), specific=True)
        elif text in {"trung ương", "nhà nước", "quốc gia"}:
            allowed = name.kind in {"party", "body", "office", "health"}
        else:
            allowed = text in {"tối cao", "và cộng sự", "phía bắc", "phía nam"}
        return name.to(last, specific=True, kind="+" + name.kind) if allowed else None

    def _own_house(self, name: BodyName, i: int) -> BodyName | None:
        """ "Thanh tra Bộ", "Đảng ủy Bộ": the ministry's or department's own, named without its field."""
        if (
            name.head not in {"thanh tra", "văn phòng", "đảng ủy", "cơ quan", "ban cán sự đảng"}
            or name.last - name.first > 3
        ):
            return None
        if not self._words[i][0].isupper() or not name.capital:
            return None
        if self.places.follows(i + 1) and self.places.is_capital(i + 1):
            return None
        return name.to(i + 1, specific=True)

    def _parent(self, name: BodyName, tail: str, depth: int) -> BodyName | None:
        if "p" not in tail or depth >= _DEEPEST:
            return None
        parent = self._read(name.last, depth + 1)
        if parent is None or (parent.alone and not parent.capital and parent.kind != "party"):
            return None
        if parent.head in _TOP:
            return None
        # "Phó Trưởng phòng Phòng Khoáng sản": the word of the post, then the body itself.
        if name.last - name.first == 1 and parent.head.split()[:1] == [name.head]:
            return None
        if parent.kind == "company" and name.kind not in {"company", "party", "union", "office"}:
            return None
        return name.to(parent.last, specific=parent.specific, generic=parent.generic)
