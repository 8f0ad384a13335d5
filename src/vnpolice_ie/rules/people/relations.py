"""HAS_RANK and HOLDS: which rank and post the text gives to which person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.lexicon.loader import read_table
from vnpolice_ie.rules.people.adjacency import PhraseBefore
from vnpolice_ie.rules.people.apposition import Apposition
from vnpolice_ie.rules.people.careers import Careers

_AUTHORS = ("persons.credit", "persons.byline")


class PersonRelationStage:
    """HAS_RANK and HOLDS."""

    name = "person_relations"

    def __init__(self) -> None:
        self._triggers = PhraseBefore((row["trigger"], row["holds"]) for row in read_table("post_triggers"))

    def __call__(self, draft: Draft) -> None:
        """Relate each rank and post to the person that it stands at, or that gains, holds or loses it."""
        items = draft.mentions("PERSON", "RANK", "POSITION")
        if all(item.label == "PERSON" for item in items):
            return
        topic: Candidate | None = None
        for part in _sentences(draft, items):
            row = Apposition(draft, part)
            gainer = None
            if row.titles and (row.persons or topic):
                row.read()
                careers = Careers(draft, self._triggers, row, topic)
                careers.read()
                gainer = careers.gainer
            topic = gainer or (part[row.persons[0]] if row.persons else topic)


def _sentences(draft: Draft, mentions: Iterable[Candidate]) -> Iterator[list[Candidate]]:
    """Persons (but for authors), ranks and posts of each sentence that has any, in order."""
    source = draft.source
    items: list[Candidate] = []
    end = -1
    for candidate in mentions:
        if candidate.rule.startswith(_AUTHORS):
            continue
        if candidate.start >= end:
            if items:
                yield items
            items = []
            end = source.sentence_at(candidate.start)[1]
        items.append(candidate)
    if items:
        yield items
