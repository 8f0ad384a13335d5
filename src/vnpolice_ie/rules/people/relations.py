"""HAS_RANK and HOLDS: which rank and post the text gives to which person."""

from __future__ import annotations

from collections.abc import Iterator

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
        topic: Candidate | None = None
        for items in _sentences(draft):
            row = Apposition(draft, items)
            row.read()
            careers = Careers(draft, self._triggers, row, topic)
            careers.read()
            topic = careers.gainer or next((item for item in items if item.label == "PERSON"), topic)


def _sentences(draft: Draft) -> Iterator[list[Candidate]]:
    """Persons (but for authors), ranks and posts of each sentence that has any, in order."""
    items: list[Candidate] = []
    index = -1
    for candidate in draft.mentions("PERSON", "RANK", "POSITION"):
        if candidate.rule.startswith(_AUTHORS):
            continue
        here = draft.source.sentence_index(candidate.start)
        if here != index and items:
            yield items
            items = []
        index = here
        items.append(candidate)
    if items:
        yield items
