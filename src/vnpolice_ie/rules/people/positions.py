"""Posts with their nested organisations (POSITION)."""

from __future__ import annotations

from collections.abc import Iterator

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.lexicon.loader import read_table
from vnpolice_ie.rules.listed import listed_in
from vnpolice_ie.rules.people import title_gaps
from vnpolice_ie.rules.people.adjacency import PhraseBefore, joined
from vnpolice_ie.rules.people.names import NameShapes, is_given
from vnpolice_ie.rules.people.title_grammar import Title, TitleGrammar, TitleReader

_PLURALS = frozenset(
    {"các", "những", "nhiều", "mọi", "mấy", "số", "hai", "ba", "bốn", "năm", "bảy", "tám", "chín"}
)
_ADDRESS = frozenset({"đồng", "chí", "vị", "ông", "bà", "nguyên", "cựu"})
# What follows a title that is meant in general: "Chủ tịch UBND các cấp".
_GENERAL = frozenset({"các", "những", "cấp", "mỗi"})
_LEVELS = frozenset({"xã", "huyện", "tỉnh", "trên", "dưới", "cơ", "phường", "quận", "trung", "ủy"})
_BEFORE_NAMES = frozenset(
    {":", ",", "là", "bao", "gồm", "có", "khác", "ông", "bà", "anh", "chị", "các", "đồng", "chí"}
    | {"và", "với", "đối"}
)


_STANDING = "thường trực "


class PositionStage:
    """Posts with their nested organisations (POSITION)."""

    name = "positions"

    def __init__(self) -> None:
        self._grammar = TitleGrammar()
        self._triggers = PhraseBefore((row["trigger"], row["holds"]) for row in read_table("post_triggers"))

    def __call__(self, draft: Draft) -> None:
        """Add the titles that stand in their own right, by what completes them or stands beside them."""
        _release_modifiers(draft)
        if not listed_in(draft.source).post_heads:
            return
        judge = _Judge(self._grammar, self._triggers, draft)
        tokens = draft.source.tokens
        for title, rule in judge.titles():
            draft.add(Candidate(tokens.starts[title.first], tokens.ends[title.last - 1], "POSITION", rule))
        draft.add_all(judge.reader.countries)


def _release_modifiers(draft: Draft) -> None:
    """Take "Thường trực" back from a body: "Phó Thủ tướng Thường trực Chính phủ" names no standing body."""
    tokens, folded = draft.source.tokens, draft.source.folded
    if _STANDING not in folded:
        return
    for body in draft.mentions("ORG"):
        if not draft.folded_of(body).startswith(_STANDING):
            continue
        first = tokens.at(body.start)
        if "phó" not in tokens.folded[max(0, first - 4) : first] or not joined(draft.source, first - 1):
            continue
        draft.remove(body)
        draft.add(Candidate(tokens.starts[first + 2], body.end, body.label, body.rule))


