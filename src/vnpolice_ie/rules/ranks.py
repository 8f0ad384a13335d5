"""Police and military ranks (RANK)."""

from __future__ import annotations

import re

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.grammar.ranks import RankMatch, rank_at
from vnpolice_ie.rules.listed import listed_in

# The rank of a general is part of the name of a street, school or memorial after these, and of a longer rank
# where the space before that is lost: "hàmChuẩn Đô đốc".
_NAMESAKE = re.compile(
    r"(?:(?<![^\W_])(?:đường|đại lộ|(?<!thành )phố|(?<!hiện )(?<!thị )trường|thpt|thcs|tiểu học|công viên"
    r"|quảng trường|nhà lưu niệm|khu lưu niệm|bảo tàng|tượng đài|khu di tích|đền thờ|quỹ|giải thưởng)"
    r"|[^\W_](?:chuẩn|phó|thủy sư)) \Z"
)
_GENERALS = 13  # from this level on


class RankStage:
    """Police and military ranks (RANK)."""

    name = "ranks"

    def __call__(self, draft: Draft) -> None:
        """Add every rank; words glued to a following name count ("Thiếu tướngNguyễn")."""
        source = draft.source
        end = 0
        for first in listed_in(source).rank_words:
            start = source.tokens.starts[first]
            match = rank_at(source.folded, start) if start >= end else None
            if match is None:
                continue
            end = match.end
            if _ends_word(source.text, end) and not _is_name(source.folded, match):
                draft.add(Candidate(start, end, "RANK", f"{self.name}.{match.rank.service}"))


def _ends_word(text: str, end: int) -> bool:
    after = text[end : end + 1]
    return not after.isalnum() or (after.isupper() and text[end - 1].islower())


def _is_name(folded: str, match: RankMatch) -> bool:
    start = match.start
    return match.rank.level >= _GENERALS and _NAMESAKE.search(folded, max(0, start - 16), start) is not None
