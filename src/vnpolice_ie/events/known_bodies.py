"""The body that a pronoun stands for where it acts: "đơn vị này đã bắt", "Bộ này yêu cầu"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import cast

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.events.party_finders import is_passive
from vnpolice_ie.events.patterns import Pattern
from vnpolice_ie.events.scene import Scene

# A pronoun of a body as the subject of the verb that follows, with adverbs between.
_THIS = re.compile(
    r"(?<!\w)(?P<noun>cơ quan|đơn vị|lực lượng|bộ|sở|cục|viện|tòa|ủy ban) này\s+(?:[^\W\d_]+\s+){0,3}$"
)
# Nouns that stand for any body; the others for one whose name begins with them.
_ANY = frozenset({"cơ quan", "đơn vị", "lực lượng"})
_NOTE = "arguments.by-pronoun"
_LONGEST = 50  # characters of a pronoun and of what stands between it and its verb
_FAR = 500  # characters that are looked back over for the body


def known_body(scene: Scene, pattern: Pattern) -> list[Candidate]:
    """The body last named before "đơn vị này" and the like, where that is the subject of an active verb.

    In the pronoun's own sentence it is the nearest, in one before it the first, which is mostly the subject.
    """
    if "ORG" not in pattern.labels:
        return []
    begin = max(scene.sentence.start, scene.start - _LONGEST)
    pronoun = _THIS.search(scene.text(begin, scene.start))
    if pronoun is None or is_passive(scene):
        return []
    source = scene.draft.source
    opening = "" if pronoun["noun"] in _ANY else pronoun["noun"]
    bodies = scene.draft.view(_bodies)
    at = bisect_right(bodies, begin + pronoun.start(), key=lambda body: body.start)
    found: Candidate | None = None
    for body in reversed(bodies[max(0, at - 20) : at]):
        in_its_sentence = body.start >= scene.sentence.start
        other_sentence = found and source.sentence_index(found.start) != source.sentence_index(body.start)
        if body.end < scene.sentence.start - _FAR or other_sentence:
            break
        if scene.draft.folded_of(body).startswith(opening):
            found = body
            if in_its_sentence:
                break
    if found is None:
        return []
    by_pronoun(scene.draft).add((scene.trigger, found))
    return [found]


def by_pronoun(draft: Draft) -> set[tuple[Candidate, Candidate]]:
    """Triggers with the bodies that a pronoun beside them stands for.

    What has only read the mentions themselves cannot judge these.
    """
    return cast("set[tuple[Candidate, Candidate]]", draft.notes.setdefault(_NOTE, set()))


def _bodies(draft: Draft) -> Sequence[Candidate]:
    """Bodies of a text in order, those inside posts too; papers only tell of what others do."""
    return [c for c in draft.mentions("ORG") if c.rule != "organisations.media"]
