"""Event triggers (EVENT): words of lexicon/data/triggers, where the conditions of trigger_rules hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.events.clues import Clues, Surroundings
from vnpolice_ie.lexicon import PhraseMatcher, read_table
from vnpolice_ie.rules.meetings import meetings
from vnpolice_ie.schema import EventType

_NO_EVENT = "-"  # group of a compound that names no event
_REJECTED = "-no-event"  # end of the name of a rule that tells that there is none


@dataclass(frozen=True, slots=True)
class _Rule:
    """One condition: each of `needs` by one of its alternatives, and none of `unless`."""

    name: str
    needs: tuple[tuple[str, ...], ...]
    unless: tuple[str, ...]

    def holds(self, clues: Clues) -> bool:
        return all(any(map(clues.has, clue)) for clue in self.needs) and not any(map(clues.has, self.unless))


class TriggerStage:
    """Adds EVENT spans; the meetings with proper names first, then the words of the list."""

    name = "triggers"

    def __init__(self) -> None:
        self._phrases = PhraseMatcher((r["trigger"], (r["type"], r["group"])) for r in read_table("triggers"))
        self._rules: dict[str, list[_Rule]] = {}
        for row in read_table("trigger_rules"):
            self._rules.setdefault(row["group"], []).append(
                _Rule(
                    f"triggers.{row['group']}-{row['rule']}",
                    tuple(tuple(clue.split("|")) for clue in row["needs"].split()),
                    tuple(row["unless"].split()),
                )
            )

    def __call__(self, draft: Draft) -> None:
        """Add the triggers."""
        meetings(draft)
        spoken = -1
        for candidate, clues in self._found(draft):
            if candidate.event_type == "SPEECH":
                # One statement is one event: the first verb of the sentence, unless another speaker follows.
                if clues.sentence == spoken and not (clues.has("left:agent") and clues.has("adv:past")):
                    continue
                spoken = clues.sentence
            draft.add(candidate)

    def _found(self, draft: Draft) -> Iterator[tuple[Candidate, Clues]]:
        around = Surroundings(draft)
        tokens = draft.source.tokens
        for phrase in self._phrases.find(tokens):
            kind, group = phrase.payload
            if group == _NO_EVENT:
                continue
            clues = Clues(around, phrase.first, phrase.last)
            rule = next((r for r in self._rules[group] if r.holds(clues)), None)
            if rule and not rule.name.endswith(_REJECTED) and draft.is_free(clues.start, clues.end):
                event_type = cast("EventType", kind)
                yield Candidate(clues.start, clues.end, "EVENT", rule.name, event_type=event_type), clues
