"""Lists in a sentence of their own: who attends a meeting ("Dự hội nghị có …"), who was arrested."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.events.parties import BESIDE, Party, Sentence
from vnpolice_ie.events.scene import Scene
from vnpolice_ie.schema import Role

_THERE_ARE = re.compile(r"\b(?:còn )?có\b:?|\bgồm:?")
# Between two guests of a list: "; đại diện lãnh đạo các".
_ALSO = re.compile(
    r"[\s,;:)]*(?:(?:và|cùng|các|đồng chí|đại diện|lãnh đạo|chỉ huy|cán bộ|đại biểu|ông|bà|anh|chị|ngài"
    r"|là|một số|thuộc|tập thể|cá nhân|gồm|hai|ba|các đơn vị"
    r"|của|đ/c)\b[\s,;:]*)*"
)
# A sentence that goes on with who is at the meeting named before: "Cùng dự có đồng chí …".
_GOES_ON = re.compile(
    r"(?:(chủ trì)|(?:cùng |tham |tới |đến |cũng )*(?:dự|chứng kiến|(?<=đến )viếng))\b[^.;\n]{0,80}?"
    r"\b(?:còn |cũng )?(?:có|gồm|là)\b:?"
)
# "Đại tá Vũ Hạnh chủ trì." and "do Đại tá Vũ Hạnh, Giám đốc, chủ trì", of the meeting named before.
_CHAIRS = re.compile(
    r",? (?:đã )?(?:đồng )?(?:chủ trì|chủ tọa)(?:,? (?:và )?(?:điều hành|phát biểu)[^.;,]{0,30})?"
    r"\s*(?:[.;\n]|$)"
)
_CHAIR_WORD = "chủ t"  # in all of them
# A sentence that lists those whom the sentence before counts: "Các bị can gồm A, B".
_TARGETS = re.compile(
    r"(?:trong đó,? |cụ thể,? |theo đó,? )?(?:các|những|hai|ba|bốn|năm|sáu|\d{1,2})"
    r" (?:đối tượng|bị can|bị cáo|nghi phạm|nghi can|người|cựu cán bộ|cán bộ)\b"
    r"(?: (?:này|trên|bị bắt|bị bắt giữ|bị khởi tố|bị can|bị tạm giữ|còn lại|nói trên)\b)*"
    r",? (?:gồm|là|gồm có|bao gồm)\b:?"
)
_REACH = 300  # characters after the meeting within which the list begins


def clause_starts(draft: Draft, sentence: Sentence, after: int) -> Iterator[int]:
    """Yield where the sentence and its clauses after a semicolon begin, from an offset on."""
    start = sentence.start
    text = draft.source.folded
    while 0 <= start < sentence.end:
        while start < sentence.end and not text[start].isalnum():
            start += 1
        if start >= after:
            yield start
        mark = text.find(";", start, sentence.end)
        start = mark + 1 if mark >= 0 else -1


def guests_elsewhere(draft: Draft, sentence: Sentence, after: int) -> Iterator[tuple[Role, Candidate]]:
    """Yield who attends or chairs the meeting named last, in the clauses that begin after an offset."""
    text = draft.source.folded
    for start in clause_starts(draft, sentence, after):
        match = _GOES_ON.match(text, start, sentence.end)
        if match is None:
            continue
        party = next((p for p in sentence.parties if p.start >= match.end()), None)
        if party and _ALSO.fullmatch(text, match.end(), party.start):
            role: Role = "CHAIR" if match[1] else "PARTICIPANT"
            for filler in listed_parties(draft, sentence, ("PERSON", "POSITION", "ORG"), party):
                yield role, filler
    if text.find(_CHAIR_WORD, after, sentence.end) < 0:
        return
    for party in sentence.parties:
        if party.start >= after and party.persons and _CHAIRS.match(text, party.end, sentence.end):
            for filler in party.persons:
                yield "CHAIR", filler


def targets_elsewhere(draft: Draft, sentence: Sentence) -> list[Candidate]:
    """The persons of a sentence that lists those whom the sentence before only counts."""
    match = _TARGETS.match(draft.source.folded, sentence.start, sentence.end)
    if match is None:
        return []
    party = next((p for p in sentence.parties if p.start >= match.end()), None)
    if party and _ALSO.fullmatch(draft.source.folded, match.end(), party.start):
        return listed_parties(draft, sentence, ("PERSON",), party)
    return []


def guests_of(scene: Scene, labels: Sequence[str]) -> list[Candidate]:
    """The guests of "Dự hội nghị (tại điểm cầu …) có các đồng chí: …"."""
    text = scene.draft.source.folded
    for match in _THERE_ARE.finditer(text, scene.end, min(scene.sentence.end, scene.end + _REACH)):
        party = next((p for p in scene.sentence.parties if p.start >= match.end()), None)
        if party and _ALSO.fullmatch(text, match.end(), party.start):
            return listed_parties(scene.draft, scene.sentence, labels, party)
    return []


def _acts(sentence: Sentence, party: Party) -> bool:
    return any(0 <= t.start - party.end <= BESIDE for t in sentence.triggers)


def listed_parties(draft: Draft, sentence: Sentence, labels: Sequence[str], first: Party) -> list[Candidate]:
    """The actors of a party and of those listed after it."""
    found: list[Candidate] = []
    end = first.start
    for party in sentence.parties:
        if party.start < first.start:
            continue
        if found and not _ALSO.fullmatch(draft.source.folded, end, party.start):
            break
        if found and ";" in draft.source.text[end : party.start] and _acts(sentence, party):
            break  # "cho bà Hà; Ủy ban xã tặng": another clause
        found += party.actors(labels)
        end = party.end
    return found
