"""Entities in the form of transformers' pipeline "token-classification"."""

from __future__ import annotations

from typing import TypedDict

from vnpolice_ie.types import Doc


class EntityGroup(TypedDict):
    """One entity: its tag (EVENT by type), how sure it is (0 to 1), its words and offsets [start, end)."""

    entity_group: str
    score: float
    word: str
    start: int
    end: int


def entity_groups(doc: Doc, *, nested: bool = False) -> list[EntityGroup]:
    """Return the entities of a document as a pipeline of transformers gives them.

    Args:
        doc: the document.
        nested: whether spans inside others are among them; such a pipeline knows none.
    """
    groups: list[EntityGroup] = []
    end = -1
    for mention in sorted(doc.entities, key=lambda m: (m.start, -m.end)):
        if mention.end <= end and not nested:
            continue
        end = max(end, mention.end)
        groups.append(
            {
                "entity_group": mention.tag,
                "score": mention.score,
                "word": mention.text,
                "start": mention.start,
                "end": mention.end,
            }
        )
    return groups
