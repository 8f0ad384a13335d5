"""Places (LOC)."""

from __future__ import annotations

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.rules.organisations import blocked_tokens
from vnpolice_ie.rules.place_names import PlaceReader


class PlaceStage:
    """Places (LOC)."""

    name = "places"

    def __call__(self, draft: Draft) -> None:
        """Add to the draft what this stage can tell."""
        places = PlaceReader(draft.source, blocked_tokens(draft))
        tokens = draft.source.tokens
        i = 0
        while i < len(tokens):
            place = places.place_at(i)
            if place is not None and place.named and place.sure:
                rule = "places.gazetteer" if place.bare else f"places.{place.kind}"
                draft.add(Candidate(tokens.starts[i], tokens.ends[place.last - 1], "LOC", rule))
                i = place.last
            else:
                i += 1
