"""Class words of places at token positions: "tỉnh", "Q.", "thôn"; what is none though it looks like one."""

from __future__ import annotations

from vnpolice_ie.lexicon.loader import Row
from vnpolice_ie.rules.listed import listed_in
from vnpolice_ie.rules.name_lists import head_compounds
from vnpolice_ie.rules.name_runs import runs_of
from vnpolice_ie.text.source import SourceText

# Class words that are family names or begin names: with a capital they are no class words.
_NAME_LIKE = frozenset(
    {
        "hồ",
        "lăng",
        "mỏ",
        "ga",
        "đội",
        "bản",
        "khối",
        "cống",
        "thác",
        "mũi",
        "cung",
        "hang",
        "bến",
        "bang",
        "lộ",
        "khe",
    }
)


class ClassWordReader:
    """Reads class words at token positions of one text.

    Args:
        source: the text.
        taken: for each code point of the text whether an earlier stage has taken it; no class word goes over
            one that is.
    """

    def __init__(self, source: SourceText, taken: bytes) -> None:
        self.source = source
        self.tokens = source.tokens
        self.runs = runs_of(source)
        self.taken = taken
        self._starts, self._ends = self.tokens.starts, self.tokens.ends
        self.count = len(self.tokens)
        self.listed = listed_in(source)
        self._joined = self.runs.joined
        self._capital = self.runs.capital
        self._classes: dict[int, tuple[int, Row] | None] = {}

    def is_free(self, first: int, last: int) -> bool:
        """Tell whether no token of the range, which is not empty, is taken."""
        return self.taken.find(1, self._starts[first], self._ends[last - 1]) < 0

    def is_taken(self, i: int) -> bool:
        """Tell whether token `i` is taken or a part of it."""
        return self.taken.find(1, self._starts[i], self._ends[i]) >= 0

    def is_capital(self, i: int) -> bool:
        """Tell whether token `i` begins with a capital."""
        return 0 <= i < self.count and self._capital[i] != 0

    def follows(self, i: int) -> bool:
        """Tell whether token `i` stands one space after the token before it."""
        return i < self.count and self._joined[i]

    def class_at(self, i: int) -> tuple[int, Row] | None:
        """The class word at `i`: where the name may begin (after its full stop), and its row."""
        if i not in self.listed.class_words:
            return None
        if i not in self._classes:
            self._classes[i] = self._read_class(i)
        return self._classes[i]

    def _read_class(self, i: int) -> tuple[int, Row] | None:
        last, row = self.listed.class_words[i]
        if not self.is_free(i, last):
            return None
        if last == i + 1 and self.tokens.folded[i] in _NAME_LIKE and self.is_capital(i):
            return None
        if row["kind"] != "admin" and self._inside_name(i):
            return None
        if row["kind"] in {"site", "nature"} and not self.runs.shouted[i] and self._is_title_case(i, last):
            return None
        if last == i + 1 and i and self.follows(i) and self._in_compound(i):
            return None
        word = self.tokens.words[i]
        if (
            word.isupper()
            and len(word) > 2
            and not self.runs.shouted[i]
            and word != row["class"]
            and not row["dotted"]
        ):
            return None
        stop = last < self.count and self.tokens.words[last] == "." and self._touches(last)
        if row["dotted"]:
            if (
                not self.tokens.words[i].isupper()
                and not (stop and self.is_capital(i))
                and row["class"] != "Tp"
            ):
                return None
            if row["generic"] != "yes" and not stop and not self._number_at(last):
                return None
            if stop:
                last += 1
        return last, row

    def _is_title_case(self, first: int, last: int) -> bool:
        """Tell whether a class word is written as a name: "bị cáo Vũ Trường Sơn", "Tổng công ty Sông Đà"."""
        if self.tokens.words[first].isupper() and len(self.tokens.words[first]) > 1:
            return False  # "KCN"
        capitals = all(self.is_capital(i) for i in range(first, last))
        if last - first > 1:
            return capitals
        return capitals and first > 0 and (self.runs.joined[first] or self._touches(first))

    def _in_compound(self, i: int) -> bool:
        return self.tokens.folded[i - 1] in head_compounds().get(self.tokens.folded[i], ())

    def _inside_name(self, i: int) -> bool:
        """Tell whether a capital at `i` goes on a run before it: no communal house in "Lê Đình Cẩn"."""
        return (
            i > 0
            and self.is_capital(i)
            and self.runs.joined[i]
            and self.runs.is_capitalised(i - 1)
            and not self.runs.shouted[i]
        )

    def _touches(self, i: int) -> bool:
        return self.tokens.starts[i] == self.tokens.ends[i - 1]

    def _near(self, i: int) -> bool:
        """Tell whether token `i` follows the token before it or touches it."""
        return i < self.count and (self.runs.joined[i] or self._touches(i))

    def _number_at(self, i: int) -> bool:
        return self._near(i) and self.tokens.words[i][0].isdigit() and len(self.tokens.words[i]) <= 4
