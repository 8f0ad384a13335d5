"""Event triggers (EVENT): words of lexicon/data/triggers, where the conditions of trigger_rules hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import cast

from vnpolice_ie.draft import Candidate, Draft
from vnpolice_ie.events.clues import Clues
from vnpolice_ie.events.surroundings import Surroundings
from vnpolice_ie.lexicon import read_table
from vnpolice_ie.lexicon.search import apart
from vnpolice_ie.rules.listed import listed_in
from vnpolice_ie.rules.meetings import meetings
from vnpolice_ie.schema import EventType

_NO_EVENT = "-"  # group of a compound that names no event
_REJECTED = "-no-event"  # end of the name of a rule that tells that there is none


Condition = tuple[tuple[str, frozenset[str]], ...]  # of each kind of clue the values, one of which shall hold


@dataclass(frozen=True, slots=True)
class _Rule:
    """One condition: each of `needs` by one of its alternatives, and none of `unless`."""

    name: str
    needs: tuple[Condition, ...]
    unless: Condition

    def holds(self, clues: Clues) -> bool:
        for condition in self.needs:  # loops, not generators: this is asked for a dozen rules at each trigger
            if not _holds(clues, condition):
                return False
        return not _holds(clues, self.unless)


def _holds(clues: Clues, condition: Condition) -> bool:
    known = clues.known
    for kind, values in condition:  # asked for some hundred clues in a text: no calls that are not needed
        found = known.get(kind)
        if not values.isdisjoint(clues.read(kind) if found is None else found):
            return True
    return False


def _condition(clues: Iterable[str]) -> Condition:
    values: dict[str, set[str]] = {}
    for clue in clues:
        kind, _, value = clue.partition(":")
        values.setdefault(kind, set()).add(value)
    return tuple((kind, frozenset(found)) for kind, found in values.items())


class TriggerStage:
    """Adds EVENT spans; the meetings with proper names first, then the words of the list."""

    name = "triggers"

    def __init__(self) -> None:
        self._rules: dict[str, list[_Rule]] = {}
        for row in read_table("trigger_rules"):
            self._rules.setdefault(row["group"], []).append(
                _Rule(
                    f"triggers.{row['group']}-{row['rule']}",
                    tuple(_condition(clue.split("|")) for clue in row["needs"].split()),
                    _condition(row["unless"].split()),
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
            assert candidate.event_type is not None
            clues.state(candidate.event_type)

    def _found(self, draft: Draft) -> Iterator[tuple[Candidate, Clues]]:
        around = Surroundings(draft)
        for phrase in apart(listed_in(draft.source).triggers):
            if phrase.payload[0][1] == _NO_EVENT:
                continue
            clues = Clues(around, phrase.first, phrase.last)
            if not draft.is_free(clues.start, clues.end):
                continue
            for kind, group in phrase.payload:
                rule = next((r for r in self._rules[group] if r.holds(clues)), None)
                if rule and not rule.name.endswith(_REJECTED):
                    event_type = cast("EventType", kind)
                    yield Candidate(clues.start, clues.end, "EVENT", rule.name, event_type=event_type), clues
                    break
