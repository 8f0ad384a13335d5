"""Drafts for tests of events: the marks of other labels are candidates, those of events what is expected."""

from __future__ import annotations

from marks import parse_marks
from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.schema import Label
from vnpolice_ie.text.source import SourceText

Marks = list[tuple[int, int, str]]


def draft_of(marked: str) -> tuple[Draft, Marks]:
    """Return the draft with the candidates of all labels but EVENT, and the event marks `EVENT.TYPE`."""
    text, spans = parse_marks(marked)
    draft = Draft(SourceText(text))
    assert draft.source.text == text, "test sentences are in normal form"
    events: Marks = []
    for start, end, label in spans:
        if label.startswith("EVENT."):
            events.append((start, end, label))
        else:
            name: Label = label  # type: ignore[assignment]
            assert draft.add(Candidate(start, end, name, "test.mark"))
    return draft, events
