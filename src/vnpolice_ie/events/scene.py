"""One trigger in its sentence, and what is before and after it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.events.parties import Party, Sentence

# Between two triggers of one act: "khởi tố, bắt tạm giam", "khởi tố bị can, ra lệnh bắt tạm giam".
AND = re.compile(
    r"[\s,;]*(?:và|hoặc|cùng|rồi|đồng thời|sau đó)?[\s,]*"
    r"(?:(?:đã |vừa )?(?:ra |ký |thi hành )?(?:các )?(?:lệnh|quyết định))?[\s\"“”]*"
)
# Between two members of a list, with what is said of the first: "Kết luận số 44 của Ban Bí thư và".
LIST = re.compile(
    r"(?:[^\n;]{0,90}?[,;]|[^\n;]{0,90}?\bvà\b)?\s*(?:về )?(?:tội |hành vi )?(?:\d{1,3} |nhiều )?[\"“]?"
)


@dataclass(eq=False, slots=True)
class Scene:
    """One trigger in its sentence.

    Attributes:
        start, end: the row of triggers of one act that it stands in.
        fence: where the next trigger of another act begins, else the end of the sentence.
        topic: the same, passing over triggers of IMPLEMENTATION: a meeting or an inspection may be
            about carrying something out.
        passive: whether the trigger is passive, once somebody asked.
        doers: who does what a passive says, one or nobody, once somebody asked.
    """

    draft: Draft
    sentence: Sentence
    trigger: Candidate
    start: int
    end: int
    fence: int
    topic: int
    passive: bool | None = None
    doers: Sequence[Party] | None = None

    def text(self, start: int, end: int) -> str:
        """Words of [start, end) in lower case."""
        return self.draft.source.folded[start:end]

    def crosses_clause(self, start: int, end: int) -> bool:
        """Whether a clause ends in [start, end): a semicolon stands there."""
        return self.draft.source.folded.find(";", start, end) >= 0

    def before(self, offset: int) -> Iterator[Party]:
        """Parties that end before the offset, the nearest first."""
        parties = self.sentence.parties
        for at in range(self.sentence.parties_from(offset) - 1, -1, -1):
            if parties[at].end <= offset:
                yield parties[at]

    def after(self) -> Iterator[Party]:
        """Parties after the trigger up to the fence."""
        for party in islice(self.sentence.parties, self.sentence.parties_from(self.end), None):
            if party.start >= self.fence:
                return
            yield party

    def next_of(self, labels: tuple[str, ...]) -> list[Candidate]:
        """Mentions of the labels after the trigger up to the fence."""
        return self.sentence.between(self.end, self.fence, labels)


def scene_of(draft: Draft, sentence: Sentence, trigger: Candidate) -> Scene:
    """See what stands around a trigger: triggers side by side are one act."""
    start, end = trigger.start, trigger.end
    text = draft.source.folded
    at = sentence.triggers.index(trigger)
    for other in reversed(sentence.triggers[:at]):
        if not AND.fullmatch(text, other.end, start):
            break
        start = other.start
    fence = topic = sentence.end
    following = sentence.triggers[at + 1 :]
    for other in following:
        if not AND.fullmatch(text, end, other.start):
            break
        end = other.end
    others = [t for t in following if t.start >= end]
    if others:
        # "Phát biểu tại hội nghị, X chúc mừng …"
        passed = "MEETING" if trigger.event_type == "SPEECH" else ""
        fence = next((t.start for t in others if t.event_type != passed), fence)
        topic = next((t.start for t in others if t.event_type != "IMPLEMENTATION"), topic)
    return Scene(draft, sentence, trigger, start, end, fence, topic)
