"""Who or what the mentions of a draft name, where they are linked."""

from __future__ import annotations

from vnpolice_ie.draft import Candidate, Draft


def identities(draft: Draft) -> dict[Candidate, object]:
    """What tells the things that are named apart, for the mentions of persons and documents.

    Mentions of one person or document have the same.
    """
    known: dict[Candidate, object] = {c: person for person in draft.people for c in person.mentions}
    for reference in draft.references:
        for c in reference.mentions:
            known[c] = ("document", reference.key)
    return known