class _Judge:
    """Decides which of the titles in one draft are posts of somebody."""

    def __init__(self, grammar: TitleGrammar, triggers: PhraseBefore[str], draft: Draft) -> None:
        self._source = draft.source
        self._tokens = draft.source.tokens
        self._triggers = triggers
        self._shapes = NameShapes(draft.source)
        self.reader = TitleReader(grammar, draft, self._shapes)
        self._name_ends: set[int] | None = None
        self._accepted_end = self._general_end = -1

    def _is_name_end(self, last: int) -> bool:
        """Tell whether a full name ends before token `last`."""
        if self._name_ends is None:
            self._name_ends = self._names()
        return last in self._name_ends

    def _names(self) -> set[int]:
        ends: set[int] = set()
        free = 0
        for at in self._shapes.family_names():
            last = self._shapes.full_name(at) if at >= free else None
            if last is not None:
                ends.add(last)
                free = last
        return ends

    def titles(self) -> Iterator[tuple[Title, str]]:
        free = 0
        for at in self.reader.beginnings():
            title = self.reader.read(at) if at >= free else None
            if title is None:
                continue
            rule = "" if self._ends_inside_name(title) else self._rule(title)
            if rule:
                self._accepted_end = title.last
                yield title, f"positions.{rule}"
            free = title.last

    def _ends_inside_name(self, title: Title) -> bool:
        """Tell whether what looks like a title is the end of a name: "Trần Công Chánh"."""
        return title.last - title.first == 1 and not title.complement and self._is_name_end(title.last)

    def _rule(self, title: Title) -> str:
        """Name of the rule that accepts a title; empty if none does."""
        named = self._before_name(title.last)
        if self._is_plural(title.first) or self._follows_general(title):
            if named or self._before_list(title.last):
                return "plural"
            self._general_end = title.last
            return ""
        if self._is_general(title):
            return ""
        folded = self._tokens.folded
        if title.kind == "bound" and (title.complement != "unit" or not self._is_bound_well(title)):
            return ""
        deputy = folded[title.head : title.head + 2] == ["đại", "biểu"]
        if title.complement and not deputy:
            return title.complement
        if named and title.kind != "aide":
            return "before-name"
        if title.kind in {"office", "post"} and self._before_foreign_name(title):
            return "before-foreign-name"
        if folded[title.last : title.last + 1] == ["là"] and self._before_list(title.last):
            return "before-name"
        if title.kind == "office" and self._tokens.words[title.first][0].isupper():
            return "office"
        if self._after_name(title.first):
            return "after-name"
        if self._after_trigger(title.first):
            return "after-trigger"
        if folded[title.last : title.last + 1] == ["kiêm"]:
            return "in-list"
        if (title.kind != "role" or deputy) and self._in_career(title):
            return "career"
        if title.kind == "role" or (folded[title.head] == "phó" and title.last - title.head == 1):
            return ""
        return "former" if title.former else ""

    def _is_bound_well(self, title: Title) -> bool:
        folded = self._tokens.folded
        unit = folded[title.head + 2 : title.head + 4]
        if folded[title.head : title.head + 2] == ["đại", "biểu"]:
            return unit[:1] in (["hđnd"], ["đbqh"]) or unit in (["quốc", "hội"], ["hội", "đồng"])
        if folded[title.head] == "phụ":
            return self._tokens.words[title.first][0].isupper()
        return True

    def _is_plural(self, first: int) -> bool:
        folded = self._tokens.folded
        at = first - 1
        while at >= 0 and first - at <= 3 and folded[at] in _ADDRESS and joined(self._source, at):
            at -= 1
        if at < 0 or not joined(self._source, at):
            return False
        counted = folded[at].isdecimal() and 1 < int(folded[at][:3]) < 100
        return counted or folded[at] in _PLURALS

    def _is_general(self, title: Title) -> bool:
        last, folded = title.last, self._tokens.folded
        if not joined(self._source, last - 1) or folded[last] not in _GENERAL or self._before_list(last):
            return False
        following = folded[last + 1] if joined(self._source, last) else ""
        return following in _LEVELS if folded[last] == "cấp" else following not in {"khóa", "nhiệm"}

    def _before_name(self, last: int) -> bool:
        if not joined(self._source, last - 1):
            return False
        if self._shapes.full_name(last):
            return True
        return self._is_given(last) and not self.reader.unit_at(last)

    def _before_foreign_name(self, title: Title) -> bool:
        """Tell whether two to four words in capitals that name nothing else follow a title in capitals."""
        last, words = title.last, self._tokens.words
        if not words[title.first][0].isupper() or not joined(self._source, last - 1):
            return False
        end = self._shapes.run_end(last)
        return 2 <= end - last <= 4 and not any(self.reader.unit_at(at) for at in range(last, end))

    def _is_given(self, at: int) -> bool:
        word = self._tokens.words[at]
        return word.istitle() and is_given(word.lower()) and not self._shapes.is_compound(at)

    def _before_list(self, last: int) -> bool:
        """Tell whether names follow after words such as "gồm các ông:"."""
        folded = self._tokens.folded
        stop = min(len(folded), last + 6)
        while last < stop and folded[last] in _BEFORE_NAMES:
            last += 1
        if last == len(folded):
            return False
        title = self.reader.read(last)
        return self._shapes.full_name(title.last if title else last) is not None

    def _after_name(self, first: int) -> bool:
        tokens = self._tokens
        at = first - 1
        if at < 1 or tokens.words[at] not in {",", "-", "("}:
            return False
        return self._ends_name(at) or self._in_bracket_of_name(at)

    def _ends_name(self, last: int) -> bool:
        if self._is_name_end(last):
            return True
        return self._is_given(last - 1)

    def _after_trigger(self, first: int) -> bool:
        if first and self._tokens.words[first - 1] == ":":
            first -= 1
        trigger = self._triggers.find(self._source, first)
        return trigger is not None and trigger[1] != "none"

    def _in_career(self, title: Title) -> bool:
        """Tell whether an accepted title stands before this one, with terms and years between them."""
        if self._accepted_end <= 0:
            return False
        start, end = self._tokens.ends[self._accepted_end - 1], self._tokens.starts[title.first]
        if end - start > title_gaps.LONGEST:
            return False
        between = self._source.folded[start:end]
        return "\n" not in between and title_gaps.CAREER.fullmatch(between) is not None

    def _in_bracket_of_name(self, at: int) -> bool:
        """Tell whether a name stands before the bracket that holds or ends before token `at`."""
        words = self._tokens.words
        for back in range(at, max(0, at - 14), -1):
            if words[back] == "(":
                return self._is_name_end(back)
        return False

    def _follows_general(self, title: Title) -> bool:
        """Tell whether this goes on a list of titles that are meant in general: "các Ủy viên …, Bí thư …"."""
        return 0 < title.first == self._general_end + 1 and self._tokens.words[title.first - 1] == ","
