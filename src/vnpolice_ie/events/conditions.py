"""The conditions of lexicon/data/trigger_rules, arranged so that words that state no event are refused early.

Most words of events state none where they stand. Where no rule can hold is told by the labels of all
mentions of the text and by the word that follows, before clues are read; where none holds mostly by one clue.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final, cast

from vnpolice_ie.events.clues import AGENTS, Clues, Condition
from vnpolice_ie.events.patterns import LABEL_BITS, mask_of
from vnpolice_ie.events.surroundings import Surroundings
from vnpolice_ie.lexicon import read_table
from vnpolice_ie.schema import EventType

_REJECTED = "-no-event"  # end of the name of a rule that tells that there is none
# Kinds of clues, first those that are quickly read and tell much; some are read off what is beside the word.
_BESIDE: Final = ("stated", "next", "prev", "right", "line", "left", "adv", "by", "case")
_COSTS: Final[Mapping[str, int]] = {
    kind: cost for cost, kind in enumerate((*_BESIDE, "near", "before", "after", "has", "clause", "sent"))
}
_ANY_WORD: Final = frozenset({"other", "stop"})  # values of `right` where a plain word follows
# What mentions of a text there must be for a clue, as a mask of labels; of the others nothing is known.
_LABELS: Final[Mapping[str, int]] = {**LABEL_BITS, "agent": mask_of(AGENTS)}


@dataclass(frozen=True, slots=True)
class _Rule:
    """One condition: each of `needs` by one of its clues, and none of `unless`.

    Attributes:
        name: of the rule, as `triggers.group-rule`.
        states: whether it tells that there is an event; else it tells that there is none.
        labels: masks of labels; a text must have mentions of one of each.
        in_headline: whether it can hold in headlines alone.
    """

    name: str
    states: bool
    needs: tuple[Condition, ...]
    unless: Condition
    labels: tuple[int, ...]
    in_headline: bool

    def may_hold(self, labels: int, *, in_headline: bool) -> bool:
        """Tell whether the rule can hold in a text that has these labels, as a mask."""
        return (in_headline or not self.in_headline) and all(mask & labels for mask in self.labels)


@dataclass(frozen=True, slots=True)
class _Group:
    """Rules that are tried in order.

    Attributes:
        first: where none of these clues holds, no rule states an event; empty if that cannot be told so.
        needs_follower: whether a plain word after the trigger tells that no rule states an event.
    """

    rules: tuple[_Rule, ...]
    first: Condition
    needs_follower: bool

    def states(self, clues: Clues) -> str | None:
        """The name of the rule that states an event; None if none does."""
        one_of = clues.one_of
        if self.first and not one_of(self.first):
            return None
        for rule in self.rules:
            for need in rule.needs:
                if not one_of(need):
                    break
            else:
                if not one_of(rule.unless):
                    return rule.name if rule.states else None
        return None


def stated(
    around: Surroundings, first: int, last: int, readings: Iterable[tuple[str, str]]
) -> tuple[EventType, str, Clues] | None:
    """The event that the words of tokens [first, last) state: its type, the rule that tells, and their clues.

    Args:
        readings: pairs of an event type and the group of its rules, in order.
    """
    in_headline = around.tokens.starts[first] < around.head_end
    clues: Clues | None = None
    for event_type, name in readings:
        group = _group_in(name, around.labels, in_headline)
        if group is None or (group.needs_follower and around.is_plain(last)):
            continue
        clues = clues or Clues(around, first, last)
        rule = group.states(clues)
        if rule is not None:
            return cast("EventType", event_type), rule, clues
    return None


@lru_cache(maxsize=1 << 12)
def _group_in(name: str, labels: frozenset[str], in_headline: bool) -> _Group | None:
    """The rules of a group that can hold in a text that has these labels alone; None if none states an event.

    Raises:
        KeyError: there is no such group.
    """
    group = _groups()[name]
    there = mask_of(labels & LABEL_BITS.keys())  # other schemes have other labels
    rules = tuple(rule for rule in group.rules if rule.may_hold(there, in_headline=in_headline))
    return replace(group, rules=rules) if any(rule.states for rule in rules) else None


@cache
def _groups() -> Mapping[str, _Group]:
    rules: dict[str, list[_Rule]] = {}
    for row in read_table("trigger_rules"):
        needs = [_condition(clues.split("|")) for clues in row["needs"].split()]
        name = f"triggers.{row['group']}-{row['rule']}"
        rules.setdefault(row["group"], []).append(
            _Rule(
                name,
                not name.endswith(_REJECTED),
                tuple(sorted(needs, key=_cost)),
                _condition(row["unless"].split()),
                tuple(filter(None, map(_labels, needs))),
                (("line", frozenset({"head"})),) in needs,
            )
        )
    return {name: _group(found) for name, found in rules.items()}


def _group(rules: Iterable[_Rule]) -> _Group:
    rules = tuple(rules)
    needs = [next(filter(_is_beside, rule.needs), ()) for rule in rules if rule.states]
    first = _union(needs) if all(needs) else ()
    kinds = dict(first)
    follows = bool(first) and kinds.keys() <= {"next", "right"}
    return _Group(rules, first, follows and _ANY_WORD.isdisjoint(kinds.get("right", ())))


def _condition(clues: Iterable[str]) -> Condition:
    return _union(((kind, frozenset({value})),) for kind, _, value in (clue.partition(":") for clue in clues))


def _union(conditions: Iterable[Condition]) -> Condition:
    values: dict[str, frozenset[str]] = {}
    for condition in conditions:
        for kind, found in condition:
            values[kind] = values.get(kind, frozenset()) | found
    return tuple(sorted(values.items(), key=lambda clues: _COSTS[clues[0]]))


def _cost(condition: Condition) -> int:
    return max(_COSTS[kind] for kind, _ in condition)


def _is_beside(condition: Condition) -> bool:
    return all(kind in _BESIDE for kind, _ in condition)


def _labels(condition: Condition) -> int:
    """The labels of which a text must have one for the condition to hold; 0 if it may hold without any."""
    masks = [_LABELS.get(value.rstrip(","), 0) for _, values in condition for value in values]
    return functools.reduce(operator.or_, masks) if all(masks) else 0
