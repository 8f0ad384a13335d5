"""Which tokens candidates have taken."""

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.rules.taken import taken_tokens
from vnpolice_ie.text.source import SourceText

TEXT = "Thiếu tướngNguyễn Hòa, Công an tỉnh"


def test_a_token_that_is_covered_in_part_is_taken() -> None:
    draft = Draft(SourceText(TEXT))
    assert not any(draft.view(taken_tokens))
    draft.add(Candidate(0, len("Thiếu tướng"), "RANK", "a.b"))
    body = Candidate(TEXT.index("Công"), len(TEXT), "ORG", "a.b")
    draft.add(body)
    assert draft.source.tokens.words == ["Thiếu", "tướngNguyễn", "Hòa", ",", "Công", "an", "tỉnh"]
    assert list(draft.view(taken_tokens)) == [1, 1, 0, 0, 1, 1, 1]
    draft.remove(body)
    assert list(draft.view(taken_tokens)) == [1, 1, 0, 0, 0, 0, 0]
